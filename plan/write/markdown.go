package write

import (
	"fmt"
	"io"
	"strings"

	"tvslab/plan"
	"tvslab/printable"
)

// Markdown writes reports for a ticket or a pull request, as GitHub and GitLab read it.
func Markdown(w io.Writer, list []*plan.Report) error {
	for i, r := range list {
		if i > 0 {
			fmt.Fprintln(w)
		}
		m := &markdown{to: w}
		m.report(r)
		if m.err != nil {
			return m.err
		}
	}
	return nil
}

// markdown prints one report, and remembers the first error of writing.
type markdown struct {
	alphabet
	to  io.Writer
	err error
}

func (m *markdown) line(format string, args ...any) {
	if m.err == nil {
		_, m.err = fmt.Fprintf(m.to, format+"\n", args...)
	}
}

// special are the characters that mean something in Markdown, wherever they stand.
var special = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "|", `\|`, "<", `\<`, "[", `\[`, "]", `\]`, "#", `\#`, "~", `\~`)

// plainText is text in which nothing is Markdown.
func plainText(s string) string {
	return special.Replace(printable.Text(strings.Join(strings.Fields(s), " ")))
}

func (m *markdown) report(r *plan.Report) {
	m.line("## %s", plainText(r.Title))
	m.line("")
	m.line("**%s**", plainText(r.Verdict.Text))
	m.line("")
	m.line("%s: %s, %s in %s, %s", plainText(r.Plan), plainText(r.Cell), phones(r.Phones), counted(len(r.Groups), "group", "groups"), takes(r))
	m.line("")
	m.conditions(r)
	m.findings(r)
	m.matrix(r)
	m.warnings(r)
	m.margins(r)
	m.steps(r)
	m.assumptions(r)
}

func (m *markdown) assumptions(r *plan.Report) {
	if len(r.Assumptions) == 0 {
		return
	}
	m.line("")
	m.line("What the verdict rests on:")
	m.line("")
	for _, a := range r.Assumptions {
		m.line("- %s", plainText(assumptionText(a)))
	}
}

func (m *markdown) conditions(r *plan.Report) {
	for _, c := range r.Conditions {
		m.line("- if %s (else %s)", plainText(c.Text), plainText(c.Else))
	}
	if len(r.Conditions) > 0 {
		m.line("")
	}
}

// findings are what is not as it should be, each with its story folded away.
func (m *markdown) findings(r *plan.Report) {
	for _, f := range r.Verdict.Findings {
		m.line("- %s", plainText(findingHead(f)))
		for _, one := range f.Remedies[:min(1, len(f.Remedies))] {
			m.line("  - cheapest cure: %s", plainText(remedyText(one, f.Phones)))
		}
		if len(f.Why) == 0 {
			continue
		}
		m.line("  <details><summary>why: %s</summary>", plainText(f.Example))
		m.line("")
		for _, why := range f.Why {
			m.line("  - %s", plainText(why))
		}
		m.line("  </details>")
	}
	for _, f := range r.Before {
		m.line("- %s", plainText(beforeHead(f)))
	}
	for _, one := range returnLines(r) {
		m.line("- point of no return: %s", plainText(one))
	}
	if len(r.Verdict.Findings)+len(r.Before)+len(r.Returns) > 0 {
		m.line("")
	}
}

func (m *markdown) matrix(r *plan.Report) {
	columns := r.Columns()
	head, rule := "| | step | registered |", "|--:|---|--:|"
	for _, c := range columns {
		head += fmt.Sprintf(" %s (%d) |", plainText(c.Names()), c.Phones)
		rule += "---|"
	}
	m.line("%s\n%s", head, rule)
	for _, at := range r.Points() {
		m.row(at.Name, plainText(at.Words), at.Moment, columns, at.Skipped())
	}
	m.line("")
	m.line("%s", plainText(strings.Replace(m.legend(r), m.changed()+" changed", "bold: changed", 1)))
	m.line("")
}

func (m *markdown) warnings(r *plan.Report) {
	if len(r.Warnings) == 0 {
		return
	}
	m.line("Warnings:")
	m.line("")
	for _, w := range r.Warnings {
		m.line("- %s: %s", w.Severity, plainText(warningText(w)))
	}
	m.line("")
}

func (m *markdown) margins(r *plan.Report) {
	list := leasts(r)
	if len(list) == 0 {
		return
	}
	m.line("Margin, where it is least:")
	m.line("")
	for _, l := range list {
		m.line("- %s", plainText(l.String()))
	}
	m.line("")
}

func (m *markdown) row(number, words string, at *plan.Moment, columns []plan.Column, skipped bool) {
	row := fmt.Sprintf("| %s | %s | %d |", number, words, at.Registered)
	if skipped {
		row = fmt.Sprintf("| %s | %s, not played | |", number, words)
	}
	for _, c := range columns {
		cell := c.Cell(at)
		text := strings.TrimSpace(strings.Join(m.states(cell, true), " ") + " " + margin(cell, nil))
		switch {
		case skipped:
			text = ""
		case cell.Changed:
			text = "**" + text + "**"
		}
		row += " " + text + " |"
	}
	m.line("%s", row)
}

// steps say what each step did; those that did nothing are left out.
func (m *markdown) steps(r *plan.Report) {
	m.line("What the steps do:")
	m.line("")
	for i := range r.Steps {
		lines := m.stepLines(&r.Steps[i])
		if len(lines) == 0 {
			continue
		}
		m.line("- step %d, %s", r.Steps[i].Number, plainText(r.Steps[i].Text))
		for _, line := range lines {
			m.line("  - %s", line)
		}
	}
}

func (m *markdown) stepLines(s *plan.Step) (lines []string) {
	for _, c := range s.Changes {
		lines = append(lines, fmt.Sprintf("`%s` %s", c.Sign, plainText(m.changeText(c))))
	}
	if s.Resets > 0 {
		lines = append(lines, "`~` "+resetText(&s.Moment))
	}
	switch {
	case s.Expected:
		lines = append(lines, "refused, as the plan expects: "+plainText(s.Refused))
	case s.Refused != "":
		lines = append(lines, "`!` refused: "+plainText(s.Refused))
	}
	for _, f := range s.Failures {
		lines = append(lines, "`!` "+plainText(fmt.Sprintf("%s: %s: expected %s, found %s", f.Target, f.Field, f.Want, f.Got)))
	}
	return lines
}
