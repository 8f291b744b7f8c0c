package play

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"tvslab/scenarios"
)

// The shape of JUnit XML that CI systems read: one suite per cell, one case per step and target.
type (
	junitSuites struct {
		XMLName xml.Name `xml:"testsuites"`
		junitCounts
		Suites []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name string `xml:"name,attr"`
		junitCounts
		Cases []junitCase `xml:"testcase"`
		Out   string      `xml:"system-out,omitempty"` // where the groups stand at the end
	}
	junitCounts struct {
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"` // cases that failed
		Errors   int    `xml:"errors,attr"`
		Time     string `xml:"time,attr"` // seconds
	}
	junitCase struct {
		Name      string         `xml:"name,attr"`
		ClassName string         `xml:"classname,attr"`
		File      string         `xml:"file,attr"`
		Line      int            `xml:"line,attr,omitempty"`
		Time      string         `xml:"time,attr,omitempty"`
		Errors    []junitFailure `xml:"error"`
		Failures  []junitFailure `xml:"failure"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes JUnit XML: a suite for each cell, a case for each target of each step.
func WriteJUnit(w io.Writer, cells []*Cell) error {
	data, err := xml.MarshalIndent(junitOf(cells), "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append([]byte(xml.Header), append(data, '\n')...))
	return err
}

func junitOf(cells []*Cell) junitSuites {
	var all junitSuites
	seconds := 0.0
	for _, c := range cells {
		suite := suiteOf(c.Result)
		all.Suites = append(all.Suites, suite)
		all.Tests += suite.Tests
		all.Failures += suite.Failures
		all.Errors += suite.Errors
		seconds += c.Result.Seconds
	}
	all.Time = fmt.Sprintf("%.3f", seconds)
	return all
}

func suiteOf(r *scenarios.Result) junitSuite {
	suite := junitSuite{Name: r.Scenario + " " + r.Cell, Cases: casesOf(r)}
	suite.Tests, suite.Time = len(suite.Cases), fmt.Sprintf("%.3f", r.Seconds)
	for _, c := range suite.Cases {
		suite.Failures += min(len(c.Failures), 1)
		suite.Errors += min(len(c.Errors), 1)
	}
	for _, g := range r.Groups {
		suite.Out += g.String() + "\n"
	}
	return suite
}

// casesOf are the playing itself, then each target of each step in the order of the steps.
func casesOf(r *scenarios.Result) []junitCase {
	played := newCase(r, "played", 0)
	played.Time = fmt.Sprintf("%.3f", r.Seconds)
	if r.Error != "" {
		played.Errors = []junitFailure{{Message: r.Error}}
	}
	list := []junitCase{played}
	at := map[string]int{}
	find := func(step, line int, what string) *junitCase {
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

func newCase(r *scenarios.Result, name string, line int) junitCase {
	return junitCase{Name: r.Cell + ": " + name, ClassName: r.Scenario, File: r.File, Line: line}
}

func failureOf(r *scenarios.Result, f scenarios.Failure) junitFailure {
	message := fmt.Sprintf("%s:%d: %s: %s: expected %s, found %s", r.File, f.Line, f.Target, f.Field, f.Want, f.Got)
	if f.Of > 0 && f.Count > 0 {
		message += fmt.Sprintf(" on %d of %d", f.Count, f.Of)
	}
	return junitFailure{Message: message, Text: strings.Join(f.Why, "\n")}
}
