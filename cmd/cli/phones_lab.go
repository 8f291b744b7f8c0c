package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/devices"
	"tvslab/sim/lab/api/client"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/filter"
	"tvslab/why"
)

// labPhones are phones of a running lab, as flags and arguments of a command choose them.
type labPhones struct {
	*app
	runningFlags
	query   control.PhoneQuery
	on, off bool
}

// phonesHelp says how phones of a running lab are named.
const phonesHelp = `Phones are named as in scenarios: all, a group, "desk[1..3]", "desk*", SEP0A0101000001, "SEP0A*", "model 88*", "4% of desk".`

// selectionFlags are the flags that only phones of a running lab are chosen by.
const selectionFlags = "filter holds registered not-current on off"

// register adds the flags that choose; those for a verdict and a reason are the command's where it has others too.
func (l *labPhones) register(cmd *cobra.Command, judged bool) {
	flags := cmd.Flags()
	l.runningFlags.register(cmd, flags)
	flags.StringVar(&l.query.Filter, "filter", "", `those that meet all of these words, as on the dashboard: "locked model:8841 -group:hall"`)
	flags.StringVar(&l.query.Holds, "holds", "", "those that hold a list of this: beginning of its SHA-256 or of the checksum that the phone shows, serial number of its signer, or part of the signer's name")
	flags.StringVar(&l.query.Registered, "registered", "", `those registered with this node, or "no"`)
	flags.BoolVar(&l.query.NotCurrent, "not-current", false, "those that do not hold what is served")
	flags.BoolVar(&l.on, "on", false, "those that are switched on")
	flags.BoolVar(&l.off, "off", false, "those that are switched off")
	cmd.MarkFlagsMutuallyExclusive("on", "off")
	completeWords(cmd, "registered", func(cmd *cobra.Command, _ []string) []string { return append(l.nodes(cmd.Context()), "no") })
	completeWords(cmd, "filter", func(cmd *cobra.Command, _ []string) []string { return l.filters(cmd) })
	cmd.ValidArgsFunction = l.complete
	if judged {
		flags.StringVar(&l.query.Verdict, "verdict", "", "those with this verdict: one of "+strings.Join(control.Verdicts(), ", "))
		flags.StringVar(&l.query.Reason, "reason", "", "those with this reason of the verdict or of the registration: a code of tvslab reasons")
		completeWords(cmd, "verdict", fixed(control.Verdicts()))
		completeWords(cmd, "reason", fixed(codeNames()))
	}
}

// filters are the filters that go on from what was typed of one, with what they say. Values that only the running lab knows are left out.
func (l *labPhones) filters(cmd *cobra.Command) (proposed []string) {
	typed, _ := cmd.Flags().GetString("filter")
	for _, w := range filter.Complete(nil, typed) {
		proposed = append(proposed, w.Word+"\t"+w.Says)
	}
	return proposed
}

// nodes are those of the running lab, for completion.
func (l *labPhones) nodes(ctx context.Context) []string {
	running, err := l.open()
	if err != nil {
		return nil
	}
	names, _ := running.Nodes(ctx)
	return names
}

// complete proposes groups of the running lab, and its phones to whoever has begun a device name.
func (l *labPhones) complete(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	names := []string{"all"}
	running, err := l.open()
	if err != nil {
		return names, cobra.ShellCompDirectiveNoFileComp
	}
	names = append(names, groupsOf(cmd.Context(), running)...)
	if strings.HasPrefix(typed, "SEP") {
		names = append(names, phonesLike(cmd.Context(), running, typed)...)
	}
	return distinct(names), cobra.ShellCompDirectiveNoFileComp
}

// mostProposed bounds the device names that completion proposes.
const mostProposed = 50

func phonesLike(ctx context.Context, running *client.Lab, typed string) (names []string) {
	list, err := running.Phones(ctx, control.PhoneQuery{Select: []string{typed + "*"}, Limit: mostProposed})
	if err != nil {
		return nil
	}
	for _, p := range list.Phones {
		names = append(names, p.Name)
	}
	return names
}

// chosen returns the query, whose words are checked.
func (l *labPhones) chosen(args []string) (control.PhoneQuery, error) {
	q := l.query
	q.Select = args
	if _, err := filter.Parse(q.Filter); err != nil {
		return q, usageError{fmt.Errorf("--filter: %w", err)}
	}
	if l.on || l.off {
		q.Power = map[bool]string{true: "on", false: "off"}[l.on]
	}
	for _, word := range []struct {
		flag, value string
		known       []string
	}{{"verdict", q.Verdict, control.Verdicts()}, {"reason", q.Reason, codeNames()}} {
		if word.value != "" {
			if err := oneOf("--"+word.flag, word.flag, word.value, word.known); err != nil {
				return q, err
			}
		}
	}
	return q, nil
}

