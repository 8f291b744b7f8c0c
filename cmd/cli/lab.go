package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"tvslab/sim"
	"tvslab/sim/lab/api/client"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
)

// labVerb is tvslab lab with the flags of all its commands.
type labVerb struct {
	*app
	runningFlags
}

func labCommand(a *app) *cobra.Command {
	v := &labVerb{app: a}
	cmd := &cobra.Command{
		Use:   "lab",
		Short: "Look at a running lab and at its phones, and do what people do there",
		Long: `Asks a lab that tvslab serve keeps up how it stands, and does with its phones what people do beside the nodes' command lines:
reset them, switch them off, delete their trust lists, wait. Phones are selected as in scenarios: all, a group, "desk[1..3]", "desk*",
SEP0A0101000001, "SEP0A*", "model 88*", "4% of desk". A step takes a minute of the lab's clock, as in a scenario. What comes of it is printed.

Phones that a cluster tells to reset wait for lab wait, unless tvslab serve was told otherwise with --resets.`,
		Example: `  tvslab lab status
  tvslab lab phones desk --verdict locked
  tvslab lab wait
  tvslab lab delete-trust-list "desk[1..3]" --list itl`,
		Args: arguments(cobra.NoArgs),
	}
	v.register(cmd, cmd.PersistentFlags())
	cmd.AddCommand(v.statusCommand(), v.clockCommand(), v.webCommand(), v.phonesCommand(), v.resetsCommand(), v.eventsCommand(), v.doCommand())
	cmd.AddCommand(v.historyCommands()...)
	cmd.AddCommand(v.folderCommands()...)
	for _, row := range labSteps {
		cmd.AddCommand(v.stepCommand(row))
	}
	return cmd
}

// labStep is a verb of the scenario language as a command.
type labStep struct {
	verb, use, short string
	args             cobra.PositionalArgs
	example          string
	flags            []stepFlag
	alone            func(ctx context.Context, v *labVerb) error // what it does without arguments; nil for the step
}

// stepFlag is a key of a step as a flag.
type stepFlag struct {
	name, usage string // name is that of the key too
	words       []string
}

var labSteps = []labStep{
	{verb: "wait", use: "wait [DURATION]", short: "Let resets that wait happen, phones register and time pass",
		args: cobra.MaximumNArgs(1), example: "  tvslab lab wait\n  tvslab lab wait 10m"},
	{verb: "advance", use: "advance DURATION", short: "Move the clock; phones that are told to reset go on waiting",
		args: cobra.ExactArgs(1), example: "  tvslab lab advance 4y200d"},
	resetting(),
	phoneStep("restart-phone", "Let phones that are on fetch their files again, without a full boot", `"model 88*"`),
	phoneStep("apply-config", "Let phones that are on fetch their configuration if it changed", "SEP0A0101000001"),
	phoneStep("power-on", "Switch phones on, which boot", "all"),
	phoneStep("power-off", "Switch phones off; what they stored stays", `"4% of desk"`),
	deletion(),
	phoneStep("factory-reset", "Erase everything that phones stored", "SEP0A0101000001"),
	specific(),
}

func phoneStep(verb, short, example string) labStep {
	return labStep{verb: verb, use: verb + " PHONES...", short: short, args: cobra.MinimumNArgs(1), example: "  tvslab lab " + verb + " " + example}
}

// resetting is about phones where some are named, else about the lab.
func resetting() labStep {
	s := phoneStep("reset", "Put a lab in a folder back to its beginning, or reset phones", "desk")
	s.use, s.args, s.example = "reset [PHONES...]", cobra.ArbitraryArgs, "  tvslab lab reset\n"+s.example
	s.alone = func(ctx context.Context, v *labVerb) error {
		h := &historyVerb{labVerb: v}
		return h.with(ctx, func(p past) error { return p.Recall(ctx, folder.Beginning) })
	}
	return s
}

func deletion() labStep {
	s := phoneStep("delete-trust-list", "Delete trust lists on phones", `"desk[1..3]" --list itl`)
	s.flags = []stepFlag{{"list", "which list: ctl, itl or both (default both)", []string{"ctl", "itl", "both"}}}
	return s
}

