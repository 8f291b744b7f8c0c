package explore

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"sync/atomic"

	"tvslab/devices"
	"tvslab/scenarios"
	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
)

// Machine does steps on states of a scenario's lab and remembers what came of them. It is safe for concurrent use; a Machine for
// each question about the same scenario would only work out the same again.
type Machine struct {
	scenario *scenarios.Scenario
	start    *State
	groups   []devices.Set
	told     bool // what phones tell counts
	all      bool // what is neither cluster nor phone counts at each step

	prints sim.Fingerprints
	sites  interned[string, site]
	crowds interned[string, crowd]
	states interned[string, State]
	steps  interned[string, Step]

	read  sync.Map // text -> *Step
	moved sync.Map // edge -> siteAfter
	acted sync.Map // edge -> *crowd
	whole sync.Map // wholeEdge -> after
	stood sync.Map // edge -> []Stand

	worked   atomic.Int64 // steps that were really done
	entwined atomic.Bool  // what phones do has changed clusters
}

// Config says what of a lab counts for a Machine.
type Config struct {
	Keys pki.KeySource // lab keys; required
	Seed *uint64       // instead of the scenario's
	Told bool          // status messages and reports of phones count, not only how they stand
}

// NewMachine returns a machine for one cell of a scenario, at its start, before the first step.
func NewMachine(ctx context.Context, s *scenarios.Scenario, cfg Config) (*Machine, error) {
	r, err := scenarios.Prepare(ctx, s, scenarios.Options{Keys: keys{cfg.Keys, new(sync.Map)}, Seed: cfg.Seed, Timeless: true})
	if err != nil {
		return nil, err
	}
	m := &Machine{scenario: s, told: cfg.Told, all: len(s.Systems) > 0}
	crowds := make([]*crowd, len(r.Lab.Groups()))
	for i, g := range r.Lab.Groups() {
		m.groups = append(m.groups, r.Lab.Group(g.Name, 0, 0))
		crowds[i] = m.crowd(r.Lab.Crowd(m.groups[i]))
	}
	m.start = m.state(m.site(r, [sha256.Size]byte{}), crowds)
	return m, nil
}

// Start is the state before the first step.
func (m *Machine) Start() *State { return m.start }

// Scenario is the cell that the machine is for.
func (m *Machine) Scenario() *scenarios.Scenario { return m.scenario }

// State is a lab as it stands between two steps. States that are equal are the same.
type State struct {
	id     int32
	site   *site
	crowds []*crowd // by group
	gated  bool     // a gate has ended the plan
}

// site is a lab without its phones.
type site struct {
	id     int32
	runner *scenarios.Runner
	waits  bool              // phones have been told to reset
	beyond [sha256.Size]byte // what was done that is neither of clusters nor of phones, in order
}

// crowd is the phones of a group.
type crowd struct {
	id     int32
	phones lab.Crowd
}

// edge is a step done where a site and a crowd stand so; without crowd where phones have no part in it.
type edge struct{ site, crowd, step int32 }

// siteAfter is what a step makes of a site; err is why it was refused.
type siteAfter struct {
	site  *site
	err   error
	wrote bool // what phones did in it has changed databases: the step must be done on states as a whole
}

// Refused is why a step could not be done.
type Refused struct{ Err error }

func (r *Refused) Error() string { return r.Err.Error() }

// Unwrap returns what the cluster said.
func (r *Refused) Unwrap() error { return r.Err }

// Do returns the state after a step. The error is a *Refused where the step was refused; then nothing has changed.
func (m *Machine) Do(ctx context.Context, s *State, step *Step) (*State, error) {
	switch {
	case step.open != nil:
		return m.doGate(ctx, s, step)
	case step.gate:
		return m.doWhole(ctx, s, step)
	case step.step == nil && !s.site.waits:
		return s, nil
	case step.waits && s.site.waits: // what comes of the resets is known where somebody has looked
		settled, err := m.Do(ctx, s, m.settled())
		if err != nil {
			return nil, err
		}
		s = settled
	}
	moved, err := m.move(ctx, s, step)
	switch {
	case err != nil:
		return nil, err
	case moved.err != nil:
		return nil, moved.err
	case moved.wrote:
		return m.doWhole(ctx, s, step)
	case !step.phones:
		return m.state(moved.site, s.crowds), nil
	}
	crowds := make([]*crowd, len(s.crowds))
	for i, c := range s.crowds {
		known, _ := m.acted.Load(edge{s.site.id, c.id, step.id})
		crowds[i] = known.(*crowd)
	}
	return m.state(moved.site, crowds), nil
}

