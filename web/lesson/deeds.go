package lesson

import (
	"context"
	"fmt"
	"strings"

	"tvslab/lesson/tutor"
	"tvslab/sim/lab/control"
	"tvslab/web/frame"
)

// of is the tutor of the lab whose page was asked for. The error is a control.RefusedError of a lab without a lesson, and of the past.
func of(a *frame.Ask) (*tutor.Tutor, error) {
	if a.Past != "" {
		return nil, control.RefusedError("the past is looked at, and not changed; the lesson goes on in the lab as it is")
	}
	return tutor.Of(a.Lab)
}

func check(ctx context.Context, a *frame.Ask) (said string, err error) {
	t, err := of(a)
	if err != nil {
		return "", err
	}
	c, err := t.Check(ctx, a.FormValue("task"))
	if err != nil {
		return "", err
	}
	return checked(c), nil
}

// checked says in a sentence what came of checking.
func checked(c *tutor.Checked) string {
	var not []string
	for _, one := range c.Tasks {
		if !one.Passed {
			not = append(not, one.Name)
		}
	}
	switch {
	case len(not) == 0 && len(c.Tasks) == 1:
		return "Done: " + c.Tasks[0].Name + "."
	case len(not) == 0:
		return "All tasks are done."
	}
	return "Not done yet: " + strings.Join(not, ", ") + ". The lesson says why."
}

func hint(ctx context.Context, a *frame.Ask) (said string, err error) {
	t, err := of(a)
	if err != nil {
		return "", err
	}
	h, err := t.Hint(ctx, a.FormValue("task"))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Hint for %s: %s", h.Task, h.Says), nil
}

func answer(ctx context.Context, a *frame.Ask) (said string, err error) {
	t, err := of(a)
	if err != nil {
		return "", err
	}
	var answers []string
	for _, one := range a.Form["answer"] {
		if strings.TrimSpace(one) != "" {
			answers = append(answers, one)
		}
	}
	heard, err := t.Answer(ctx, a.FormValue("task"), answers)
	switch {
	case err != nil:
		return "", err
	case heard.Right:
		return "Right.", nil
	}
	return "That is not right. Look once more.", nil
}

func solve(ctx context.Context, a *frame.Ask) (said string, err error) {
	t, err := of(a)
	if err != nil {
		return "", err
	}
	played, err := t.Solve(ctx, a.FormValue("all") != "")
	switch {
	case err != nil:
		return "", err
	case len(played.Steps) == 0:
		return "Nothing of the solution is left to be played.", nil
	}
	return fmt.Sprintf("Played: %s. Steps that are left: %d.", strings.Join(played.Steps, "; "), played.Left), nil
}

func reset(ctx context.Context, a *frame.Ask) (said string, err error) {
	t, err := of(a)
	if err != nil {
		return "", err
	}
	if err := t.Reset(ctx); err != nil {
		return "", err
	}
	return "The lab is back at the beginning of the lesson.", nil
}
