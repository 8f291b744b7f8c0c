package tutor

import (
	"context"
	"errors"
	"fmt"

	"tvslab/scenarios"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
)

// Reset puts the lab back to the beginning, and the lesson too; hints that were given stay given. The error is a control.RefusedError of a lab that
// is kept nowhere.
func (t *Tutor) Reset(ctx context.Context) error {
	if err := t.lab.Recall(ctx, folder.Beginning); err != nil {
		return err
	}
	t.book.Clear()
	t.mutex.Lock()
	t.progress.Resets++
	t.progress.Played, t.progress.Moves = 0, nil
	for _, d := range t.progress.Tasks {
		*d = done{Hints: d.Hints}
	}
	t.mutex.Unlock()
	t.lab.Look(func(r *scenarios.Runner) { t.book.Look(ctx, r) })
	t.record(t.lab.Clock().Clock, "learner", "reset")
	return t.keep(ctx)
}

// Played is what steps of the solution did.
type Played struct {
	Steps []string `json:"steps" doc:"that were played now"`
	Left  int      `json:"left" doc:"steps that are yet to come"`
}

// Solve plays the next step of the solution, or all that are left. The error is a control.RefusedError where the lab refuses one: the
// learner may have done it already.
func (t *Tutor) Solve(ctx context.Context, all bool) (*Played, error) {
	played := &Played{Steps: []string{}}
	for {
		t.mutex.Lock()
		at := t.progress.Played
		if at == len(t.exercise.Solution) || !all && len(played.Steps) > 0 {
			played.Left = len(t.exercise.Solution) - at
			t.mutex.Unlock()
			return played, t.keep(ctx)
		}
		t.playing = true
		t.mutex.Unlock()
		step := t.exercise.Solution[at]
		err := t.lab.Take(ctx, "tutor", step)
		t.mutex.Lock()
		t.playing = false
		if err == nil {
			t.progress.Played++
		}
		t.mutex.Unlock()
		if err != nil {
			return nil, refusedStep(at, step, err)
		}
		played.Steps = append(played.Steps, step.Words())
	}
}

func refusedStep(at int, s *scenarios.Step, err error) error {
	var refused control.RefusedError
	if errors.As(err, &refused) {
		return control.RefusedError(fmt.Sprintf("step %d of the solution, %s: %s; reset puts the lab back to the beginning", at+1, s.Words(), err))
	}
	return err
}
