package system

import (
	"slices"
	"time"

	"tvslab/sim"
	"tvslab/sim/pki"
)

// View is what a system meets: the clusters, the home cluster first, and which ports are blocked on the way.
type View struct {
	Clusters []*sim.Cluster
	Blocked  func(node string, port int) bool // by identity; nil: none
}

// find returns a node and its cluster, nil if no cluster has it.
func (v View) find(name string) (*sim.Cluster, *sim.Node) {
	for _, c := range v.Clusters {
		if n := c.Node(name); n != nil {
			return c, n
		}
	}
	return nil, nil
}

func (v View) blocked(node string, port int) bool {
	return port != 0 && v.Blocked != nil && v.Blocked(node, port)
}

// Look returns the system as it stands with the clusters now: connections that stand are kept where the kind keeps them, all
// others are judged.
func (s System) Look(v View) System {
	old := s.connections
	s.connections = nil
	for _, m := range s.meetings(v) {
		c := m.connect()
		i := slices.IndexFunc(old, func(o Connection) bool { return o.Node == c.Node && o.From == c.From })
		if i >= 0 && m.keeps(old[i]) {
			c.Reason, c.since = Connected, old[i].since
		}
		s.connections = append(s.connections, c)
	}
	return s
}

// meeting is a system, or the node on the other side, and a node of CUCM.
type meeting struct {
	System
	view    View
	name    string // of the node
	cluster *sim.Cluster
	node    *sim.Node // nil: in no cluster
	peer    *sim.Node // nil: a system of its own, or a node that is gone
	from    string    // name of the peer
}

// meetings are whom the system meets, in the order of the nodes.
func (s System) meetings(v View) []meeting {
	var list []meeting
	for _, name := range s.met(v) {
		m := meeting{System: s, view: v, name: name, from: s.Peer}
		m.cluster, m.node = v.find(name)
		if !s.Kind.Among {
			_, m.peer = v.find(s.Peer)
			list = append(list, m)
			continue
		}
		for _, other := range s.others(m) {
			m.peer, m.from = other, other.ID
			list = append(list, m)
		}
	}
	return list
}

// met names the nodes that the system meets.
func (s System) met(v View) []string {
	if len(s.Nodes) > 0 {
		return s.Nodes
	}
	var names []string
	for _, n := range v.Clusters[0].Nodes {
		if s.Kind.Meets == "" || n.Has(s.Kind.Meets) {
			names = append(names, n.ID)
		}
	}
	return names
}

// others are the other nodes of the node's cluster that are up, of those beside which the kind works.
func (s System) others(m meeting) []*sim.Node {
	if m.cluster == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(m.cluster.Nodes), func(n *sim.Node) bool {
		return n == m.node || n.Down || s.Kind.Beside != "" && !n.Has(s.Kind.Beside)
	})
}

// connect judges a new connection.
func (m meeting) connect() Connection {
	c := Connection{Node: m.name, From: m.from}
	found := m.judge()
	c.Reason, c.Anew, c.Detail = found.reason, found.reason, found.detail
	if m.node != nil {
		c.Node, c.since = m.node.ID, m.started()
	}
	return c
}

// judge finds the first thing that does not hold.
func (m meeting) judge() finding {
	if m.gone() {
		return finding{Unreachable, "node " + m.name}
	}
	for _, l := range m.links() {
		if found := m.holds(l); found.reason != Connected {
			return found
		}
	}
	return finding{reason: Connected}
}

// gone reports whether one of the two sides cannot be reached.
func (m meeting) gone() bool {
	return m.node == nil || m.node.Down || m.view.blocked(m.node.ID, m.Kind.Port) ||
		m.from != "" && (m.peer == nil || m.peer.Down)
}

// holds judges a link. Without TLS nothing counts but that the service runs.
func (m meeting) holds(l Link) finding {
	if l.Service != "" && !m.node.Running(l.Service) {
		return finding{ServiceDown, l.Service + " on " + m.node.Name}
	}
	if m.Kind.Secure && !m.cluster.Mixed() {
		return finding{reason: Connected}
	}
	return conditions[l.Condition](m, l)
}

// keeps reports whether a connection stands that stood before: nothing restarted it.
func (m meeting) keeps(old Connection) bool {
	return m.Kind.Keeps && old.Reason == Connected && !m.gone() && m.running() && old.since.Equal(m.started())
}

// running reports whether every service that the kind asks for runs.
func (m meeting) running() bool {
	return !slices.ContainsFunc(m.links(), func(l Link) bool { return l.Service != "" && !m.node.Running(l.Service) })
}

// started is when the service that the system connects to was started.
func (m meeting) started() time.Time { return m.node.Started(m.service()) }

// service is the one that the system connects to, "" if none is asked.
func (m meeting) service() string {
	for _, l := range m.links() {
		if l.Service != "" {
			return l.Service
		}
	}
	return ""
}

// links are those of the kind on the release, without those about stores that an IM and Presence node does not have.
func (m meeting) links() []Link {
	return slices.DeleteFunc(m.Kind.links(m.cluster.Rules()), func(l Link) bool {
		return l.Store != "" && !l.Store.OnNodes(m.at(l).Has(sim.RoleIMP))
	})
}

// at is the node that a link is about.
func (m meeting) at(l Link) *sim.Node {
	if l.Publisher {
		return m.cluster.Publisher()
	}
	return m.node
}

// shown is what a node shows by a link: what the service loaded, or what lies in the store.
func shown(n *sim.Node, l Link) *pki.Certificate {
	switch {
	case l.Service == "":
		return n.Certificate(l.Store)
	case l.Store == "":
		return n.Loaded(l.Service)
	}
	return n.LoadedFrom(l.Service, l.Store)
}

// Barrier returns what keeps every phone out that stands behind the system, whatever it shows; Connected if nothing does.
func (s System) Barrier(v View) (Reason, string) {
	for _, m := range s.meetings(v) {
		if m.gone() {
			continue // a phone finds another node, or notices by itself
		}
		for _, l := range m.links() {
			if found := m.holds(l); l.Condition != Issues && found.reason != Connected {
				return found.reason, found.detail
			}
		}
	}
	return Connected, ""
}
