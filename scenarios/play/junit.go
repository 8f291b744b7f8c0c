package play

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// The shape of JUnit XML that CI systems read: one suite per scenario, one case per cell.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name      string         `xml:"name,attr"`
		ClassName string         `xml:"classname,attr"`
		Time      string         `xml:"time,attr"`
		Failures  []junitFailure `xml:"failure"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes JUnit XML: a suite for each scenario, a case for each cell.
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
	for _, c := range cells {
		r := c.Result
		if n := len(all.Suites); n == 0 || all.Suites[n-1].Name != r.Scenario {
			all.Suites = append(all.Suites, junitSuite{Name: r.Scenario})
		}
		suite := &all.Suites[len(all.Suites)-1]
		test := junitCase{Name: r.Cell, ClassName: r.Scenario, Time: fmt.Sprintf("%.3f", r.Seconds)}
		for _, f := range r.Failures {
			test.Failures = append(test.Failures, junitFailure{
				Message: fmt.Sprintf("%s:%d: %s: %s: expected %s, found %s", r.File, f.Line, f.Target, f.Field, f.Want, f.Got),
				Text:    strings.Join(f.Why, "\n"),
			})
		}
		suite.Cases = append(suite.Cases, test)
		suite.Tests++
		all.Tests++
		if !r.Held {
			suite.Failures++
			all.Failures++
		}
	}
	return all
}
