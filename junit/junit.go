// Package junit is the shape of JUnit XML that CI systems read: suites of cases, some with failures or errors. It does not know what is
// tested.
package junit

import (
	"encoding/xml"
	"fmt"
	"io"
)

// Suites is a report.
type Suites struct {
	XMLName xml.Name `xml:"testsuites"`
	Counts
	Suites []Suite `xml:"testsuite"`
}

// Suite is cases that belong together.
type Suite struct {
	Name string `xml:"name,attr"`
	Counts
	Cases []Case `xml:"testcase"`
	Out   string `xml:"system-out,omitempty"`
}

// Counts are those of a suite, or of all; Write and Add work them out.
type Counts struct {
	Tests    int    `xml:"tests,attr"`
	Failures int    `xml:"failures,attr"` // cases that failed
	Errors   int    `xml:"errors,attr"`   // cases that could not be tried
	Time     string `xml:"time,attr"`     // seconds
}

// Case is one thing that is tested. The place of its source is File and Line, 0 for none.
type Case struct {
	Name      string    `xml:"name,attr"`
	ClassName string    `xml:"classname,attr"`
	File      string    `xml:"file,attr"`
	Line      int       `xml:"line,attr,omitempty"`
	Time      string    `xml:"time,attr,omitempty"`
	Errors    []Failure `xml:"error"`
	Failures  []Failure `xml:"failure"`
}

// Failure is why a case failed: in a line, and at length.
type Failure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// Add adds a suite that took so many seconds, and counts its cases.
func (all *Suites) Add(s Suite, seconds float64) {
	s.Tests, s.Time = len(s.Cases), Seconds(seconds)
	for _, c := range s.Cases {
		s.Failures += min(len(c.Failures), 1)
		s.Errors += min(len(c.Errors), 1)
	}
	all.Suites = append(all.Suites, s)
	all.Tests += s.Tests
	all.Failures += s.Failures
	all.Errors += s.Errors
}

// Seconds writes a time as reports have it.
func Seconds(s float64) string { return fmt.Sprintf("%.3f", s) }

// Write writes the report, which took so many seconds.
func (all *Suites) Write(w io.Writer, seconds float64) error {
	all.Time = Seconds(seconds)
	data, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append([]byte(xml.Header), append(data, '\n')...))
	return err
}