// list lists the phones that are chosen.
func (l *labPhones) list(ctx context.Context, args []string) error {
	q, err := l.chosen(args)
	if err != nil {
		return err
	}
	running, err := l.open()
	if err != nil {
		return err
	}
	list, err := running.Phones(ctx, q)
	if err != nil {
		return controlError(err)
	}
	return l.print(list, func(w io.Writer) error { return writePhones(w, list) })
}

// labDeed is something that is done to phones of a running lab, as a command.
type labDeed struct{ do, short, long string }

var labDeeds = []labDeed{
	{"on", "Switch phones of a running lab on, which boot", ""},
	{"off", "Switch phones of a running lab off; what they stored stays", ""},
	{"reset", "Reset phones of a running lab that are on", ""},
	{"restart", "Let phones of a running lab fetch their files again, without a full boot", ""},
	{"apply", "Let phones of a running lab fetch their configuration if it changed", ""},
	{"delete-trust-list", "Delete trust lists on phones of a running lab, by hand", ""},
	{"factory-reset", "Erase everything that phones of a running lab have stored", ""},
	{"move", "Give phones of a running lab other TFTP servers or another CallManager group", " They use them from their next boot on."},
}

func (d labDeed) command(a *app) *cobra.Command {
	l, deed := &labPhones{app: a}, control.Deed{Do: d.do}
	cmd := &cobra.Command{
		Use:     d.do + " [PHONES...]",
		Short:   d.short,
		Long:    d.short + "." + d.long + " " + phonesHelp + " Flags choose among them; with flags alone, among all.",
		Example: "  tvslab phones " + d.do + d.example(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && !chooses(cmd) {
				return usageError{fmt.Errorf("%s: say which phones: all, a group, names, or a flag that chooses (%s)", d.do, dashes("verdict reason "+selectionFlags))}
			}
			return l.act(cmd.Context(), deed, args)
		},
	}
	l.register(cmd, true)
	switch d.do {
	case "delete-trust-list":
		cmd.Flags().StringVar(&deed.List, "list", "", "which list: ctl, itl or both (default both)")
		completeWords(cmd, "list", fixed([]string{"ctl", "itl", "both"}))
	case "move":
		cmd.Flags().StringSliceVar(&deed.TFTP, "tftp", nil, "the new TFTP servers, first choice first: nodes")
		cmd.Flags().StringSliceVar(&deed.Group, "callmanager-group", nil, "the nodes of the new CallManager group by priority")
		for _, flag := range []string{"tftp", "callmanager-group"} {
			completeWords(cmd, flag, func(cmd *cobra.Command, _ []string) []string { return l.nodes(cmd.Context()) })
		}
		cmd.MarkFlagsOneRequired("tftp", "callmanager-group")
	}
	return cmd
}

func (d labDeed) example() string {
	switch d.do {
	case "delete-trust-list":
		return " --verdict locked --list itl"
	case "move":
		return ` "desk[1..3]" --tftp new-pub`
	}
	return " desk"
}

// chooses reports whether a flag that chooses is given.
func chooses(cmd *cobra.Command) bool {
	for _, name := range strings.Fields("verdict reason " + selectionFlags) {
		if cmd.Flags().Changed(name) {
			return true
		}
	}
	return false
}

func dashes(names string) string { return "--" + strings.Join(strings.Fields(names), ", --") }

// act does a deed and says to how many phones.
func (l *labPhones) act(ctx context.Context, deed control.Deed, args []string) (err error) {
	if deed.PhoneQuery, err = l.chosen(args); err != nil {
		return err
	}
	running, err := l.open()
	if err != nil {
		return err
	}
	done, err := running.DoPhones(ctx, deed)
	if err != nil {
		return controlError(err)
	}
	return l.print(done, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s: %s, clock %s UTC\n", done.Do, phones(done.Phones), done.Clock)
		return err
	})
}

// phonesWhyCommand tells the story of a phone or a group of a running lab: tvslab why with their name.
func phonesWhyCommand(a *app) *cobra.Command {
	l := &labPhones{app: a}
	cmd := &cobra.Command{
		Use:     "why NAME|GROUP",
		Short:   "Tell why a phone or a group of a running lab stands as it does",
		Long:    "Tells the story of a phone or of a group of a running lab, and what would free it, as tvslab why does with --phone and --group.",
		Example: "  tvslab phones why SEP0A0101000001",
		Args:    arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			ask := why.Ask{Group: args[0]}
			if n, ok := devices.Written(args[0]); ok {
				ask = why.Ask{Phone: n.Name()}
			}
			running, err := l.open()
			if err != nil {
				return err
			}
			return (&whyVerb{app: a}).tell(running.Why(cmd.Context(), ask))
		},
		ValidArgsFunction: l.complete,
	}
	l.runningFlags.register(cmd, cmd.Flags())
	return cmd
}
