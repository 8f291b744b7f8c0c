// Package cells shows all phones of a lab at once: each is a cell with one small code, in sections by group, site, model or server. What is
// worked out is worked out once for phones that stand alike, and told of the others by span: ten thousand cost little more than one.
package cells

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/sim/lab"
	"tvslab/sim/lab/filter"
	"tvslab/spelling"
)

// Code is what is shown of a phone: its verdict and its state. 0 is a phone that was not chosen.
type Code byte

// State is what is shown of a phone beside its verdict.
type State byte

// The states. One that waits is on and was told to reset, and has not yet.
const (
	Off State = iota
	Unregistered
	Registered
	UnregisteredWaits
	RegisteredWaits
	states
)

// CodeOf is the code of a verdict and a state.
func CodeOf(t lab.Trust, s State) Code {
	return Code(1 + slices.Index(lab.Trusts(), t)*int(states) + int(s))
}

// Split is the verdict and the state of a code; false for a phone that was not chosen.
func (c Code) Split() (lab.Trust, State, bool) {
	if c == 0 || int(c) > len(lab.Trusts())*int(states) {
		return "", 0, false
	}
	return lab.Trusts()[(c-1)/Code(states)], State((c - 1) % Code(states)), true
}

// Section is phones that are shown together.
type Section struct {
	Name  string
	Word  string // of a filter, that chooses them
	Count int    // of those that are chosen
}

// Field is the phones of a lab as cells.
type Field struct {
	Order    Order
	Codes    []Code // by place in the order
	Sections []Section
	In       []uint16 // section, by place
	Chosen   int
	Waiting  int               // of the chosen, that wait for a reset
	States   [states]int       // of the chosen
	Verdicts map[lab.Trust]int // of those that the filter would choose if it said nothing of verdicts
}

// Order gives each phone of a lab a place: by group, then by name. It is the same as long as the lab is.
type Order struct {
	runs []run // by their first devices
	rows []devices.Span
	Len  int
}

type run struct {
	devices.Span
	at int // place of the first
}

func orderOf(l *lab.Lab) (o Order) {
	for _, g := range l.Groups() {
		for _, s := range l.Group(g.Name, 0, 0) {
			o.rows = append(o.rows, s)
			o.runs = append(o.runs, run{s, o.Len})
			o.Len += s.Len()
		}
	}
	slices.SortFunc(o.runs, func(a, b run) int { return cmp.Compare(a.First, b.First) })
	return o
}

// Rows are the devices in order.
func (o Order) Rows() []devices.Span { return o.rows }

// each yields the places of the devices of a set, row by row: from one to before another.
func (o Order) each(set devices.Set, do func(from, to int)) {
	for _, s := range set {
		i, _ := slices.BinarySearchFunc(o.runs, s.First, func(r run, n devices.Number) int { return cmp.Compare(r.Last, n) })
		for ; i < len(o.runs) && o.runs[i].First <= s.Last; i++ {
			r := o.runs[i]
			first, last := max(r.First, s.First), min(r.Last, s.Last)
			do(r.at+int(first-r.First), r.at+int(last-r.First)+1)
		}
	}
}

// Of shows the phones of a lab that a filter chooses, in sections: see [Ways]. The lab must not change meanwhile. The error is a
// *filter.Problem, or of a way that there is not.
func Of(ctx context.Context, l *lab.Lab, f *filter.Filter, by string) (*Field, error) {
	way := wayNamed(by)
	if way == nil {
		return nil, fmt.Errorf("by %q: one of %s%s", by, strings.Join(Ways(), ", "), near(by))
	}
	if err := f.Check(l); err != nil {
		return nil, err
	}
	stands, err := f.Without("verdict").Stands(ctx, l, l.Phones())
	if err != nil {
		return nil, err
	}
	order := orderOf(l)
	d := &Field{Order: order, Codes: make([]Code, order.Len), In: make([]uint16, order.Len), Verdicts: map[lab.Trust]int{}}
	sections := newSections(l, way)
	waiting, _ := l.Waiting()
	for _, s := range stands {
		d.Verdicts[s.Verdict.Trust] += s.Phones.Len()
		if f.Wants(s) {
			d.add(s, waiting, sections)
		}
	}
	d.Sections = sections.close(d)
	return d, nil
}

func near(by string) string {
	if n := spelling.Nearest(by, Ways()); n != "" {
		return "; did you mean " + n + "?"
	}
	return ""
}

// add puts phones that stand alike into the field.
func (d *Field) add(s lab.Stand, waiting devices.Set, sections *sections) {
	state := Off
	switch {
	case s.Phone.On() && s.Verdict.Registered != "":
		state = Registered
	case s.Phone.On():
		state = Unregistered
	}
	d.put(s, s.Phones, state, sections)
	if state == Off {
		return
	}
	if waits := s.Phones.And(waiting); len(waits) > 0 {
		d.put(s, waits, state+UnregisteredWaits-Unregistered, sections)
		d.States[state] -= waits.Len()
		d.Chosen -= waits.Len()
		d.Waiting += waits.Len()
	}
}

func (d *Field) put(s lab.Stand, set devices.Set, state State, sections *sections) {
	code := CodeOf(s.Verdict.Trust, state)
	d.Order.each(set, func(from, to int) {
		section := sections.of(s, from)
		for i := from; i < to; i++ {
			d.Codes[i], d.In[i] = code, section
		}
	})
	d.States[state] += set.Len()
	d.Chosen += set.Len()
}
