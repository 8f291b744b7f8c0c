package plan

import (
	"fmt"
	"maps"
	"slices"
)

// Difference is where two reports part: of two plans, of one plan on two releases, of two sites.
type Difference struct {
	A    Side  `json:"a"`
	B    Side  `json:"b"`
	Same bool  `json:"same"` // they part nowhere
	Rows []Row `json:"rows"` // steps that are not alike, in order
	// Apart is the number of rows before that where phones first stand otherwise; -1 where they never do.
	Apart int `json:"apart"`
}

// Side is one of the two.
type Side struct {
	Plan     string    `json:"plan"`
	Cell     string    `json:"cell"`
	Phones   int       `json:"phones"`
	Verdict  Word      `json:"verdict"`
	Text     string    `json:"text"`
	Findings []Finding `json:"findings"` // that the other does not have: what parting costs
	Groups   []string  `json:"groups"`   // that the other does not have
}

// Row is a step that is not alike in both. A step that only one has has the number 0 in the other.
type Row struct {
	Words string   `json:"words"`
	A     int      `json:"a"` // number of the step
	B     int      `json:"b"`
	OnlyA []Change `json:"only_a"` // what it does in one only
	OnlyB []Change `json:"only_b"`
	Cells []Pair   `json:"cells"` // of groups that stand otherwise after it
}

// Pair is where a group stands in both.
type Pair struct {
	Group string `json:"group"`
	A     Cell   `json:"a"`
	B     Cell   `json:"b"`
}

// Compare finds where two reports part. Steps are matched by their words, groups by their names.
func Compare(a, b *Report) *Difference {
	d := &Difference{A: sideOf(a, b), B: sideOf(b, a), Rows: []Row{}, Apart: -1}
	for _, m := range matched(a.Steps, b.Steps) {
		if row, alike := rowOf(a, b, m); !alike {
			if d.Apart < 0 && len(row.Cells) > 0 {
				d.Apart = len(d.Rows)
			}
			d.Rows = append(d.Rows, row)
		}
	}
	d.Same = len(d.Rows) == 0 && a.Verdict.Text == b.Verdict.Text && len(d.A.Groups)+len(d.B.Groups) == 0
	return d
}

func sideOf(r, other *Report) Side {
	s := Side{Plan: r.Plan, Cell: r.Cell, Phones: r.Phones, Verdict: r.Verdict.Word, Text: r.Verdict.Text, Findings: []Finding{}, Groups: []string{}}
	for _, f := range r.Verdict.Findings {
		if !slices.ContainsFunc(other.Verdict.Findings, f.like) {
			s.Findings = append(s.Findings, f)
		}
	}
	for _, g := range r.Groups {
		if other.group(g.Name) < 0 {
			s.Groups = append(s.Groups, g.Name)
		}
	}
	return s
}

// like reports whether both find the same; texts hold names of phones and serial numbers.
func (f Finding) like(other Finding) bool {
	return f.Word == other.Word && f.Step == other.Step && f.Phones == other.Phones && slices.Equal(f.Groups, other.Groups)
}

// group is the place of a group, -1 for none.
func (r *Report) group(name string) int {
	return slices.IndexFunc(r.Groups, func(g Group) bool { return g.Name == name })
}

// match is a step of both, or of one: the other is nil.
type match struct{ a, b *Step }

// matched finds the longest row of steps that both have, by their words; those between stand where they are done.
func matched(a, b []Step) (list []match) {
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for k := len(b) - 1; k >= 0; k-- {
			longest[i][k] = max(longest[i+1][k], longest[i][k+1])
			if a[i].Words == b[k].Words {
				longest[i][k] = longest[i+1][k+1] + 1
			}
		}
	}
	for i, k := 0, 0; i < len(a) || k < len(b); {
		switch {
		case i < len(a) && k < len(b) && a[i].Words == b[k].Words:
			list = append(list, match{&a[i], &b[k]})
			i, k = i+1, k+1
		case k == len(b) || i < len(a) && longest[i+1][k] >= longest[i][k+1]:
			list = append(list, match{a: &a[i]})
			i++
		default:
			list = append(list, match{b: &b[k]})
			k++
		}
	}
	return list
}

// rowOf compares a step in both; alike is true where nothing tells them apart.
func rowOf(a, b *Report, m match) (row Row, alike bool) {
	row = Row{OnlyA: []Change{}, OnlyB: []Change{}, Cells: []Pair{}}
	if m.a != nil {
		row.Words, row.A, row.OnlyA = m.a.Words, m.a.Number, m.a.done()
	}
	if m.b != nil {
		row.Words, row.B, row.OnlyB = m.b.Words, m.b.Number, m.b.done()
	}
	if m.a == nil || m.b == nil {
		return row, false
	}
	row.OnlyA, row.OnlyB = without(m.a.done(), m.b.done()), without(m.b.done(), m.a.done())
	for i, g := range a.Groups {
		if k := b.group(g.Name); k >= 0 && !m.a.Cells[i].stands(m.b.Cells[k], g.Phones == b.Groups[k].Phones) {
			row.Cells = append(row.Cells, Pair{g.Name, m.a.Cells[i], m.b.Cells[k]})
		}
	}
	return row, len(row.OnlyA)+len(row.OnlyB)+len(row.Cells) == 0
}

// done is what a step did, with a refusal and that it was not played as changes.
func (s *Step) done() []Change {
	list := slices.Clone(s.Changes)
	switch {
	case s.Skipped:
		list = append(list, Change{Sign: Notable, Kind: "step", What: "not played"})
	case s.Refused != "":
		list = append(list, Change{Sign: Notable, Kind: "step", What: "refused: " + s.Refused})
	}
	for _, f := range s.Failures {
		list = append(list, Change{Sign: Notable, Kind: "step", What: fmt.Sprintf("%s: %s: expected %s, found %s", f.Target, f.Field, f.Want, f.Got)})
	}
	return list
}

// without leaves out the changes that others have too; serial numbers differ anyway.
func without(list, others []Change) []Change {
	return slices.DeleteFunc(list, func(c Change) bool {
		return slices.ContainsFunc(others, func(o Change) bool {
			own := c.Of == ofSerial || c.Before == o.Before && c.After == o.After
			return own && c.Sign == o.Sign && c.What == o.What && slices.Equal(c.Nodes, o.Nodes)
		})
	})
}

// stands reports whether phones stand alike; of groups of other sizes only the states count.
func (c Cell) stands(other Cell, sized bool) bool {
	if sized {
		return c.like(other)
	}
	kinds := func(c Cell) []State { return slices.Sorted(maps.Keys(c.Counts)) }
	return slices.Equal(kinds(c), kinds(other)) && (c.Unregistered > 0) == (other.Unregistered > 0)
}
