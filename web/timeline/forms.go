package timeline

import (
	"context"
	"fmt"
	"strconv"

	"tvslab/sim/lab/control"
	"tvslab/web/frame"
)

func undo(ctx context.Context, a *frame.Ask) (string, error) {
	s, err := a.Lab.Undo(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Step %d is undone: %s", s.Number, s.What), nil
}

func redo(ctx context.Context, a *frame.Ask) (string, error) {
	s, err := a.Lab.Redo(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Step %d is done again: %s", s.Number, s.What), nil
}

// branch lets the lab go on from after a step.
func branch(ctx context.Context, a *frame.Ask) (string, error) {
	step, err := strconv.ParseInt(a.FormValue("step"), 10, 64)
	if err != nil {
		return "", control.RefusedError(fmt.Sprintf("step %q: a number", a.FormValue("step")))
	}
	if _, err := a.Lab.GoTo(ctx, step); err != nil {
		return "", err
	}
	if step == 0 {
		return "The lab goes on from its beginning.", nil
	}
	return fmt.Sprintf("The lab goes on from after step %d. What is done next begins a branch.", step), nil
}

// clock sets the clock, or lets time pass.
func clock(ctx context.Context, a *frame.Ask) (string, error) {
	c, err := a.Lab.MoveClock(ctx, a.FormValue("rate"), a.FormValue("step"))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("The lab's clock shows %s and goes: %s.", c.Clock, c.Rate), nil
}

// snapshot takes, restores or drops a snapshot.
func snapshot(ctx context.Context, a *frame.Ask) (said string, err error) {
	name := a.FormValue("name")
	switch do := a.FormValue("do"); do {
	case "take":
		said, err = fmt.Sprintf("The lab as it stands is called %q.", name), a.Lab.Snapshot(ctx, name)
	case "restore":
		said, err = fmt.Sprintf("The lab goes on from %q.", name), a.Lab.Recall(ctx, name)
	case "drop":
		said, err = fmt.Sprintf("Nothing is called %q any more.", name), a.Lab.Forget(ctx, name)
	default:
		err = control.RefusedError(fmt.Sprintf("%q: take, restore or drop", do))
	}
	if err != nil {
		return "", err
	}
	return said, nil
}
