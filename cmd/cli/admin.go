package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/spf13/cobra"

	"tvslab/errno"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim/lab/api/client"
	"tvslab/sim/lab/control"
)

// adminVerb is tvslab cli with its flags.
type adminVerb struct {
	*app
	cellFlags
	seedFlag
	resetsFlag
	runningFlags
	scenario          string
	commands, answers []string
}

func adminCommand(a *app) *cobra.Command {
	v := adminVerb{app: a}
	cmd := &cobra.Command{
		Use:   "cli [NODE]",
		Short: "Open the admin: shell of a node",
		Long: `Opens the administrator CLI of a node (the publisher, if none is named): of a lab that tvslab serve keeps up, or of
a fresh lab in memory with --scenario, of which the steps up to the first expect are played, or as many as --steps says.

On a terminal lines can be edited, Tab completes, ? prints help, Ctrl-C cancels a command; quit or Ctrl-D ends the
session. Without a terminal, lines are read from standard input and what stands on the screen is printed. With -c
commands are run and only their output is printed; their questions are answered with --answer in order, then with yes.
A refused command ends -c with status 2.`,
		Example: `  tvslab cli cucm-pub --scenario tftp-both-changed-tvs-ok
  tvslab cli cucm-sub1 -c "show itl"
  tvslab cli -c "set cert regen TVS" --answer no`,
		Args: arguments(cobra.MaximumNArgs(1)),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return v.nodes(cmd.Context()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			node := ""
			if len(args) > 0 {
				node = args[0]
			}
			return v.run(cmd.Context(), node)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&v.scenario, "scenario", "", "open a fresh lab of this scenario, by name or file, in memory")
	v.cellFlags.register(cmd, "", "of the scenario ", "the scenario")
	v.seedFlag.register(cmd)
	v.resetsFlag.register(cmd)
	v.runningFlags.register(cmd, flags)
	flags.StringArrayVarP(&v.commands, "command", "c", nil, "run this command instead of a session (may be given several times)")
	flags.StringArrayVar(&v.answers, "answer", nil, "answer a question of each command (may be given several times)")
	cmd.MarkFlagsMutuallyExclusive("scenario", "control")
	cmd.MarkFlagsMutuallyExclusive("scenario", "api")
	_ = cmd.RegisterFlagCompletionFunc("scenario", completeScenarios)
	return cmd
}

// nodes names the nodes that can be opened, for completion; none if that can not be found out.
func (v *adminVerb) nodes(ctx context.Context) []string {
	if v.scenario != "" {
		cells, err := loadCells(ctx, []string{v.scenario}, library.Selection{})
		if err != nil {
			return nil
		}
		return cells[0].Cluster.Nodes.Names()
	}
	running, err := v.open()
	if err != nil {
		return nil
	}
	names, err := running.Nodes(ctx)
	if err != nil {
		return nil
	}
	return names
}

// controlError says what the user can do about an error of package control.
func controlError(err error) error {
	var refused control.RefusedError
	var several *control.SeveralError
	var folder *control.FolderError
	var long *control.LongPathError
	switch {
	case errors.As(err, &refused):
		return usageError{err}
	case errors.Is(err, control.ErrNone):
		return usageError{fmt.Errorf("%w; start one with tvslab serve; cli and page can name a scenario with --scenario instead", err)}
	case errors.As(err, &several):
		return usageError{fmt.Errorf("%w; choose one with --control: %q", err, several.Paths)}
	case errors.As(err, &long):
		return usageError{fmt.Errorf("%w; choose a shorter --control PATH", err)}
	case errors.As(err, &folder):
		return fmt.Errorf("%w; choose --control PATH", err)
	case errno.InUse.Of(err) || errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%w: something is there that does not give way, perhaps another lab; choose another --control PATH", err)
	}
	return err
}

func (v *adminVerb) run(ctx context.Context, node string) error {
	if v.scenario == "" {
		return v.remote(ctx, node)
	}
	resets, err := v.parse()
	if err != nil {
		return err
	}
	fresh := freshLab{v.scenario, v.cellFlags, v.of(), resets}
	return v.fresh(ctx, fresh, func(lab *control.Lab) error { return v.local(ctx, lab, node) })
}

// freshLab is a lab in memory that is made for one command.
type freshLab struct {
	scenario string
	cellFlags
	seed   *uint64
	resets control.Resets
}

// fresh lets do have a fresh lab in memory of a scenario's cell, with the steps played that the flags say.
func (a *app) fresh(ctx context.Context, f freshLab, do func(*control.Lab) error) error {
	s, steps, err := f.pick(ctx, f.scenario)
	if err != nil {
		return err
	}
	keys, err := a.openKeys(ctx)
	if err != nil {
		return err
	}
	logs := control.NewLogs()
	r, err := scenarios.Prepare(ctx, s, scenarios.Options{Keys: keys, Seed: f.seed, Log: logs.Add})
	if err != nil {
		return err
	}
	_, err = r.Play(ctx, steps)
	if err == nil {
		shared := control.Share(r, logs, f.resets)
		shared.Render = writeStatus
		err = do(shared)
	}
	return errors.Join(err, r.Lab.Close())
}

// local opens the shell of a lab in this process.
func (v *adminVerb) local(ctx context.Context, shared *control.Lab, node string) error {
	session, err := shared.Session(node)
	if err != nil {
		return controlError(err)
	}
	if len(v.commands) > 0 {
		results, err := session.Type(ctx, v.commands, v.answers)
		return errors.Join(v.printTyped(results), err)
	}
	keyboard := v.keyboard()
	defer keyboard.restore()
	return session.Shell(ctx, v.in, v.out.session(keyboard.Screen), keyboard.Screen)
}

// remote opens the shell of a lab that another process keeps up.
func (v *adminVerb) remote(ctx context.Context, node string) error {
	running, err := v.open()
	if err != nil {
		return err
	}
	defer v.tellResets(ctx, running)
	if len(v.commands) > 0 {
		results, err := running.Run(ctx, node, v.commands, v.answers)
		if err != nil {
			return controlError(err)
		}
		return v.printTyped(results)
	}
	keyboard := v.keyboard()
	defer keyboard.restore()
	return controlError(running.Open(ctx, node, v.in, v.out.session(keyboard.Screen), keyboard.Screen))
}

// tellResets says whether phones of a running lab wait to reset: the shell itself says what CUCM says. A lab that has ended has none.
func (v *adminVerb) tellResets(ctx context.Context, running *client.Lab) {
	if w, err := running.Resets(ctx); err == nil && w.Phones > 0 {
		fmt.Fprintf(v.errs, "tvslab: %s\n", resetsLine(w))
	}
}

// typedDocument is the JSON document of tvslab cli -c.
type typedDocument struct {
	Schema   int             `json:"schema"`
	Commands []control.Typed `json:"commands"`
}

// printTyped prints what commands printed; a refused one makes the error.
func (a *app) printTyped(results []control.Typed) error {
	err := a.print(typedDocument{Schema: 1, Commands: results}, func(w io.Writer) error {
		for _, r := range results {
			fmt.Fprint(w, r.Output)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range results {
		if r.Refused != "" {
			return usageError{errors.New(r.Refused)}
		}
	}
	return nil
}
