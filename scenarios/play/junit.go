package play

import (
	"fmt"
	"io"
	"strings"

	"tvslab/junit"
	"tvslab/scenarios"
)

// WriteJUnit writes JUnit XML: a suite for each cell, a case for each target of each step.
func WriteJUnit(w io.Writer, cells []*Cell) error {
	all, seconds := junitOf(cells)
	return all.Write(w, seconds)
}

func junitOf(cells []*Cell) (all junit.Suites, seconds float64) {
	for _, c := range cells {
		all.Add(suiteOf(c.Result), c.Result.Seconds)
		seconds += c.Result.Seconds
	}
	return all, seconds
}

// suiteOf has the groups at the end as its output.
func suiteOf(r *scenarios.Result) junit.Suite {
	suite := junit.Suite{Name: r.Scenario + " " + r.Cell, Cases: casesOf(r)}
	for _, g := range r.Groups {
		suite.Out += g.String() + "\n"
	}
	return suite
}

// casesOf are the playing itself, then each target of each step in the order of the steps.
func casesOf(r *scenarios.Result) []junit.Case {
	played := newCase(r, "played", 0)
	played.Time = junit.Seconds(r.Seconds)
	if r.Error != "" {
		played.Errors = []junit.Failure{{Message: r.Error}}
	}
	list := []junit.Case{played}
	at := map[string]int{}
	find := func(step, line int, what string) *junit.Case {
		name := fmt.Sprintf("step %d: %s", step, what)
		if _, known := at[name]; !known {
			at[name] = len(list)
			list = append(list, newCase(r, name, line))
		}
		return &list[at[name]]
	}
	for _, c := range r.Checked {
		find(c.Step, c.Line, c.Target)
	}
	for _, refusal := range r.Refusals {
		find(refusal.Step, refusal.Line, refusal.Verb+" refused")
	}
	for _, f := range r.Failures {
		c := find(f.Step, f.Line, f.Target)
		c.Failures = append(c.Failures, failureOf(r, f))
	}
	return list
}

func newCase(r *scenarios.Result, name string, line int) junit.Case {
	return junit.Case{Name: r.Cell + ": " + name, ClassName: r.Scenario, File: r.File, Line: line}
}

func failureOf(r *scenarios.Result, f scenarios.Failure) junit.Failure {
	message := fmt.Sprintf("%s:%d: %s: %s: expected %s, found %s", r.File, f.Line, f.Target, f.Field, f.Want, f.Got)
	if f.Of > 0 && f.Count > 0 {
		message += fmt.Sprintf(" on %d of %d", f.Count, f.Of)
	}
	return junit.Failure{Message: message, Text: strings.Join(f.Why, "\n")}
}