func specific() labStep {
	s := phoneStep("product-specific", "Change the product specific configuration of phones", "desk --web-access enabled")
	s.flags = []stepFlag{
		{"web-access", "whether the phones have web pages", sim.WebAccesses()},
		{"settings-access", "what the Settings key opens", sim.SettingsAccesses()},
	}
	return s
}

func (v *labVerb) stepCommand(row labStep) *cobra.Command {
	values := make([]string, len(row.flags))
	cmd := &cobra.Command{
		Use: row.use, Short: row.short, Long: row.short + ". Prints how the lab stands then.", Example: row.example, Args: arguments(row.args),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && row.alone != nil {
				return row.alone(cmd.Context(), v)
			}
			return v.do(cmd.Context(), row.step(args, values))
		},
	}
	if strings.Contains(row.use, "PHONES...") {
		cmd.ValidArgsFunction = v.completePhones
	}
	for i, f := range row.flags {
		cmd.Flags().StringVar(&values[i], f.name, "", f.usage)
		completeWords(cmd, f.name, fixed(f.words))
	}
	return cmd
}

// step writes the step of a scenario that does the same; JSON is YAML.
func (row labStep) step(args, values []string) string {
	keys := map[string]any{"phones": args}
	for i, f := range row.flags {
		if values[i] != "" {
			keys[f.name] = values[i]
		}
	}
	var argument any = args
	switch {
	case len(keys) > 1:
		argument = keys
	case len(args) == 0:
		argument = "registered"
	case len(args) == 1:
		argument = args[0]
	}
	text, _ := json.Marshal(map[string]any{row.verb: argument}) // strings only: cannot fail
	return string(text)
}

func (v *labVerb) do(ctx context.Context, step string) error {
	running, err := v.open()
	if err != nil {
		return err
	}
	status, err := running.Do(ctx, step)
	return v.printStatus(status, err)
}

func (v *labVerb) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Print a running lab's clock, nodes, phones by verdict, resets that wait",
		Long: `Prints the clock of a running lab, its nodes with services that were stopped, where its phones stand by group and verdict, judged as
at the end of a scenario, systems, and the resets that wait. Nothing changes.`,
		Example: "  tvslab lab status\n  tvslab lab status -o json",
		Args:    arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			running, err := v.open()
			if err != nil {
				return err
			}
			return v.printStatus(running.Status(cmd.Context()))
		},
	}
}

func (v *labVerb) printStatus(s *control.Status, err error) error {
	if err != nil {
		return controlError(err)
	}
	return v.print(s, func(w io.Writer) error {
		writeStatus(w, s)
		return nil
	})
}

// writeStatus writes how a lab stands for people.
func writeStatus(w io.Writer, s *control.Status) {
	fmt.Fprintf(w, "%s, seed %d, clock %s UTC, %s\n%s\n\n", s.Scenario, s.Seed, s.Clock, s.Rate, resetsLine(s.Resets))
	rows := make([]table.Row, len(s.Nodes))
	for i, n := range s.Nodes {
		rows[i] = table.Row{n.Name, n.Cluster, n.Release, n.Security, strings.Join(n.Stopped, ", ")}
	}
	printTable(w, table.Row{"NODE", "CLUSTER", "RELEASE", "SECURITY", "STOPPED"}, rows)
	fmt.Fprintln(w)
	printGroups(w, s.Groups)
	printSystems(w, s.Systems)
	printReasons(w, s.Groups)
	if s.Missing != nil {
		writeMissing(w, *s.Missing)
	}
}

// resetsLine says which resets wait.
func resetsLine(r *control.Waiting) string {
	if len(r.Why) == 0 {
		return "no resets wait"
	}
	how := "tvslab lab wait lets them"
	if r.When != control.ResetsHeld.String() {
		how = "they do by themselves"
	}
	return fmt.Sprintf("%s to reset since %s (%s); %s", waits(r.Phones), r.Since, strings.Join(r.Why, "; "), how)
}

