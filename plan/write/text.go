package write

import (
	"fmt"
	"io"
	"strings"

	"tvslab/plan"
	"tvslab/plan/warn"
)

// Text writes reports for people at a terminal.
type Text struct {
	Width int                                       // columns of the terminal
	ASCII bool                                      // symbols of ASCII, for a terminal that shows no others
	Paint func(w io.Writer, tone Tone, word string) // prints a word in its tone; nil prints it plain
}

// narrowest is the least width that a matrix is laid out for.
const narrowest = 60

// printer prints one report; an error of writing is the writer's to keep.
type printer struct {
	Text
	alphabet
	to io.Writer
}

// Write prints a report: its verdict, the matrix, and what is not as it should be.
func (t Text) Write(w io.Writer, r *plan.Report) error {
	t.Width = max(t.Width, narrowest)
	p := &printer{t, alphabet{t.ASCII}, w}
	p.paint(Strong, r.Title)
	p.line("")
	p.line("%s: %s, %s in %s, seed %d", r.Plan, r.Cell, phones(r.Phones), counted(len(r.Groups), "group", "groups"), r.Seed)
	p.line("%s", takes(r))
	p.line("")
	p.verdict(r.Verdict)
	p.found(r.Verdict.Findings, findingHead)
	p.found(r.Before, beforeHead)
	p.conditions(r)
	p.matrix(r)
	p.warnings(r)
	p.margins(r)
	for _, f := range r.Verdict.Findings {
		p.finding(f)
	}
	p.returns(r)
	p.assumptions(r)
	_, err := fmt.Fprintln(w)
	return err
}

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p.to, format+"\n", args...) }

func (p *printer) print(s string) { fmt.Fprint(p.to, s) }

func (p *printer) paint(tone Tone, s string) {
	if p.Paint == nil || tone == Plain {
		p.print(s)
		return
	}
	p.Paint(p.to, tone, s)
}

// paragraph prints text under a head of its own, wrapped, its further lines below the text.
func (p *printer) paragraph(head, s string, tone Tone) {
	for i, line := range wrap(p.text(s), p.Width-width(head)) {
		if i > 0 {
			head = strings.Repeat(" ", width(head))
		}
		p.print(head)
		p.paint(tone, line)
		p.line("")
	}
}

func (p *printer) verdict(v plan.Verdict) {
	tone := Bad
	if v.Safe {
		tone = Good
	}
	p.paragraph("", v.Text, tone)
	p.line("")
}

// mostConditions is how many conditions a terminal is shown.
const mostConditions = 8

// conditions tells what the plan relies on, and what happens else.
func (p *printer) conditions(r *plan.Report) {
	shown := r.Conditions[:min(mostConditions, len(r.Conditions))]
	for _, c := range shown {
		p.paragraph("  if ", c.Text, Strong)
		p.paragraph("     ", "else "+c.Else, Quiet)
	}
	if more := len(r.Conditions) - len(shown); more > 0 {
		p.paragraph("  and ", counted(more, "condition", "conditions")+" more, of less weight: see --html or -o json", Plain)
	}
	if len(r.Conditions) > 0 {
		p.line("")
	}
}

// warnings tells what no verdict shows.
func (p *printer) warnings(r *plan.Report) {
	if len(r.Warnings) == 0 {
		return
	}
	p.line("")
	p.paint(Strong, "Warnings")
	p.line("")
	for _, w := range r.Warnings {
		sign, tone := "  ! ", Doubtful
		if w.Severity == warn.SeverityNote {
			sign, tone = "    ", Plain
		}
		p.paragraph(sign, warningText(w), tone)
	}
}

// margins tells where groups have the least margin.
func (p *printer) margins(r *plan.Report) {
	list := leasts(r)
	if len(list) == 0 {
		return
	}
	p.line("")
	p.paint(Strong, "Margin, where it is least")
	p.line("")
	for _, l := range list {
		tone := Plain
		if l.Few {
			tone = Bad
		}
		p.paragraph("  ", l.String(), tone)
	}
}

// found tells in short what is not as it should be, and the cheapest cure.
func (p *printer) found(list []plan.Finding, head func(plan.Finding) string) {
	for _, f := range list {
		p.paragraph("  ", head(f), Plain)
		for _, r := range f.Remedies[:min(1, len(f.Remedies))] {
			p.paragraph("    Cheapest cure: ", remedyText(r, f.Phones), Plain)
		}
	}
	if len(list) > 0 {
		p.line("")
	}
}

// finding tells why something is not as it should be, and what cures it beside the cheapest.
func (p *printer) finding(f plan.Finding) {
	if len(f.Why) == 0 && len(f.Remedies) < 2 {
		return // all was said
	}
	p.line("")
	p.paragraph("", findingHead(f), Strong)
	for i, r := range f.Remedies {
		if i > 0 {
			p.paragraph("  Cured also by: ", remedyText(r, f.Phones), Plain)
		}
	}
	if f.Example != "" && len(f.Why) > 0 {
		p.line("  %s:", f.Example)
	}
	for _, why := range f.Why {
		p.paragraph("    ", why, Plain)
	}
}

// assumptions tells on which settings the verdict rests.
func (p *printer) assumptions(r *plan.Report) {
	if len(r.Assumptions) == 0 {
		return
	}
	p.line("")
	p.paint(Strong, "What the verdict rests on")
	p.line("")
	for _, a := range r.Assumptions {
		p.paragraph("  ", assumptionText(a), Plain)
	}
}

// returns tells how far the plan may go.
func (p *printer) returns(r *plan.Report) {
	if len(r.Returns) == 0 {
		return
	}
	p.line("")
	p.paint(Strong, "Point of no return")
	p.line("")
	for _, one := range returnLines(r) {
		p.paragraph("  ", one, Plain)
	}
}

// findingHead is a finding in a line.
func findingHead(f plan.Finding) string {
	if f.Step == 0 {
		return findingAt("At the end", f)
	}
	return findingAt(fmt.Sprintf("Step %d (line %d)", f.Step, f.Line), f)
}

// beforeHead is a finding about what was so before the plan.
func beforeHead(f plan.Finding) string { return findingAt("Before the first step", f) }

func findingAt(when string, f plan.Finding) string {
	head := when + ": " + findingWords[f.Word]
	if f.Phones > 0 {
		head += ", " + phones(f.Phones)
	}
	switch {
	case f.Off > 0 && f.Off == f.Phones:
		head += " that are off,"
	case f.Off > 0:
		head += fmt.Sprintf(" (%d of them off)", f.Off)
	}
	if len(f.Groups) > 0 {
		head += " of " + strings.Join(f.Groups, ", ")
	}
	head += ": " + f.What
	if f.Then != "" {
		head += "; " + f.Then
	}
	return head
}

// findingWords say a finding before its numbers.
var findingWords = map[plan.Word]string{
	plan.NotDone:      "refused",
	plan.Locks:        "locked",
	plan.Refuses:      "refusing",
	plan.Unregistered: "not registered",
	plan.SystemsDown:  "down",
	plan.Fails:        "expectation failed",
}
