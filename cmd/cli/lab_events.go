package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"tvslab/sim/lab/api/client"
	"tvslab/sim/lab/control"
)

// eventsVerb is tvslab lab events with its flags.
type eventsVerb struct {
	*labVerb
	after  uint64
	follow bool
}

func (v *labVerb) eventsCommand() *cobra.Command {
	e := eventsVerb{labVerb: v}
	cmd := &cobra.Command{
		Use:   "events",
		Short: "Print what happened in a running lab, or what happens",
		Long: `Prints what happened to the clusters and the phones of a running lab, the newest 10,000 events, oldest first: the lab's clock, who, what
kind, what. With --follow it goes on with what happens until Ctrl-C or the end of the lab. With -o json and --follow each event is a JSON object on a line of its own.`,
		Example: "  tvslab lab events\n  tvslab lab events --follow\n  tvslab lab events --after 1200 -o json",
		Args:    arguments(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return e.run(cmd.Context()) },
	}
	cmd.Flags().Uint64Var(&e.after, "after", 0, "only events behind the one of this number")
	cmd.Flags().BoolVar(&e.follow, "follow", false, "go on with what happens")
	return cmd
}

// eventsDocument is the JSON document of tvslab lab events.
type eventsDocument struct {
	Schema int `json:"schema"`
	*control.Events
}

func (v *eventsVerb) run(ctx context.Context) error {
	running, err := v.open()
	if err != nil {
		return err
	}
	if v.follow {
		return controlError(running.Follow(ctx, v.after, v.happened, v.lost))
	}
	all, err := v.all(ctx, running)
	if err != nil {
		return controlError(err)
	}
	return v.print(eventsDocument{1, all}, func(io.Writer) error { return v.write(all) })
}

// all asks until there are no more.
func (v *eventsVerb) all(ctx context.Context, running *client.Lab) (*control.Events, error) {
	const most = 1000 // of an answer
	all := &control.Events{Events: []control.Happened{}, Next: v.after}
	for {
		some, err := running.Events(ctx, all.Next, most)
		if err != nil {
			return nil, err
		}
		all.Events, all.Next, all.Lost = append(all.Events, some.Events...), some.Next, all.Lost+some.Lost
		if len(some.Events) < most {
			return all, nil
		}
	}
}

func (v *eventsVerb) write(all *control.Events) error {
	if all.Lost > 0 && v.after > 0 {
		if err := v.lost(all.Lost); err != nil {
			return err
		}
	}
	for _, e := range all.Events {
		if err := writeHappened(v.out, e); err != nil {
			return err
		}
	}
	return nil
}

// happened prints an event that was followed.
func (v *eventsVerb) happened(e control.Happened) error {
	if v.output == "json" {
		return json.NewEncoder(v.out).Encode(e)
	}
	return writeHappened(v.out, e)
}

// lost says that events are missing between those that are printed.
func (v *eventsVerb) lost(n uint64) error {
	_, err := fmt.Fprintf(v.errs, "tvslab: %d events before the next one are no longer kept\n", n)
	return err
}

func writeHappened(w io.Writer, e control.Happened) error {
	_, err := fmt.Fprintf(w, "%6d  %s  %-15s  %-14s  %s\n", e.Number, e.Clock, cmp.Or(e.Phone, e.Node, e.Cluster, "-"), e.Kind, e.Text)
	return err
}