func waits(n int) string {
	if n == 1 {
		return "1 phone waits"
	}
	return fmt.Sprintf("%d phones wait", n)
}

// waitingDocument is the JSON document of tvslab lab resets.
type waitingDocument struct {
	Schema int `json:"schema"`
	*control.Waiting
}

func (v *labVerb) resetsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "resets",
		Short: "Print which resets wait, and since when",
		Long: `Prints how many phones a cluster has told to reset that have not yet, why, and when they will: tvslab serve --resets decided that.
tvslab lab wait lets them.`,
		Example: "  tvslab lab resets",
		Args:    arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			running, err := v.open()
			if err != nil {
				return err
			}
			w, err := running.Resets(cmd.Context())
			if err != nil {
				return controlError(err)
			}
			return v.print(waitingDocument{1, w}, func(out io.Writer) error {
				_, err := fmt.Fprintf(out, "%s\nresets: %s\n", resetsLine(w), w.When)
				return err
			})
		},
	}
}

func (v *labVerb) phonesCommand() *cobra.Command {
	var q control.PhoneQuery
	cmd := &cobra.Command{
		Use:   "phones [PHONES...]",
		Short: "List phones of a running lab and where they stand",
		Long: `Lists phones of a running lab, all or the selected ones, judged as at the end of a scenario: what each would do with what is served
now. Nothing changes. At most 10000 are listed; the number of all is told.`,
		Example: `  tvslab lab phones
  tvslab lab phones "desk*" --verdict locked
  tvslab lab phones --reason signer-unknown -o json`,
		ValidArgsFunction: v.completePhones,
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Select = args
			return v.phones(cmd.Context(), q)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&q.Verdict, "verdict", "", "one of "+strings.Join(control.Verdicts(), ", "))
	flags.StringVar(&q.Reason, "reason", "", "reason of the verdict or of the registration: a code of tvslab reasons")
	flags.IntVar(&q.Limit, "limit", 0, "at most so many phones")
	completeWords(cmd, "verdict", fixed(control.Verdicts()))
	completeWords(cmd, "reason", fixed(codeNames()))
	return cmd
}

func (v *labVerb) phones(ctx context.Context, q control.PhoneQuery) error {
	if q.Verdict != "" {
		if err := oneOf("--verdict", "verdict", q.Verdict, control.Verdicts()); err != nil {
			return err
		}
	}
	if q.Reason != "" {
		if err := oneOf("--reason", "reason", q.Reason, codeNames()); err != nil {
			return err
		}
	}
	running, err := v.open()
	if err != nil {
		return err
	}
	list, err := running.Phones(ctx, q)
	if err != nil {
		return controlError(err)
	}
	return v.print(list, func(w io.Writer) error { return writePhones(w, list) })
}

func writePhones(w io.Writer, list *control.PhoneList) error {
	rows := make([]table.Row, len(list.Phones))
	for i, p := range list.Phones {
		registered := p.Registered
		switch {
		case !p.On:
			registered = "off"
		case registered == "":
			registered = "no: " + p.Why
		}
		rows[i] = table.Row{p.Name, p.Group, p.Model, p.Trust, p.List, p.Reason, p.Config, strings.TrimSuffix(registered, ": ")}
	}
	printTable(w, table.Row{"NAME", "GROUP", "MODEL", "TRUST", "LIST", "REASON", "CONFIG", "REGISTERED"}, rows)
	said := phones(list.Count)
	if list.Count > len(rows) {
		said += fmt.Sprintf(", of which the first %d are listed", len(rows))
	}
	_, err := fmt.Fprintf(w, "%s, clock %s UTC\n", said, list.Clock)
	return err
}

// completePhones completes groups of the running lab.
func (v *labVerb) completePhones(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	names := []string{"all"}
	running, err := v.open()
	if err == nil {
		names = append(names, groupsOf(cmd.Context(), running)...)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

func groupsOf(ctx context.Context, running *client.Lab) (names []string) {
	status, err := running.Status(ctx)
	if err != nil {
		return nil
	}
	for _, g := range status.Groups {
		names = append(names, g.Group)
	}
	return names
}
