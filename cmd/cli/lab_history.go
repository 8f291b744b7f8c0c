package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"tvslab/claim"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
)

// past is the history of a lab that runs, or of one in a folder that does not.
type past interface {
	History(ctx context.Context) (*control.History, error)
	Undo(ctx context.Context) (*folder.Step, error)
	Redo(ctx context.Context) (*folder.Step, error)
	GoTo(ctx context.Context, step int64) (*folder.Step, error)
	Snapshot(ctx context.Context, name string) error
	Recall(ctx context.Context, name string) error
	Forget(ctx context.Context, name string) error
}

// historyVerb is one of the commands about a lab's history.
type historyVerb struct {
	*labVerb
	dir string
}

func (v *labVerb) historyCommands() []*cobra.Command {
	h := &historyVerb{labVerb: v}
	commands := []*cobra.Command{h.historyCommand(), h.undoCommand(), h.redoCommand(), h.snapshotCommand(), h.restoreCommand()}
	for _, cmd := range commands {
		cmd.Flags().StringVar(&h.dir, "dir", "", "the lab in this folder, whether it runs or not (default: the running lab)")
	}
	return commands
}

// with does something with the history of the running lab, or of the one in --dir.
func (v *historyVerb) with(ctx context.Context, do func(past) error) error {
	if v.dir == "" {
		running, err := v.open()
		if err != nil {
			return err
		}
		return controlError(do(running))
	}
	f, err := folder.Open(ctx, v.dir)
	switch {
	case errors.Is(err, claim.ErrInUse):
		running, found := inFolder(v.dir)
		if !found {
			return err
		}
		return controlError(do(running))
	case err != nil:
		return labFolderError(err)
	}
	return errors.Join(do(resting{f}), f.Close())
}

// resting is the history of a lab that nobody serves.
type resting struct{ *folder.Folder }

// History implements past.
func (r resting) History(ctx context.Context) (*control.History, error) {
	return control.HistoryOf(ctx, r.Folder)
}

// Undo implements past.
func (r resting) Undo(ctx context.Context) (*folder.Step, error) {
	s, err := r.Folder.Undo(ctx, nil)
	return &s, err
}

// Redo implements past.
func (r resting) Redo(ctx context.Context) (*folder.Step, error) {
	s, err := r.Folder.Redo(ctx, nil)
	return &s, err
}

// GoTo implements past.
func (r resting) GoTo(ctx context.Context, step int64) (*folder.Step, error) {
	s, err := r.Folder.GoTo(ctx, nil, step)
	return &s, err
}

// Recall implements past.
func (r resting) Recall(ctx context.Context, name string) error {
	return r.RestoreSnapshot(ctx, nil, name)
}

func (v *historyVerb) historyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "history", Short: "Print what was done to a lab, and its snapshots",
		Long: `Prints the steps of a lab that is kept in a folder: numbers, the lab's clock, who did what. The step after which the lab stands is marked; those
that were undone stay in the list, and can be gone to.`,
		Example: "  tvslab lab history\n  tvslab lab history --dir labs/monday -o json",
		Args:    arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return v.with(cmd.Context(), func(p past) error {
				h, err := p.History(cmd.Context())
				if err != nil {
					return err
				}
				return v.print(h, func(w io.Writer) error { return writeHistory(w, h) })
			})
		},
	}
}

func writeHistory(w io.Writer, h *control.History) error {
	var rows []table.Row
	for _, s := range h.Steps {
		rows = append(rows, table.Row{here(s.Now), s.Number, after(s), day(s.Clock), s.Who, s.What})
	}
	printTable(w, table.Row{"", "STEP", "AFTER", "CLOCK", "WHO", "WHAT"}, rows)
	rows = nil
	for _, s := range h.Snapshots {
		rows = append(rows, table.Row{s.Name, s.Step, day(s.Clock), s.Made})
	}
	fmt.Fprintln(w)
	printTable(w, table.Row{"SNAPSHOT", "STEP", "CLOCK", "MADE"}, rows)
	return nil
}

func here(now bool) string {
	if now {
		return "▸"
	}
	return ""
}

// after is the step before, where that is not the one above.
func after(s folder.Step) string {
	if s.Parent == s.Number-1 {
		return ""
	}
	return strconv.FormatInt(s.Parent, 10)
}

// day is a time of a lab as its status has it.
func day(text string) string {
	if len(text) < len("2006-01-02T15:04:05") {
		return text
	}
	return text[:10] + " " + text[11:19]
}

