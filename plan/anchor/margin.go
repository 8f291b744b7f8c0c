package anchor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/phone/trust"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// Kind says what an anchor is.
type Kind string

// The kinds.
const (
	KindKey  Kind = "key"  // a certificate in the phone's lists, whose key the cluster has and can sign a list with
	KindTVS  Kind = "tvs"  // a TVS server that vouches for the signer of a list
	KindKept Kind = "kept" // a certificate in the phone's lists, whose key is kept outside the cluster
)

// Anchor is one thing by which alone a phone would take a next list.
type Anchor struct {
	Kind Kind   `json:"kind"`
	Name string `json:"name"` // "ITLRecovery", "CallManager cucm-pub", "TVS cucm-sub1", "backup nightly"
	Way  string `json:"way"`  // to such a list, the first that was found
	// Usual says that a list comes so by itself; else somebody must go the way.
	Usual bool `json:"usual"`

	// Node is the host name of the node that it fails with, "" for what is kept and for a key that several nodes have.
	Node string `json:"node,omitempty"`

	nodes []string   // IDs of the machines that it is on, none for what is kept
	from  cucm.Store // of a key
}

// Holding is what phones have for one of their lists.
type Holding struct {
	Asked   bool     `json:"asked"` // a next list can come; else the rest says nothing
	Any     bool     `json:"any"`   // the first list is taken on its word, whoever signed it
	Anchors []Anchor `json:"anchors"`
}

// String says how many, and which: "2 (ITLRecovery, TVS cucm-sub1)".
func (h Holding) String() string {
	switch {
	case !h.Asked:
		return "no list"
	case h.Any:
		return "any"
	case len(h.Anchors) == 0:
		return "0"
	}
	var names []string
	for _, a := range h.Anchors {
		names = append(names, a.Name)
	}
	return fmt.Sprintf("%d (%s)", len(names), strings.Join(names, ", "))
}

// has tells whether the anchor is among those of the list.
func (h Holding) has(a Anchor) bool {
	return slices.ContainsFunc(h.Anchors, func(b Anchor) bool { return b.Name == a.Name })
}

// counts tells whether the anchors of the list count.
func (h Holding) counts() bool { return h.Asked && !h.Any }

// Margin is what phones of a group that stand alike hold on to.
type Margin struct {
	Group  string      `json:"group"`
	Phones devices.Set `json:"-"`
	Count  int         `json:"count"`
	CTL    Holding     `json:"ctl"`
	ITL    Holding     `json:"itl"`
	// Fails is the failure that would leave them nothing, where they have one anchor.
	Fails *Failure `json:"fails,omitempty"`

	example lab.Phone
}

// Of returns what the phones hold for a list.
func (m *Margin) Of(which trust.List) *Holding { return [...]*Holding{&m.CTL, &m.ITL}[which] }

// Least returns the list for which they hold least, the ITL where both have as much, and the number of its anchors. ok is false where
// no number limits them: they take any list, or none can come.
func (m *Margin) Least() (which trust.List, anchors int, ok bool) {
	for _, l := range []trust.List{trust.ITL, trust.CTL} {
		if h := m.Of(l); h.counts() && (!ok || len(h.Anchors) < anchors) {
			which, anchors, ok = l, len(h.Anchors), true
		}
	}
	return which, anchors, ok
}

// lack tells whether the anchor is missing for a list that needs some.
func (m *Margin) lack(a Anchor) bool {
	return m.CTL.counts() && !m.CTL.has(a) || m.ITL.counts() && !m.ITL.has(a)
}

// String says what the phones hold for the list for which they hold least.
func (m *Margin) String() string {
	if which, _, ok := m.Least(); ok {
		return m.Of(which).String()
	}
	if m.ITL.Asked {
		return m.ITL.String()
	}
	return m.CTL.String()
}

// Find returns what the phones of every group hold on to now, in the order of their first phones: phones of a group that hold the same
// are one row.
func Find(ctx context.Context, l *lab.Lab, kept Kept) []Margin {
	s := newSearch(ctx, l, kept)
	var rows []Margin
	for _, stand := range l.Stands(ctx, l.Phones()) {
		m := s.margin(stand.Phone)
		m.Phones, m.Count = stand.Phones, stand.Phones.Len()
		rows = add(rows, m)
	}
	f := failing{ctx, l, kept, map[string]*search{}}
	for i := range rows {
		rows[i].Fails = f.single(&rows[i])
	}
	return rows
}

// add puts phones into the row of those of their group that hold the same.
func add(rows []Margin, m Margin) []Margin {
	i := slices.IndexFunc(rows, func(r Margin) bool { return r.Group == m.Group && r.CTL.equal(m.CTL) && r.ITL.equal(m.ITL) })
	if i < 0 {
		return append(rows, m)
	}
	rows[i].Phones, rows[i].Count = rows[i].Phones.Or(m.Phones), rows[i].Count+m.Count
	return rows
}

func (h Holding) equal(other Holding) bool {
	return h.Asked == other.Asked && h.Any == other.Any && slices.EqualFunc(h.Anchors, other.Anchors, func(a, b Anchor) bool {
		return a.Name == b.Name && a.Way == b.Way
	})
}
