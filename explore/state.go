package explore

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/phone/trust"
	"tvslab/scenarios"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// site returns the site of a runner's lab.
func (m *Machine) site(r *scenarios.Runner, beyond [sha256.Size]byte) *site {
	key := r.Lab.SiteKey(&m.prints) + string(beyond[:])
	return m.sites.of(key, func(id int32) *site { return &site{id: id, runner: r.Among(), waits: r.Lab.Waits(), beyond: beyond} })
}

func (m *Machine) crowd(phones lab.Crowd) *crowd {
	return m.crowds.of(phones.Key(m.told), func(id int32) *crowd {
		if !m.told {
			phones = phones.Bare()
		}
		return &crowd{id, phones}
	})
}

func (m *Machine) state(s *site, crowds []*crowd) *State {
	var room [64]byte
	key := binary.LittleEndian.AppendUint32(room[:0], uint32(s.id))
	for _, c := range crowds {
		key = binary.LittleEndian.AppendUint32(key, uint32(c.id))
	}
	return m.states.of(string(key), func(id int32) *State { return &State{id: id, site: s, crowds: crowds} })
}

// gatedState is the state in which a gate has ended the plan.
func (m *Machine) gatedState(s *State) *State {
	key := binary.LittleEndian.AppendUint32([]byte("gate"), uint32(s.id))
	return m.states.of(string(key), func(id int32) *State { return &State{id: id, site: s.site, crowds: s.crowds, gated: true} })
}

// doGate waits as at a step that is no gate; the plan ends where a phone that is on is not registered then.
func (m *Machine) doGate(ctx context.Context, s *State, step *Step) (*State, error) {
	after, err := m.Do(ctx, s, step.open)
	if err != nil {
		return nil, err
	}
	all, err := m.Stands(ctx, after)
	if err != nil {
		return nil, err
	}
	shut := func(one Stand) bool { return one.On && one.Registered == "" }
	if slices.ContainsFunc(all, func(stands []Stand) bool { return slices.ContainsFunc(stands, shut) }) {
		return m.gatedState(after), nil
	}
	return after, nil
}

// anchor names the certificate that signed what phones refuse: its store and node, or as much of it as is known.
func anchor(l *lab.Lab, v lab.Verdict) string {
	if v.Trust != lab.TrustLocked && v.Trust != lab.TrustRefusing || v.Decision.Signer == "" {
		return ""
	}
	for _, c := range l.Clusters() {
		for _, n := range c.Nodes {
			for _, s := range cucm.IdentityStores {
				if cert := n.Certificate(s); cert != nil && strings.HasSuffix(v.Decision.Signer, fmt.Sprintf("serial %X", cert.Serial)) {
					return string(s) + " of " + n.ID
				}
			}
		}
	}
	name, _, _ := strings.Cut(v.Decision.Signer, ", ")
	return name
}

// Stand is where phones of a group stand that stand alike.
type Stand struct {
	Group      string
	Count      int
	Phones     devices.Set
	Model      string
	Trust      lab.Trust
	List       string // "CTL" or "ITL", "" with lab.TrustNone
	On         bool
	Registered string // node, "" for none
	Decision   trust.Decision
	Anchor     string // the certificate that signed what is refused: STORE of NODE; "" where nothing is
}

// Stands says where phones stand in a state, once resets that wait have happened, as an expectation would find it; by group.
func (m *Machine) Stands(ctx context.Context, s *State) ([][]Stand, error) {
	s, err := m.Do(ctx, s, m.settled())
	if err != nil {
		return nil, err
	}
	all, fresh := make([][]Stand, len(s.crowds)), []int{}
	for i, c := range s.crowds {
		if known, ok := m.stood.Load(edge{site: s.site.id, crowd: c.id}); ok {
			all[i] = known.([]Stand)
		} else {
			fresh = append(fresh, i)
		}
	}
	if len(fresh) > 0 {
		m.stand(ctx, s, fresh, all)
	}
	return all, ctx.Err()
}

// stand finds out where phones of some groups stand, all in one lab: what they ask is answered once.
func (m *Machine) stand(ctx context.Context, s *State, groups []int, all [][]Stand) {
	phones, place := make([]lab.Crowd, len(groups)), map[string]int{}
	for i, at := range groups {
		phones[i], all[at] = s.crowds[at].phones, []Stand{}
		place[m.scenario.Phones[at].Name.Value] = at
	}
	r := s.site.runner.Among(phones...)
	for _, one := range r.Lab.Stands(ctx, r.Lab.Phones()) {
		at := place[one.Phone.Group()]
		all[at] = append(all[at], standOf(r.Lab, one))
	}
	if ctx.Err() != nil {
		return
	}
	for _, at := range groups {
		m.stood.Store(edge{site: s.site.id, crowd: s.crowds[at].id}, all[at])
	}
}

func standOf(l *lab.Lab, one lab.Stand) Stand {
	v := one.Verdict
	if v.Trust != lab.TrustLocked && v.Trust != lab.TrustRefusing {
		v.Decision.Checks = nil // nobody asks why
	}
	return Stand{
		Group: one.Phone.Group(), Count: one.Phones.Len(), Phones: one.Phones, Model: one.Phone.Model().Name, Trust: v.Trust, List: v.List,
		On: one.Phone.On(), Registered: v.Registered, Decision: v.Decision, Anchor: anchor(l, v),
	}
}
