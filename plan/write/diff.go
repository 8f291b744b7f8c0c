package write

import (
	"fmt"
	"io"
	"strings"

	"tvslab/plan"
)

// Diff prints where two reports part.
func (t Text) Diff(w io.Writer, d *plan.Difference) error {
	t.Width = max(t.Width, narrowest)
	p := &printer{t, alphabet{t.ASCII}, w}
	p.side("A", d.A)
	p.side("B", d.B)
	p.line("")
	p.parting(d)
	apart := map[string]string{}
	for i := range d.Rows {
		p.diffRow(&d.Rows[i], apart)
	}
	p.costs("A", d.A)
	p.costs("B", d.B)
	_, err := fmt.Fprintln(w)
	return err
}

func (p *printer) side(name string, s plan.Side) {
	p.paragraph(name+"  ", fmt.Sprintf("%s %s, %s: %s", s.Plan, s.Cell, phones(s.Phones), s.Text), Strong)
	if len(s.Groups) > 0 {
		p.paragraph("   ", "groups that the other has not: "+strings.Join(s.Groups, ", "), Plain)
	}
}

// parting says where phones first stand otherwise.
func (p *printer) parting(d *plan.Difference) {
	switch {
	case d.Same:
		p.line("They do not part.")
	case d.Apart < 0:
		p.line("Phones stand alike after every step that both have.")
	default:
		p.paragraph("", "Phones part at "+rowName(&d.Rows[d.Apart])+".", Strong)
	}
}

// rowName names a step in both.
func rowName(r *plan.Row) string {
	number := fmt.Sprintf("step %d", r.A)
	switch {
	case r.A == 0:
		number = fmt.Sprintf("step %d of B", r.B)
	case r.B == 0:
		number += " of A"
	case r.A != r.B:
		number += fmt.Sprintf(" of A, %d of B", r.B)
	}
	return number + ", " + r.Words
}

// diffRow tells of a step what only one has of it, and where groups stand, if that is new: apart is where groups stood apart before.
func (p *printer) diffRow(r *plan.Row, apart map[string]string) {
	var news []string
	for _, pair := range r.Cells {
		text := fmt.Sprintf("A %s, B %s", p.said(pair.A), p.said(pair.B))
		if apart[pair.Group] != text {
			news = append(news, pair.Group+": "+text)
		}
		apart[pair.Group] = text
	}
	if len(r.OnlyA)+len(r.OnlyB)+len(news) == 0 && r.A > 0 && r.B > 0 {
		return
	}
	p.line("")
	p.paragraph("", rowName(r), Plain)
	for _, c := range r.OnlyA {
		p.paragraph("  A "+string(c.Sign)+" ", p.changeText(c), signTones[c.Sign])
	}
	for _, c := range r.OnlyB {
		p.paragraph("  B "+string(c.Sign)+" ", p.changeText(c), signTones[c.Sign])
	}
	for _, text := range news {
		p.paragraph("    ", text, Plain)
	}
}

// said is a cell in symbols and words.
func (p *printer) said(c plan.Cell) string {
	var parts []string
	for _, s := range symbols {
		if n := c.Counts[s.state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d %s", p.symbol(s.state), n, s.short()))
		}
	}
	if c.Unregistered > 0 {
		parts = append(parts, fmt.Sprintf("%d not registered", c.Unregistered))
	}
	return strings.Join(parts, " and ")
}

// costs tells what one side finds and the other does not.
func (p *printer) costs(name string, s plan.Side) {
	for _, f := range s.Findings {
		p.line("")
		p.paragraph("What it costs, "+name+": ", findingHead(f), Bad)
		for _, r := range f.Remedies[:min(1, len(f.Remedies))] {
			p.paragraph("  Cheapest cure: ", remedyText(r, f.Phones), Plain)
		}
	}
}
