package write

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"tvslab/junit"
	"tvslab/plan"
)

// JUnit writes reports as JUnit XML: a suite for each plan, a case for each group of phones, one for each expectation that failed, and
// one for the plan itself, which fails where a step is refused or systems are down.
func JUnit(w io.Writer, list []*plan.Report) error {
	var all junit.Suites
	for _, r := range list {
		all.Add(suiteOf(r), 0)
	}
	return all.Write(w, 0)
}

func suiteOf(r *plan.Report) junit.Suite {
	cases := []junit.Case{caseOf(r, "plan", ofNoGroup(r))}
	for _, g := range r.Groups {
		cases = append(cases, caseOf(r, "group "+g.Name, ofGroup(r, g.Name)))
	}
	for _, f := range r.Verdict.Findings {
		if f.Word == plan.Fails {
			cases = append(cases, caseOf(r, fmt.Sprintf("step %d: %s", f.Step, strings.Join(f.Groups, ", ")), []plan.Finding{f}))
		}
	}
	return junit.Suite{Name: r.Plan + " " + r.Cell, Cases: cases, Out: strings.Join(summaryOf(r), "\n") + "\n"}
}

// summaryOf is what there is to say beside what failed: the verdict, conditions and warnings.
func summaryOf(r *plan.Report) []string {
	lines := []string{r.Verdict.Text}
	for _, c := range r.Conditions {
		lines = append(lines, "if "+c.Text+" (else "+c.Else+")")
	}
	for _, f := range r.Before {
		lines = append(lines, beforeHead(f))
	}
	for _, w := range r.Warnings {
		lines = append(lines, string(w.Severity)+": "+warningText(w))
	}
	return append(lines, takes(r))
}

// ofNoGroup are the findings about the plan and the cluster.
func ofNoGroup(r *plan.Report) []plan.Finding {
	return slices.DeleteFunc(slices.Clone(r.Verdict.Findings), func(f plan.Finding) bool { return len(f.Groups) > 0 })
}

// ofGroup are the findings about where phones of a group stand.
func ofGroup(r *plan.Report, group string) []plan.Finding {
	return slices.DeleteFunc(slices.Clone(r.Verdict.Findings), func(f plan.Finding) bool {
		return f.Word == plan.Fails || !slices.Contains(f.Groups, group)
	})
}

func caseOf(r *plan.Report, name string, list []plan.Finding) junit.Case {
	c := junit.Case{Name: r.Cell + ": " + name, ClassName: r.Plan, File: r.File}
	for _, f := range list {
		if c.Line == 0 {
			c.Line = f.Line
		}
		c.Failures = append(c.Failures, junit.Failure{Message: findingHead(f), Text: strings.Join(f.Why, "\n")})
	}
	return c
}
