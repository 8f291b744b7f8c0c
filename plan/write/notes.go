package write

import (
	"fmt"
	"strings"

	"tvslab/annotate"
	"tvslab/plan"
	"tvslab/scenarios"
)

// Notes are what there is to say of a report at the lines of its plan: findings, what was so before the first step, warnings, and what a
// plan that is safe relies on. cell is the one that was played.
func Notes(cell *scenarios.Scenario, r *plan.Report) []annotate.Note {
	p := places{cell, r}
	var list []annotate.Note
	for _, f := range r.Verdict.Findings {
		list = append(list, p.note(f.Step, annotate.Error, string(f.Word), findingTitle(f), findingStory(f)))
	}
	for _, f := range r.Before {
		list = append(list, p.note(1, annotate.Notice, "before", beforeHead(f), findingStory(f)))
	}
	for _, w := range r.Warnings {
		list = append(list, p.note(max(w.Step, 1), annotate.Severity(w.Severity), w.Code, warningHead(w), w.Do))
	}
	for _, c := range r.Conditions {
		list = append(list, p.note(max(c.From, 1), annotate.Notice, "condition", "relies on: "+c.Text, "else "+c.Else))
	}
	return list
}

// places knows where the steps of a plan stand.
type places struct {
	cell *scenarios.Scenario
	r    *plan.Report
}

// note is one at a step; 0 is the end of the plan, which is its last step.
func (p places) note(step int, s annotate.Severity, rule, title, text string) annotate.Note {
	n := annotate.Note{File: p.r.File, Severity: s, Rule: "plan/" + rule, Title: p.r.Cell + ": " + title, Text: text}
	if step < 1 || step > len(p.cell.Steps) {
		step = len(p.cell.Steps)
	}
	if step > 0 {
		at := p.cell.Steps[step-1].Pos
		n.Line, n.Column = at.Line, at.Column
	}
	return n
}

// findingTitle is a finding in a line which is the same wherever its step stands.
func findingTitle(f plan.Finding) string {
	if f.Step == 0 {
		return findingHead(f)
	}
	return findingAt(fmt.Sprintf("Step %d", f.Step), f)
}

// findingStory has what gives the phones back, and the reasons of one of them.
func findingStory(f plan.Finding) string {
	var lines []string
	if len(f.Remedies) > 0 {
		best := f.Remedies[0]
		lines = []string{"Cheapest cure: " + best.Words, visitsWords(best.Visits)}
	}
	if f.Example != "" {
		lines = append(lines, f.Example+":")
	}
	return strings.Join(append(lines, f.Why...), "\n")
}

func visitsWords(visits int) string {
	if visits == 0 {
		return "Nobody has to go to a phone."
	}
	return fmt.Sprintf("Somebody has to go to %s.", phones(visits))
}
