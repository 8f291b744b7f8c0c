package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tvslab/devices"
	"tvslab/phone/fleet"
	"tvslab/scenarios"
	"tvslab/sim/lab/control"
	"tvslab/why"
)

// whyVerb is tvslab why with its flags.
type whyVerb struct {
	*app
	ask                      why.Ask
	step                     int
	release, mode, asRelease string
	seed                     seedFlag
	state                    string
	runningFlags
}

func whyCommand(a *app) *cobra.Command {
	v := whyVerb{app: a}
	cmd := &cobra.Command{
		Use:   "why [FILE|NAME]",
		Short: "Tell why a phone stands as it does, and what would free it",
		Long: `Tells the story of a phone: what it asked for and what came, who signed it, where the phone looked and what was there, what it decided,
what people see on it, what would free it, the cheapest first, and on which documents all that rests. What would free it is tried:
each remedy is played on a copy of the lab.

The phone is one of a scenario or change plan, by file or by name, played to its end or to the end of --step; or, without a name, of a
lab that tvslab serve keeps up; or, with --state, of a fleet's state file, which has no cluster to try anything on. Without --phone,
--group and --system, the story of those that stand worst of each group is told, and of systems that are down.`,
		Example: `  tvslab why tftp-both-changed-tvs-changed --release 11.5 --group desk
  tvslab why rotation.yaml --phone SEP0A0101000001 --step 7
  tvslab why --phone SEP0A0101000001
  tvslab why rotation.yaml --system trunk -o json
  tvslab why --state fleet.db --group lobby`,
		Args:              arguments(cobra.MaximumNArgs(1)),
		ValidArgsFunction: completeScenarios,
		RunE:              func(cmd *cobra.Command, args []string) error { return v.run(cmd, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&v.ask.Phone, "phone", "", "tell the story of this phone (SEP...)")
	flags.StringVar(&v.ask.Group, "group", "", "tell the stories of this group, of those that stand worst first")
	flags.StringVar(&v.ask.System, "system", "", "tell the story of this system around the clusters")
	flags.IntVar(&v.step, "step", why.LastStep, "as things stand after the step of this number in the file, 0 for before the first (default: the last)")
	flags.StringVar(&v.release, "release", "", "CUCM release, where the scenario has a matrix (default: its first)")
	flags.StringVar(&v.mode, "mode", "", "security mode, where the scenario has a matrix (default: its first)")
	flags.StringVar(&v.asRelease, "as-release", "", "play it on this CUCM release, whatever its own is")
	v.seed.register(cmd)
	v.runningFlags.register(cmd, flags)
	flags.StringVar(&v.state, "state", "", "SQLite file of a fleet, as tvslab phones --state keeps it")
	cmd.MarkFlagsMutuallyExclusive("phone", "group", "system")
	cmd.MarkFlagsMutuallyExclusive("release", "as-release")
	cmd.MarkFlagsMutuallyExclusive("control", "state")
	cmd.MarkFlagsMutuallyExclusive("api", "state")
	completeCells(cmd)
	v.complete(cmd)
	return cmd
}

// complete completes groups and systems of the scenario that is named, and device names of its groups' first phones; without one, groups of the
// state file or of the running lab.
func (v *whyVerb) complete(cmd *cobra.Command) {
	of := func(names func(*scenarios.Scenario) []string, otherwise func(context.Context) []string) func(*cobra.Command, []string) []string {
		return func(cmd *cobra.Command, args []string) []string {
			if len(args) == 0 {
				return otherwise(cmd.Context())
			}
			cells, err := v.cells(cmd.Context(), args)
			if err != nil {
				return nil
			}
			return names(cells[0])
		}
	}
	nobody := func(context.Context) []string { return nil }
	completeWords(cmd, "group", of(func(s *scenarios.Scenario) []string { return s.Phones.Names() }, v.groups))
	completeWords(cmd, "system", of(func(s *scenarios.Scenario) []string { return s.Systems.Names() }, nobody))
	completeWords(cmd, "phone", of(firstPhones, nobody))
}

// groups are those of the state file, else of the running lab.
func (v *whyVerb) groups(ctx context.Context) []string {
	if v.state != "" {
		s, err := fleet.ReadStore(v.state)
		if err != nil {
			return nil
		}
		defer s.Close()
		groups, _, _ := s.Members()
		return groups
	}
	running, err := v.open()
	if err != nil {
		return nil
	}
	return distinct(groupsOf(ctx, running))
}

func (v *whyVerb) run(cmd *cobra.Command, args []string) error {
	if v.ask.Phone != "" {
		n, ok := devices.Written(v.ask.Phone)
		if !ok {
			return usageError{fmt.Errorf("--phone %q is no device name: SEP and 12 hexadecimal digits", v.ask.Phone)}
		}
		v.ask.Phone = n.Name()
	}
	if cmd.Flags().Changed("step") && v.step < 0 {
		return usageError{fmt.Errorf("--step: %d; steps are numbered from 1, 0 is before the first", v.step)}
	}
	switch {
	case len(args) > 0:
		if err := idleAt(cmd, "with a file or name", "control", "api", "state"); err != nil {
			return err
		}
		return v.plan(cmd.Context(), args)
	case v.state != "":
		if err := idleAt(cmd, "with --state", "system", "step", "release", "mode", "as-release", "seed"); err != nil {
			return err
		}
		return v.fleet()
	}
	if err := idleAt(cmd, "without a file or name", "step", "release", "mode", "as-release", "seed"); err != nil {
		return err
	}
	running, err := v.open()
	if isNone(err) {
		return usageError{fmt.Errorf("%w; start one with tvslab serve, or name a scenario or plan", control.ErrNone)}
	}
	if err != nil {
		return err
	}
	return v.tell(running.Why(cmd.Context(), v.ask))
}

// idleAt is the error of the flags that have no effect there, nil where none is given.
func idleAt(cmd *cobra.Command, where string, flags ...string) error {
	for _, name := range flags {
		if cmd.Flags().Changed(name) {
			return usageError{fmt.Errorf("--%s: no effect %s", name, where)}
		}
	}
	return nil
}

// cells are the cells of the scenario or plan that the flags choose.
func (v *whyVerb) cells(ctx context.Context, names []string) ([]*scenarios.Scenario, error) {
	choice, err := selection(nonEmpty(v.release), nonEmpty(v.mode), nonEmpty(v.asRelease))
	if err != nil {
		return nil, err
	}
	return v.onePlan(ctx, names[0], choice)
}

func (v *whyVerb) plan(ctx context.Context, names []string) error {
	cells, err := v.cells(ctx, names)
	if err != nil {
		return err
	}
	v.tellOthers(cells)
	keys, err := v.openKeys(ctx)
	if err != nil {
		return err
	}
	return v.tell(why.Plan(ctx, cells[0], scenarios.Options{Keys: keys, Seed: v.seed.of()}, v.step, v.ask))
}

// fleet tells the stories of phones of a state file.
func (v *whyVerb) fleet() (err error) {
	if v.ask.Phone == "" && v.ask.Group == "" {
		return usageError{errors.New("--state: say whose story, with --phone or --group")}
	}
	f := stateFlags{path: v.state, filter: fleet.Filter{Name: v.ask.Phone, Group: v.ask.Group}}
	list, err := f.read()
	if err != nil {
		return err
	}
	if len(list.Phones) == 0 {
		return usageError{fmt.Errorf("state %q: no phone of that name or group has booted", v.state)}
	}
	store, err := fleet.ReadStore(v.state)
	if err != nil {
		return stateError(err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	lists, err := store.Lists()
	if err != nil {
		return stateError(err)
	}
	return v.tell(why.Fleet(list.Phones, lists), nil)
}

// tell prints stories.
func (v *whyVerb) tell(doc *why.Document, err error) error {
	var unknown *why.UnknownError
	var step *why.StepError
	switch {
	case errors.As(err, &unknown):
		return usageError{fmt.Errorf("--%w", unknown)}
	case errors.As(err, &step):
		return usageError{fmt.Errorf("--step: %w", err)}
	case err != nil:
		return controlError(err)
	}
	return v.print(doc, doc.Write)
}
