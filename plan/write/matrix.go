package write

import (
	"fmt"
	"strings"

	"tvslab/plan"
)

// The layout of the matrix, in columns of the terminal.
const (
	numberWidth = 4  // of the number of a step, with the blank behind it
	leastStep   = 24 // of the words of a step
	mostHead    = 22 // of a group's head, before keys stand for names
	gap         = 2  // between groups
)

// column is a column of the matrix as it is printed.
type column struct {
	plan.Column
	head  string
	width int
}

// matrix prints steps down and groups across, in several blocks where they do not fit beside each other. What steps did to the
// cluster stands in the first.
func (p *printer) matrix(r *plan.Report) {
	columns := p.columns(r)
	registered := len(fmt.Sprint(r.Phones)) + 1
	registered = max(registered, width("REG"))
	all := r.Points()
	if len(all) == 0 {
		p.line("no step applies to this cell")
		return
	}
	last := all[len(all)-1].Moment
	room := p.Width - numberWidth - leastStep - gap - registered
	for first := true; len(columns) > 0; first = false {
		n, used := fitting(columns, room)
		b := block{printer: p, report: r, columns: columns[:n], registered: registered, first: first, last: last}
		b.words = p.Width - numberWidth - gap - registered - used
		if !first {
			p.line("")
		}
		b.print()
		columns = columns[n:]
	}
	p.line("")
	p.paragraph("", p.legend(r), Quiet)
	p.keys(r)
}

// fitting says how many columns fit, one at least, and what they take.
func fitting(columns []column, room int) (n, used int) {
	for _, c := range columns {
		if n > 0 && used+gap+c.width > room {
			break
		}
		used += gap + c.width
		n++
	}
	return n, used
}

// columns lays columns out: with names as heads where they fit, else with keys.
func (p *printer) columns(r *plan.Report) []column {
	named, total := p.headed(r, func(_ int, c plan.Column) string { return fmt.Sprintf("%s (%d)", c.Names(), c.Phones) })
	if fits(named, p.Width-numberWidth-leastStep-len(fmt.Sprint(r.Phones))-1, total) {
		return named
	}
	keyed, _ := p.headed(r, func(i int, _ plan.Column) string { return key(i) })
	return keyed
}

func fits(columns []column, room, total int) bool {
	for _, c := range columns {
		if width(c.head) > mostHead {
			return false
		}
	}
	return total <= room
}

// headed gives columns their heads, and says what they take together.
func (p *printer) headed(r *plan.Report, head func(int, plan.Column) string) (list []column, total int) {
	for i, c := range r.Columns() {
		one := column{c, head(i, c), 0}
		one.width = width(one.head) + 1
		var before *plan.Cell
		for _, at := range r.Points() {
			cell := c.Cell(at.Moment)
			one.width = max(one.width, width(p.cell(cell, before, true)))
			before = &cell
		}
		list = append(list, one)
		total += gap + one.width
	}
	return list, total
}

// key names a column by a letter, or two: A to Z, then AA, AB and so on.
func key(i int) string {
	const letters = 26
	if i < letters {
		return string(rune('A' + i))
	}
	return key(i/letters-1) + key(i%letters)
}

// keys explains the keys of columns, where they have some.
func (p *printer) keys(r *plan.Report) {
	for i, c := range p.columns(r) {
		if c.head == key(i) {
			p.paragraph("  "+pad(c.head, 3), fmt.Sprintf("%s: %s", phones(c.Phones), c.Names()), Plain)
		}
	}
}

// block is columns that stand beside each other.
type block struct {
	*printer
	report     *plan.Report
	columns    []column
	words      int // width of the words of a step
	registered int // width of the number of registered phones
	first      bool
	last       *plan.Moment
	before     []*plan.Cell // of the row above, by column; nil above the first
}

func (b *block) print() {
	head := pad("STEP", numberWidth+b.words+gap) + strings.Repeat(" ", b.registered-width("REG")) + "REG"
	for _, c := range b.columns {
		head += strings.Repeat(" ", gap+1) + pad(c.head, c.width-1)
	}
	b.line("%s", strings.TrimRight(head, " "))
	b.before = make([]*plan.Cell, len(b.columns))
	for _, at := range b.report.Points() {
		b.row(fmt.Sprintf("%3s ", at.Name), b.text(at.Words), at.Moment, at.Skipped())
		if b.first && at.Step != nil {
			b.step(at.Step)
		}
	}
}

// row prints a row of the matrix: words on as many lines as they need, the cells on the first.
func (b *block) row(number, words string, m *plan.Moment, skipped bool) {
	lines := wrap(words, b.words)
	if !b.first {
		lines = lines[:1]
	}
	for i, line := range lines {
		b.cells(number, line, i == 0 && !skipped, m)
		number = strings.Repeat(" ", numberWidth)
	}
}

func (b *block) cells(number, words string, shown bool, m *plan.Moment) {
	if !shown {
		b.line("%s%s", number, words)
		return
	}
	b.printer.print(fmt.Sprintf("%s%s%*d", number, pad(words, b.words+gap), b.registered, m.Registered))
	for i, c := range b.columns {
		cell := c.Cell(m)
		s := b.cell(cell, b.before[i], m == b.last)
		b.before[i] = &cell
		b.printer.print(strings.Repeat(" ", gap))
		b.paint(toneOf(cell), s)
		if i < len(b.columns)-1 {
			b.printer.print(strings.Repeat(" ", c.width-width(s)))
		}
	}
	b.line("")
}

// signTones are the tones of what a step did.
var signTones = map[plan.Sign]Tone{plan.Added: Good, plan.Changed: Plain, plan.Removed: Doubtful, plan.Notable: Bad}

// step prints what a step did to the cluster, and what was wrong with it.
func (b *block) step(s *plan.Step) {
	const indent = "      "
	for _, c := range s.Changes {
		b.paragraph(indent+string(c.Sign)+" ", b.changeText(c), signTones[c.Sign])
	}
	if s.Resets > 0 {
		b.paragraph(indent+"~ ", resetText(&s.Moment), Plain)
	}
	switch {
	case s.Skipped:
		b.paragraph(indent, "not played", Quiet)
	case s.Expected:
		b.paragraph(indent, "refused, as the plan expects: "+s.Refused, Plain)
	case s.Refused != "":
		b.paragraph(indent+"! ", "refused: "+s.Refused, Bad)
	}
	for _, f := range s.Failures {
		b.paragraph(indent+"! ", fmt.Sprintf("line %d: %s: %s: expected %s, found %s", f.Line, f.Target, f.Field, f.Want, f.Got), Bad)
	}
}
