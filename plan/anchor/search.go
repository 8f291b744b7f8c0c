package anchor

import (
	"cmp"
	"context"
	"slices"

	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// search tries anchors of phones.
type search struct {
	ctx   context.Context
	lab   *lab.Lab
	nexts []next
}

func newSearch(ctx context.Context, l *lab.Lab, kept Kept) *search {
	return &search{ctx, l, nexts(l, &found{kept, l.Backups()})}
}

// margin finds what a phone holds on to.
func (s *search) margin(p lab.Phone) Margin {
	m, state := Margin{Group: p.Group(), example: p}, p.State()
	s.asked(p, &m)
	for i := range s.nexts {
		for _, k := range s.nexts[i].signers {
			if a := keyOf(k); m.lack(a) && holds(&state, k) {
				s.try(p, &m, &s.nexts[i], lab.Alone{Issuer: k.Issuer, Serial: string(k.Serial)}, a)
			}
		}
	}
	s.servers(p, &m, state.ParsedConfig.TVSServers())
	for _, which := range trust.Lists {
		slices.SortStableFunc(m.Of(which).Anchors, func(a, b Anchor) int { return cmp.Compare(places[a.Kind], places[b.Kind]) })
	}
	return m
}

// asked finds out which lists can come, and which of them the phone takes where nobody is left to say anything.
func (s *search) asked(p lab.Phone, m *Margin) {
	for i := range s.nexts {
		for which, t := range s.nexts[i].supposed.Try(s.ctx, p, lab.Alone{}) {
			h := m.Of(trust.List(which))
			h.Asked, h.Any = h.Asked || t.Served, h.Any || t.Taken
		}
		if m.CTL.Asked && m.ITL.Asked {
			return
		}
	}
}

// places is the order in which anchors are told.
var places = map[Kind]int{KindKey: 0, KindTVS: 1, KindKept: 2}

// holds reports whether a list that the phone stored has a record of the certificate.
func holds(state *phone.State, k signer) bool {
	for _, stored := range state.Lists {
		if l, err := stored.File.List(); err == nil && l.Find(k.Issuer, k.Serial) != nil {
			return true
		}
	}
	return false
}

func keyOf(k signer) Anchor {
	a := Anchor{Kind: KindKey, Name: k.name, from: k.from}
	for _, n := range k.holders {
		a.nodes = append(a.nodes, n.ID)
	}
	switch len(k.holders) {
	case 0:
		a.Kind = KindKept
	case 1:
		a.Node = k.holders[0].Name
	}
	return a
}

// try adds the anchor for every list that the phone would take by it alone, and for which it does not have it yet.
func (s *search) try(p lab.Phone, m *Margin, n *next, alone lab.Alone, a Anchor) {
	a.Way, a.Usual = n.way.Name, n.way.usual
	for which, t := range n.supposed.Try(s.ctx, p, alone) {
		h := m.Of(trust.List(which))
		if t.Taken && !h.Any && !h.has(a) {
			h.Anchors = append(h.Anchors, a)
		}
	}
}

// servers tries the TVS servers of the phone's configuration, in its order, for lists that need nothing from outside.
func (s *search) servers(p lab.Phone, m *Margin, all []content.Server) {
	for _, server := range all {
		c := s.lab.ClusterOf(server.Address)
		if c == nil || !c.Node(server.Address).Running(sim.ServiceTVS) {
			continue
		}
		node := c.Node(server.Address)
		a := Anchor{Kind: KindTVS, Name: "TVS " + node.Name, nodes: []string{node.ID}, Node: node.Name}
		for i := range s.nexts {
			if s.nexts[i].kept == "" && m.lack(a) {
				s.try(p, m, &s.nexts[i], lab.Alone{TVS: server.Address}, a)
			}
		}
	}
}