// move does a step on a site, with those of the crowds for which it is not known what comes of it.
func (m *Machine) move(ctx context.Context, s *State, step *Step) (siteAfter, error) {
	key := edge{site: s.site.id, crowd: -1, step: step.id}
	known, ok := m.moved.Load(key)
	fresh := m.fresh(s, step)
	if ok && (len(fresh) == 0 || known.(siteAfter).site == nil) {
		return known.(siteAfter), nil
	}
	phones := make([]lab.Crowd, len(fresh))
	for i, at := range fresh {
		phones[i] = s.crowds[at].phones
	}
	r := s.site.runner.Among(phones...)
	err := m.take(ctx, r, step)
	if ctx.Err() != nil {
		return siteAfter{}, ctx.Err()
	}
	after := siteAfter{err: err, wrote: err == nil && r.Lab.Wrote()}
	switch {
	case after.wrote:
		m.entwined.Store(true)
		return after, nil
	case err == nil:
		after.site = m.siteOf(known, r, s.site, step)
		m.acts(s, step, fresh, r)
	}
	m.moved.Store(key, after)
	return after, nil
}

// siteOf is the site that a step leads to, which may be known.
func (m *Machine) siteOf(known any, r *scenarios.Runner, from *site, step *Step) *site {
	if known != nil {
		return known.(siteAfter).site
	}
	return m.site(r, m.beyond(from, step))
}

// acts keeps what became of crowds.
func (m *Machine) acts(s *State, step *Step, fresh []int, r *scenarios.Runner) {
	for _, at := range fresh {
		m.acted.Store(edge{s.site.id, s.crowds[at].id, step.id}, m.crowd(r.Lab.Crowd(m.groups[at])))
	}
}

// fresh are the groups of which it is not known what they make of a step.
func (m *Machine) fresh(s *State, step *Step) (groups []int) {
	if !step.phones {
		return nil
	}
	for i, c := range s.crowds {
		if _, ok := m.acted.Load(edge{s.site.id, c.id, step.id}); !ok {
			groups = append(groups, i)
		}
	}
	return groups
}

// wholeEdge is a step done on a state as a whole.
type wholeEdge struct{ state, step int32 }

type stateAfter struct {
	state *State
	err   error
}

// doWhole does a step with all phones in the lab: gates, and where phones change clusters.
func (m *Machine) doWhole(ctx context.Context, s *State, step *Step) (*State, error) {
	key := wholeEdge{s.id, step.id}
	if known, ok := m.whole.Load(key); ok {
		return known.(stateAfter).state, known.(stateAfter).err
	}
	crowds := make([]lab.Crowd, len(s.crowds))
	for i, c := range s.crowds {
		crowds[i] = c.phones
	}
	r := s.site.runner.Among(crowds...)
	err := m.take(ctx, r, step)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	after := stateAfter{err: err}
	if err == nil {
		after.state = m.arrive(s, step, r)
	}
	m.whole.Store(key, after)
	return after.state, after.err
}

// arrive is the state that a lab with all phones is in after a step.
func (m *Machine) arrive(s *State, step *Step, r *scenarios.Runner) *State {
	crowds := make([]*crowd, len(s.crowds))
	for i := range crowds {
		crowds[i] = m.crowd(r.Lab.Crowd(m.groups[i]))
	}
	after := m.state(m.site(r, m.beyond(s.site, step)), crowds)
	if step.gate && len(r.Result().Failures) > 0 {
		return m.gatedState(after)
	}
	return after
}

// take does the step on a runner.
func (m *Machine) take(ctx context.Context, r *scenarios.Runner, step *Step) error {
	m.worked.Add(1)
	if step.step == nil {
		return r.Lab.Settle(ctx)
	}
	if err := r.Take(ctx, step.step); err != nil && !errors.Is(err, ctx.Err()) {
		return &Refused{err}
	}
	return nil
}

// beyond is what was done beyond clusters and phones after a step.
func (m *Machine) beyond(s *site, step *Step) [sha256.Size]byte {
	if step.step == nil || !m.all && !step.step.GoesBeyond() {
		return s.beyond
	}
	h := sha256.New()
	h.Write(s.beyond[:])
	h.Write([]byte(s.runner.Lab.SiteKey(&m.prints)))
	h.Write([]byte(step.text))
	return [sha256.Size]byte(h.Sum(nil))
}
