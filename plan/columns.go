package plan

import (
	"fmt"
	"strings"
)

// Column is groups of which every phone stood alike after every step, or one group.
type Column struct {
	Groups []Group
	Phones int
	places []int // of the groups
}

// Columns joins the groups that nothing tells apart, in the order of the first of each.
func (r *Report) Columns() []Column {
	var list []Column
	at := map[string]int{}
	for i, g := range r.Groups {
		course := r.course(i)
		k, known := at[course]
		if !known {
			k = len(list)
			list = append(list, Column{})
			at[course] = k
		}
		list[k].Groups = append(list[k].Groups, g)
		list[k].places = append(list[k].places, i)
		list[k].Phones += g.Phones
	}
	return list
}

// course says how a group stood after each step, without numbers; that of a group whose phones differ after any is like no other.
func (r *Report) course(group int) (course string) {
	plain := true
	for _, p := range r.Points() {
		c := p.Cells[group]
		plain = plain && len(c.Counts) == 1 && (c.Registered == 0 || c.Unregistered == 0)
		course += fmt.Sprint(c.State, c.Registered > 0, c.Unregistered > 0, " ")
	}
	if !plain {
		course += r.Groups[group].Name // it stands alone
	}
	return course
}

// Point is a row of the matrix: where phones stand at the start, after a step, or at the end.
type Point struct {
	*Moment
	Step  *Step  // nil at the start and at the end
	Name  string // "0", the number of the step, or "" at the end
	Words string // the step as short as in the file, or when it is
}

// Points are the rows of the matrix: the start, if phones are on or hold lists then, all steps, and the end, if phones reset then.
func (r *Report) Points() (list []Point) {
	if r.begun {
		list = append(list, Point{&r.Start, nil, "0", "at the start"})
	}
	for i := range r.Steps {
		s := &r.Steps[i]
		list = append(list, Point{&s.Moment, s, fmt.Sprint(s.Number), s.Words})
	}
	if r.Settled != nil {
		list = append(list, Point{r.Settled, nil, "", "then phones reset that were told to"})
	}
	return list
}

// Skipped reports whether it is a step that was not played.
func (p Point) Skipped() bool { return p.Step != nil && p.Step.Skipped }

// Cell sums up where the groups of the column stand at a moment.
func (c Column) Cell(m *Moment) Cell {
	sum := Cell{Counts: map[State]int{}}
	for _, i := range c.places {
		one := m.Cells[i]
		for state, n := range one.Counts {
			sum.Counts[state] += n
		}
		sum.Registered += one.Registered
		sum.Unregistered += one.Unregistered
		sum.Changed = sum.Changed || one.Changed
		sum.Margins = append(sum.Margins, one.Margins...)
	}
	sum.settle()
	return sum
}

// Names are the names of the groups.
func (c Column) Names() string {
	var names []string
	for _, g := range c.Groups {
		names = append(names, g.Name)
	}
	return strings.Join(names, ", ")
}