func (v *historyVerb) undoCommand() *cobra.Command {
	var to int64
	cmd := &cobra.Command{
		Use: "undo [COUNT]", Short: "Take back the last step, or the last ones",
		Long: `Puts a lab that is kept in a folder back to what it was before its last step, or its last COUNT steps, or with --to to what it was right after a
step: cluster, phones and clock. What happened by itself since is taken back too. "tvslab lab redo" does it again.`,
		Example: "  tvslab lab undo\n  tvslab lab undo 3\n  tvslab lab undo --to 12",
		Args:    arguments(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			count, err := countOf(args)
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("to") {
				if len(args) > 0 {
					return usageError{errors.New("COUNT has no effect beside --to")}
				}
				return v.moved(cmd.Context(), "now after", 1, func(p past) (*folder.Step, error) { return p.GoTo(cmd.Context(), to) })
			}
			return v.moved(cmd.Context(), "undone:", count, func(p past) (*folder.Step, error) { return p.Undo(cmd.Context()) })
		},
	}
	cmd.Flags().Int64Var(&to, "to", 0, "the step after which the lab shall stand, 0 for the beginning")
	return cmd
}

func countOf(args []string) (int, error) {
	if len(args) == 0 {
		return 1, nil
	}
	count, err := strconv.Atoi(args[0])
	if err != nil || count < 1 {
		return 0, usageError{fmt.Errorf("%q: a number of steps, from 1 on", args[0])}
	}
	return count, nil
}

// moved goes through the history, so many times, and says which steps that were.
func (v *historyVerb) moved(ctx context.Context, word string, count int, move func(past) (*folder.Step, error)) error {
	return v.with(ctx, func(p past) error {
		steps := []*folder.Step{}
		for range count {
			s, err := move(p)
			if err != nil {
				return errors.Join(v.printMoved(word, steps), err)
			}
			steps = append(steps, s)
		}
		return v.printMoved(word, steps)
	})
}

func (v *historyVerb) printMoved(word string, steps []*folder.Step) error {
	if len(steps) == 0 {
		return nil
	}
	return v.print(steps, func(w io.Writer) error {
		for _, s := range steps {
			if s.Number == 0 {
				fmt.Fprintf(w, "%s the beginning\n", word)
				continue
			}
			fmt.Fprintf(w, "%s step %d: %s\n", word, s.Number, s.What)
		}
		return nil
	})
}

func (v *historyVerb) redoCommand() *cobra.Command {
	return &cobra.Command{
		Use: "redo [COUNT]", Short: "Do again what was undone",
		Long:    "Does the step again that was undone last, or the last COUNT ones. After another step there is nothing to redo: undo --to goes to the other branch.",
		Example: "  tvslab lab redo",
		Args:    arguments(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			count, err := countOf(args)
			if err != nil {
				return err
			}
			return v.moved(cmd.Context(), "done again:", count, func(p past) (*folder.Step, error) { return p.Redo(cmd.Context()) })
		},
	}
}

func (v *historyVerb) snapshotCommand() *cobra.Command {
	var drop bool
	cmd := &cobra.Command{
		Use: "snapshot NAME", Short: "Give a lab as it stands a name, to go back to",
		Long: `Gives the lab a name for what it is now: cluster, phones and clock. It costs nothing. "tvslab lab restore NAME" goes back to it; "beginning" is there from
the start.`,
		Example: "  tvslab lab snapshot before-the-rotation\n  tvslab lab snapshot before-the-rotation --drop",
		Args:    arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return v.with(cmd.Context(), func(p past) error {
				if drop {
					return p.Forget(cmd.Context(), args[0])
				}
				return p.Snapshot(cmd.Context(), args[0])
			})
		},
	}
	cmd.Flags().BoolVar(&drop, "drop", false, "drop the name instead")
	return cmd
}

func (v *historyVerb) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use: "restore [NAME]", Short: "Go back to a snapshot, or to the beginning",
		Long:    "Puts a lab that is kept in a folder to what a snapshot holds, without NAME to what it was when it had been made. Nothing is lost: tvslab lab undo --to goes to any step.",
		Example: "  tvslab lab restore before-the-rotation\n  tvslab lab restore",
		Args:    arguments(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := folder.Beginning
			if len(args) > 0 {
				name = args[0]
			}
			return v.with(cmd.Context(), func(p past) error { return p.Recall(cmd.Context(), name) })
		},
	}
}
