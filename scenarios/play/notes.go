package play

import (
	"errors"
	"fmt"
	"strings"

	"tvslab/annotate"
	"tvslab/scenarios"
)

// Notes are what did not hold in cells, at the lines of the expectations, and where a cell could not be played.
func Notes(cells []*Cell) (list []annotate.Note) {
	for _, c := range cells {
		if c.Err != nil {
			list = append(list, notPlayed(c))
		}
		for _, f := range c.Result.Failures {
			text := fmt.Sprintf("expected %s, found %s", f.Want, f.Got)
			if f.Of > 0 && f.Count > 0 {
				text += fmt.Sprintf(" on %d of %d", f.Count, f.Of)
			}
			list = append(list, annotate.Note{File: c.Result.File, Line: f.Line, Severity: annotate.Error, Rule: "run/expectation",
				Title: fmt.Sprintf("%s: step %d: %s: %s: %s", c.Result.Cell, f.Step, f.Target, f.Field, text), Text: strings.Join(f.Why, "\n")})
		}
	}
	return list
}

// notPlayed is at the step that could not be done.
func notPlayed(c *Cell) annotate.Note {
	n := annotate.Note{File: c.Result.File, Severity: annotate.Error, Rule: "run/not-played", Title: c.Result.Cell + ": " + c.Err.Error()}
	var step *scenarios.StepError
	if errors.As(c.Err, &step) {
		n.Line, n.Column = step.Step.Pos.Line, step.Step.Pos.Column
		n.Title = fmt.Sprintf("%s: step %d, %s: %s", c.Result.Cell, step.Step.Number, step.Step.Verb, step.Err)
	}
	return n
}
