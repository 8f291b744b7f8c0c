package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"tvslab/scenarios"
	"tvslab/sim/lab/control"
)

// adminFlags are the flags of tvslab cli.
type adminFlags struct {
	cellFlags
	scenario, control string
	commands, answers []string
}

func (a *app) adminCommand() *cobra.Command {
	var f adminFlags
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
			return f.nodes(cmd.Context()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			node := ""
			if len(args) > 0 {
				node = args[0]
			}
			return a.admin(cmd.Context(), node, f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.scenario, "scenario", "", "open a fresh lab of this scenario, by name or file, in memory")
	f.register(flags, "", "of the scenario ", "the scenario")
	flags.StringVar(&f.control, "control", "", "control socket of the running lab, as tvslab serve prints it (default: of the only one)")
	flags.StringArrayVarP(&f.commands, "command", "c", nil, "run this command instead of a session (may be given several times)")
	flags.StringArrayVar(&f.answers, "answer", nil, "answer a question of each command (may be given several times)")
	cmd.MarkFlagsMutuallyExclusive("scenario", "control")
	_ = cmd.RegisterFlagCompletionFunc("scenario", completeScenarios)
	return cmd
}

// nodes names the nodes that can be opened, for completion; none if that can not be found out.
func (f adminFlags) nodes(ctx context.Context) []string {
	if f.scenario != "" {
		cells, err := loadCells([]string{f.scenario}, nil, nil)
		if err != nil {
			return nil
		}
		return cells[0].Cluster.Nodes.Names()
	}
	path, err := f.socket()
	if err != nil {
		return nil
	}
	names, err := control.Nodes(ctx, path)
	if err != nil {
		return nil
	}
	return names
}

func (f adminFlags) socket() (string, error) {
	if f.control != "" {
		return f.control, nil
	}
	path, err := control.Find()
	return path, controlError(err)
}

// controlError says what the user can do about an error of package control.
func controlError(err error) error {
	var refused control.RefusedError
	var several *control.SeveralError
	var folder *control.FolderError
	switch {
	case errors.As(err, &refused):
		return usageError{err}
	case errors.Is(err, control.ErrNone):
		return usageError{fmt.Errorf("%w; start one with tvslab serve, or name a scenario with --scenario", err)}
	case errors.As(err, &several):
		return usageError{fmt.Errorf("%w; choose one with --control: %q", err, several.Paths)}
	case errors.As(err, &folder):
		return fmt.Errorf("%w; choose --control PATH", err)
	}
	return err
}

func (a *app) admin(ctx context.Context, node string, f adminFlags) error {
	if f.scenario == "" {
		return a.adminRemote(ctx, node, f)
	}
	s, steps, err := f.pick(f.scenario)
	if err != nil {
		return err
	}
	keys, err := a.openKeys()
	if err != nil {
		return err
	}
	logs := control.NewLogs()
	r, err := scenarios.Prepare(ctx, s, scenarios.Options{Keys: keys, Log: logs.Add})
	if err != nil {
		return err
	}
	shared := control.Share(r.Lab, r.Outside, logs)
	return errors.Join(a.adminLocal(ctx, r, steps, shared, node, f), r.Lab.Close())
}

// adminLocal plays the steps and opens the shell.
func (a *app) adminLocal(ctx context.Context, r *scenarios.Runner, steps int, shared *control.Lab, node string, f adminFlags) error {
	if _, err := r.Play(ctx, steps); err != nil {
		return err
	}
	session, err := shared.Session(node)
	if err != nil {
		return controlError(err)
	}
	if len(f.commands) > 0 {
		results, err := session.Type(ctx, f.commands, f.answers)
		return errors.Join(a.printTyped(results), err)
	}
	terminal := a.rawTerminal()
	defer terminal.restore()
	return session.Shell(ctx, a.in, a.out, terminal.Screen)
}

// adminRemote opens the shell of a lab that another process keeps up.
func (a *app) adminRemote(ctx context.Context, node string, f adminFlags) error {
	path, err := f.socket()
	if err != nil {
		return err
	}
	if len(f.commands) > 0 {
		results, err := control.Run(ctx, path, node, f.commands, f.answers)
		if err != nil {
			return controlError(err)
		}
		return a.printTyped(results)
	}
	terminal := a.rawTerminal()
	defer terminal.restore()
	return controlError(control.Open(ctx, path, node, a.in, a.out, terminal.Screen))
}

// typedDocument is the JSON document of tvslab cli -c.
type typedDocument struct {
	Schema   int             `json:"schema"`
	Commands []control.Typed `json:"commands"`
}

// printTyped prints what commands printed; a refused one makes the error.
func (a *app) printTyped(results []control.Typed) error {
	if a.output == "json" {
		if err := printJSON(a.out, typedDocument{Schema: 1, Commands: results}); err != nil {
			return err
		}
	}
	for _, r := range results {
		if a.output != "json" {
			fmt.Fprint(a.out, r.Output)
		}
		if r.Refused != "" {
			return usageError{errors.New(r.Refused)}
		}
	}
	return nil
}

// rawInput is the terminal, if standard input and output are one, in raw mode.
type rawInput struct {
	control.Screen
	restore func()
}

func (a *app) rawTerminal() *rawInput {
	plain := &rawInput{restore: func() {}}
	in, ok := a.in.(*os.File)
	out, okOut := a.out.(*os.File)
	if !ok || !okOut || !isTerminal(in) || !isTerminal(out) {
		return plain
	}
	width, height, err := term.GetSize(int(out.Fd()))
	if err != nil {
		return plain
	}
	state, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return plain
	}
	return &rawInput{Screen: control.Screen{Terminal: true, Width: width, Height: height}, restore: func() { _ = term.Restore(int(in.Fd()), state) }}
}
