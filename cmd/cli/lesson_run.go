package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/lesson/tutor"
	"tvslab/sim/lab/api/client"
)

// learnerVerb is one of the commands of a learner, on a lab that runs.
type learnerVerb struct {
	*app
	runningFlags
	dir string
	all bool
}

// learnerCommands are those, as rows.
func (v *lessonVerb) learnerCommands() (list []*cobra.Command) {
	for _, row := range []struct {
		use, short, example string
		args                cobra.PositionalArgs
		do                  func(*learnerVerb, context.Context, *client.Lab, []string) error
	}{
		{"show", "Print the ticket, the tasks, and how far they are", "  tvslab lesson show", cobra.NoArgs, (*learnerVerb).show},
		{"check [TASK]", "Check the tasks: exit status 1 where one is not done, with the reason", "  tvslab lesson check\n  tvslab lesson check replace", cobra.MaximumNArgs(1), (*learnerVerb).check},
		{"hint [TASK]", "Give the next hint, of the first task that is not done", "  tvslab lesson hint", cobra.MaximumNArgs(1), (*learnerVerb).hint},
		{"answer TASK ANSWER ...", "Answer the question of a task: of choices by text or number", "  tvslab lesson answer phones 3", cobra.MinimumNArgs(2), (*learnerVerb).answer},
		{"solve", "Play the next step of the solution, or all", "  tvslab lesson solve\n  tvslab lesson solve --all", cobra.NoArgs, (*learnerVerb).solve},
		{"reset", "Put the lab back to where the lesson begins", "  tvslab lesson reset", cobra.NoArgs, (*learnerVerb).reset},
		{"score", "Print the points and the bill", "  tvslab lesson score", cobra.NoArgs, (*learnerVerb).score},
	} {
		l := &learnerVerb{app: v.app}
		cmd := &cobra.Command{Use: row.use, Short: row.short, Example: row.example, Args: arguments(row.args), RunE: func(cmd *cobra.Command, args []string) error {
			lab, err := l.lab()
			if err != nil {
				return err
			}
			return controlError(row.do(l, cmd.Context(), lab, args))
		}}
		l.register(cmd, cmd.Flags())
		cmd.Flags().StringVar(&l.dir, "dir", "", "the lab in this folder (default: the only one that runs)")
		if strings.HasPrefix(row.use, "solve") {
			cmd.Flags().BoolVar(&l.all, "all", false, "all steps that are left")
		}
		list = append(list, cmd)
	}
	return list
}

// lab is the lab that is meant.
func (v *learnerVerb) lab() (*client.Lab, error) {
	if v.dir == "" {
		return v.open()
	}
	running, found := inFolder(v.dir)
	if !found {
		return nil, usageError{fmt.Errorf("--dir %q: no lab is served there; tvslab serve %s goes on with one", v.dir, v.dir)}
	}
	return running, nil
}

func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

func (v *learnerVerb) show(ctx context.Context, lab *client.Lab, _ []string) error {
	s, err := lab.Lesson(ctx)
	if err != nil {
		return err
	}
	return v.print(s, func(w io.Writer) error { return writeTicket(w, s) })
}

// writeTicket writes the ticket and the tasks.
func writeTicket(w io.Writer, s *tutor.State) error {
	fmt.Fprintf(w, "%s (%s, about %d minutes)\n\n%s\n", s.Lesson.Title, s.Lesson.Level, s.Lesson.Minutes, strings.TrimSpace(s.Story))
	for i, t := range s.Tasks {
		mark := "[ ]"
		if t.Passed {
			mark = "[x]"
		}
		fmt.Fprintf(w, "\n%s %d. %s: %s\n", mark, i+1, t.Name, t.Says)
		if q := t.Question; q != nil {
			fmt.Fprintf(w, "    ? %s\n", q.Ask)
			for n, c := range q.Choices {
				fmt.Fprintf(w, "      %d  %s\n", n+1, c)
			}
		}
		for _, h := range t.Hints {
			fmt.Fprintf(w, "    hint: %s\n", h)
		}
	}
	if s.Debrief != "" {
		fmt.Fprintf(w, "\n%s\n", strings.TrimSpace(s.Debrief))
	}
	_, err := fmt.Fprintf(w, "\n%d of %d tasks, %d of %d points. tvslab lesson check, hint, answer.\n", s.Score.Done, s.Score.Tasks, s.Score.Points, s.Score.Most)
	return err
}

func (v *learnerVerb) check(ctx context.Context, lab *client.Lab, args []string) error {
	c, err := lab.Check(ctx, first(args))
	if err != nil {
		return err
	}
	if err := v.print(c, func(w io.Writer) error { return writeChecked(w, c) }); err != nil {
		return err
	}
	if !c.Passed {
		return errFailed
	}
	return nil
}

func writeChecked(w io.Writer, c *tutor.Checked) (err error) {
	for _, t := range c.Tasks {
		_, err = fmt.Fprintf(w, "%s: %s\n", t.Name, map[bool]string{true: "done", false: "not done"}[t.Passed])
		for _, one := range t.Checks {
			fmt.Fprintf(w, "  %s %s\n", map[bool]string{true: "ok ", false: "no "}[one.Passed], one.Says)
			for _, line := range one.Why {
				fmt.Fprintf(w, "       %s\n", line)
			}
		}
		if t.Question != "" {
			fmt.Fprintf(w, "  question: %s\n", t.Question)
		}
	}
	return err
}

func (v *learnerVerb) hint(ctx context.Context, lab *client.Lab, args []string) error {
	h, err := lab.Hint(ctx, first(args))
	if err != nil {
		return err
	}
	return v.print(h, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s: %s\n", h.Task, h.Says)
		return err
	})
}

func (v *learnerVerb) answer(ctx context.Context, lab *client.Lab, args []string) error {
	a, err := lab.Answer(ctx, args[0], args[1:])
	if err != nil {
		return err
	}
	if err := v.print(a, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s\n", map[bool]string{true: "right. " + a.Why, false: "wrong"}[a.Right])
		return err
	}); err != nil {
		return err
	}
	if !a.Right {
		return errFailed
	}
	return nil
}

func (v *learnerVerb) solve(ctx context.Context, lab *client.Lab, _ []string) error {
	p, err := lab.Solve(ctx, v.all)
	if err != nil {
		return err
	}
	return v.print(p, func(w io.Writer) error {
		for _, s := range p.Steps {
			fmt.Fprintf(w, "done: %s\n", s)
		}
		_, err := fmt.Fprintf(w, "%d steps are left\n", p.Left)
		return err
	})
}

func (v *learnerVerb) reset(ctx context.Context, lab *client.Lab, _ []string) error {
	s, err := lab.ResetLesson(ctx)
	if err != nil {
		return err
	}
	return v.print(s, func(w io.Writer) error { return writeTicket(w, s) })
}

func (v *learnerVerb) score(ctx context.Context, lab *client.Lab, _ []string) error {
	s, err := lab.Score(ctx)
	if err != nil {
		return err
	}
	return v.print(s, func(w io.Writer) error {
		fmt.Fprintf(w, "%d of %d points, %d of %d tasks, %d hints, %d wrong answers\n", s.Points, s.Most, s.Done, s.Tasks, s.Hints, s.Wrong)
		for _, l := range s.Less {
			fmt.Fprintf(w, "  %d less: %s\n", l.Points, l.Why)
		}
		b := s.Bill
		_, err := fmt.Fprintf(w, "bill: %d phones to visit, %d phone-minutes without a call manager (longest %d), %d steps, %d more than needed\n", b.Visits, b.Minutes, b.Longest, b.Steps, b.Extra)
		return err
	})
}
