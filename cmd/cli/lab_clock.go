package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"tvslab/sim/lab/api/client"
	"tvslab/sim/lab/clock"
	"tvslab/sim/lab/control"
)

// clockWords are what can be said to the clock beside a factor.
var clockWords = []string{"real", "stop", "60x", "step"}

func (v *labVerb) clockCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "clock [real|stop|FACTORx|step DURATION]",
		Short: "Print, stop, run or move a running lab's clock",
		Long: `Prints what the lab's clock shows, how it goes, and when something next happens by itself. real lets it go as fast as the world's, 60x
sixty times as fast, stop lets it stand: then it goes on with commands and steps, a minute each. step lets time pass at once, with
all that phones and clusters do meanwhile. A clock that is too fast for the machine goes as fast as it can.`,
		Example: "  tvslab lab clock\n  tvslab lab clock 60x\n  tvslab lab clock stop\n  tvslab lab clock step 10m",
		Args:    arguments(cobra.MaximumNArgs(2)),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return clockWords, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error { return v.clock(cmd.Context(), args) },
	}
}

func (v *labVerb) clock(ctx context.Context, args []string) error {
	do, err := clockOrder(args)
	if err != nil {
		return usageError{err}
	}
	running, err := v.open()
	if err != nil {
		return err
	}
	c, err := do(ctx, running)
	if err != nil {
		return controlError(err)
	}
	return v.print(c, func(w io.Writer) error { return writeClock(w, c) })
}

// clockOrder reads what is to be done to the clock.
func clockOrder(args []string) (func(context.Context, *client.Lab) (*control.Clock, error), error) {
	switch {
	case len(args) == 0:
		return func(ctx context.Context, l *client.Lab) (*control.Clock, error) { return l.Clock(ctx) }, nil
	case args[0] == "step" && len(args) == 2:
		return func(ctx context.Context, l *client.Lab) (*control.Clock, error) { return l.StepClock(ctx, args[1]) }, nil
	case args[0] == "step":
		return nil, fmt.Errorf("step: say how far, for example step 10m")
	case len(args) == 2:
		return nil, fmt.Errorf("%q: only step takes another word", args[1])
	}
	rate := args[0]
	if rate == "stop" {
		rate = clock.Stopped.String()
	}
	if _, err := clock.Parse(rate); err != nil {
		return nil, err
	}
	return func(ctx context.Context, l *client.Lab) (*control.Clock, error) { return l.SetClock(ctx, rate) }, nil
}

func writeClock(w io.Writer, c *control.Clock) error {
	next := "nothing is due"
	if c.Next != "" {
		next = "something is due at " + c.Next
	}
	_, err := fmt.Fprintf(w, "%s UTC, %s; %s\n", c.Clock, c.Rate, next)
	return err
}
