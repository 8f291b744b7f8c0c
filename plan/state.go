package plan

import (
	"context"
	"maps"
	"slices"

	"tvslab/scenarios"
	"tvslab/sim/lab"
)

// State is where a phone stands, in a word for the matrix.
type State string

// The states, best first.
const (
	Off         State = "off"          // it takes what is served when it is switched on
	None        State = "none"         // no list is stored: the first is taken
	Blank       State = "blank"        // the blank list of the rollback parameter
	Current     State = "current"      // it holds what is served
	Behind      State = "behind"       // it takes what is served at its next reset
	OffRefusing State = "off-refusing" // it is off, and would refuse what is served
	Refusing    State = "refusing"     // it refuses what is served, and TVS could still vouch
	OffLocked   State = "off-locked"   // it is off, and locked when it is switched on
	Locked      State = "locked"       // it refuses, and nobody vouches
)

// States are all states, best first.
func States() []State {
	return []State{Off, None, Blank, Current, Behind, OffRefusing, Refusing, OffLocked, Locked}
}

// stateOf is the state of phones that stand alike.
func stateOf(s lab.Stand) State {
	switch trust := s.Verdict.Trust; {
	case s.Phone.On():
		return State(trust)
	case trust == lab.TrustRefusing:
		return OffRefusing
	case trust == lab.TrustLocked:
		return OffLocked
	}
	return Off
}

// begun reports whether phones are on or hold lists.
func (w *walker) begun() bool {
	return slices.ContainsFunc(w.stands, func(s lab.Stand) bool { return s.Phone.On() || s.Verdict.Trust != lab.TrustNone })
}

// look finds out where everything stands. before is the moment it is compared with, nil for none.
func (w *walker) look(ctx context.Context, before *Moment) Moment {
	m := Moment{Cells: make([]Cell, len(w.report.Groups))}
	for i := range m.Cells {
		m.Cells[i].Counts = map[State]int{}
	}
	w.stands = w.runner.Lab.Stands(ctx, w.runner.Lab.Phones())
	for _, s := range w.stands {
		m.take(w.groups[s.Phone.Group()], s)
	}
	for i := range m.Cells {
		m.Cells[i].settle()
		m.Cells[i].Changed = before != nil && !m.Cells[i].like(before.Cells[i])
	}
	w.margins(ctx, &m)
	for _, s := range w.runner.Lab.Systems() {
		if s.Up() {
			m.SystemsUp++
		}
	}
	return m
}

// take adds phones of a group that stand alike.
func (m *Moment) take(group int, s lab.Stand) {
	count, cell := s.Phones.Len(), &m.Cells[group]
	cell.Counts[stateOf(s)] += count
	if s.Verdict.LSC == lab.LSCValid {
		m.LSCs += count
	}
	if !s.Phone.On() {
		return
	}
	m.On += count
	if s.Verdict.Registered == "" {
		cell.Unregistered += count
		return
	}
	m.Registered += count
	cell.Registered += count
}

// settle finds the worst state.
func (c *Cell) settle() {
	for _, s := range States() {
		if c.Counts[s] > 0 {
			c.State = s
		}
	}
}

// like reports whether phones stand as they did.
func (c Cell) like(other Cell) bool {
	return maps.Equal(c.Counts, other.Counts) && c.Registered == other.Registered && c.Unregistered == other.Unregistered
}

// groupsOf describes the groups of a runner's lab.
func groupsOf(r *scenarios.Runner) (list []Group) {
	for _, g := range r.Lab.Groups() {
		list = append(list, Group{g.Name, g.Model, g.Count, g.TFTP, g.Nodes})
	}
	return list
}
