package plan

import (
	"fmt"
	"slices"
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
	for _, m := range r.moments() {
		c := m.Cells[group]
		plain = plain && len(c.Counts) == 1 && (c.Registered == 0 || c.Unregistered == 0)
		course += fmt.Sprint(c.State, c.Registered > 0, c.Unregistered > 0, " ")
	}
	if !plain {
		course += r.Groups[group].Name // it stands alone
	}
	return course
}

// Begun reports whether phones do anything before the first step: whether any is on, or would refuse what is served.
func (r *Report) Begun() bool {
	return slices.ContainsFunc(r.Start.Cells, func(c Cell) bool { return c.State != Off })
}

// moments are that before the first step, those of all steps, and that of the end.
func (r *Report) moments() (list []*Moment) {
	list = append(list, &r.Start)
	for i := range r.Steps {
		list = append(list, &r.Steps[i].Moment)
	}
	if r.Settled != nil {
		list = append(list, r.Settled)
	}
	return list
}

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
