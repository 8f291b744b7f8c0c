package snmpd

import (
	"net/netip"
	"sync"
	"time"

	"tvslab/devices"
	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/roll"
	"tvslab/snmp"
)

const (
	// fresh is how long a picture is shown before the lab is looked at again.
	fresh = 200 * time.Millisecond
	// patience is how many times as long as it took to make: a lab with many phones has other things to do.
	patience = 20
)

// pictures are what the lab looks like, node by node. They are safe for concurrent use.
type pictures struct {
	lab       *control.Lab
	addressOf func(string) netip.Addr
	mutex     sync.Mutex
	shown     map[string]picture
}

// picture is what one node tells, until it is old.
type picture struct {
	tree  snmp.Tree
	up    bool
	until time.Time
}

// of is what a node tells now; false if it tells nothing.
func (p *pictures) of(node string) (snmp.Tree, bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	now := time.Now()
	had, ok := p.shown[node]
	if !ok || now.After(had.until) {
		had = picture{}
		p.lab.See(func(l *lab.Lab) { had.tree, had.up = p.take(l, node) })
		had.until = time.Now().Add(max(fresh, patience*time.Since(now)))
		if p.shown == nil {
			p.shown = map[string]picture{}
		}
		p.shown[node] = had
	}
	return had.tree, had.up
}

// forget lets the lab be looked at again: nodes and services may have changed.
func (p *pictures) forget() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.shown = nil
}

// take looks at the lab. What it returns holds nothing that can change.
func (p *pictures) take(l *lab.Lab, id string) (snmp.Tree, bool) {
	c := l.ClusterOf(id)
	if c == nil || c.Node(id).Down {
		return nil, false
	}
	n := c.Node(id)
	objects := append(systemGroup(c, n), hostResources(c, n)...)
	if n.Has(sim.RoleCCM) {
		objects = append(objects, callManagers(l, c)...)
		objects = append(objects, gateways(l, c, n)...)
		objects = append(objects, phonesOf(l, n, p.addressOf).objects()...)
	}
	return snmp.NewTree(objects...), true
}

// kind is what phones of a table have in common.
type kind struct {
	model  string
	number int // device type
	sccp   bool
	load   string
}

// row is a phone that a call manager knows.
type row struct {
	device            devices.Number
	kind              *kind
	state             roll.State
	reason            roll.Reason
	since, registered int64 // seconds since 1970, 0 unknown
}

// phones are the phones that the call manager of a node knows, by index: the place among all phones of the lab, from 1.
type phones struct {
	indices   snmp.Numbered
	rows      []row
	addressOf func(string) netip.Addr
	counts    [roll.Rejected + 1]uint32
	kinds     []*kind
	started   time.Time // of the call manager
}

// phonesOf looks who is registered with a node, and who was.
func phonesOf(l *lab.Lab, n *sim.Node, addressOf func(string) netip.Addr) *phones {
	p := &phones{addressOf: addressOf, started: n.Started(sim.ServiceCCM)}
	var table devices.Table[*lab.Attached]
	var runs []devices.Run[*lab.Attached]
	known := map[kind]*kind{}
	for _, some := range l.Attached() {
		for _, span := range some.Phones {
			runs = append(runs, devices.Run[*lab.Attached]{Span: span, Value: &some})
		}
	}
	table = table.With(runs...)
	place, book, now := uint32(0), l.Roll(), l.Now()
	p.indices, p.rows = make(snmp.Numbered, 0, table.Len()), make([]row, 0, table.Len())
	for _, run := range table.Runs() {
		k := kindOf(known, run.Value)
		for device := run.First; device <= run.Last; device++ {
			place++
			mark, marked := markOf(book, device, n.ID, now)
			if r, ok := p.rowOf(device, run.Value, n.ID, mark, marked); ok {
				r.kind = k
				p.indices, p.rows = append(p.indices, place), append(p.rows, r)
				p.counts[r.state]++
			}
		}
	}
	for _, k := range known {
		p.kinds = append(p.kinds, k)
	}
	return p
}

func kindOf(known map[kind]*kind, a *lab.Attached) *kind {
	k := kind{a.Model.Name, a.Model.Number, a.SCCP, a.Load}
	if known[k] == nil {
		known[k] = &k
	}
	return known[k]
}

func markOf(book *roll.Roll, device devices.Number, node string, now time.Time) (roll.Mark, bool) {
	if book == nil {
		return roll.Mark{}, false
	}
	return book.At(device, node, now)
}

// rowOf is how a phone stands with the call manager of a node; false for one that it does not know.
func (p *phones) rowOf(device devices.Number, a *lab.Attached, node string, m roll.Mark, marked bool) (row, bool) {
	r := row{device: device}
	switch {
	case a.Node == node:
		r.state, r.since = roll.Registered, p.started.Unix() // a lab that goes on does not know more
		if marked && !m.Registered.IsZero() {
			r.since = m.Registered.Unix()
		}
		r.registered = r.since
		return r, true
	case !marked:
		return r, false
	}
	r.state, r.reason, r.since = m.State, m.Reason, m.Since.Unix()
	if !m.Registered.IsZero() {
		r.registered = m.Registered.Unix()
	}
	if r.state == roll.Registered { // the connection is gone, and nobody has said so
		r.state, r.reason = roll.Unregistered, roll.Unknown
	}
	return r, true
}
