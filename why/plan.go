package why

import (
	"context"
	"errors"
	"fmt"

	"tvslab/scenarios"
)

// LastStep plays a scenario to its end.
const LastStep = -1

// StepError is a step that there is not.
type StepError struct{ Step, Last int }

// Error says up to which number there are steps.
func (e *StepError) Error() string {
	return fmt.Sprintf("step %d: the steps are numbered up to %d; 0 is before the first", e.Step, e.Last)
}

// Plan plays a cell of a scenario or plan to the end of the step of that number in its file, LastStep for all, and tells the stories of then. What it
// expects does not matter. The error is a StepError, an UnknownError, or what kept the plan from being played.
func Plan(ctx context.Context, s *scenarios.Scenario, o scenarios.Options, step int, ask Ask) (doc *Document, err error) {
	last := s.Steps[len(s.Steps)-1].Number
	if step > last || step < LastStep {
		return nil, &StepError{step, last}
	}
	r, err := scenarios.Prepare(ctx, s, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Lab.Close()) }()
	past, done := []*scenarios.Runner{r.Fork(nil)}, 0
	for i := range s.Steps {
		if next := &s.Steps[i]; step == LastStep || next.Number <= step {
			if err := r.Take(ctx, next); err != nil {
				return nil, &scenarios.StepError{File: s.File, Step: next, Err: err}
			}
			past, done = append(past, r.Fork(nil)), next.Number
		}
	}
	doc, err = Tell(ctx, r, past, ask)
	if doc != nil {
		doc.Step = done
	}
	return doc, err
}
