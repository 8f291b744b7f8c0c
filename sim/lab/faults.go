package lab

import (
	"slices"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/sim"
)

// Fault is a blocked port, as a firewall in between would block it: connections are refused. The other faults
// are the cluster's own (node down, replication, file copy).
type Fault struct {
	Nodes  []string    // identities; empty = all
	Port   int         // 0 = all ports
	Phones devices.Set // empty = all
}

func (f Fault) hits(name, node string, port int) bool {
	return (len(f.Nodes) == 0 || slices.Contains(f.Nodes, node)) &&
		(f.Port == 0 || f.Port == port) &&
		(len(f.Phones) == 0 || f.names(name))
}

func (f Fault) names(phone string) bool {
	n, ok := devices.Parse(phone)
	return ok && f.Phones.Has(n)
}

// hit says of the phones that the fault names that it does.
func (f Fault) hit() devices.Table[bool] {
	runs := make([]devices.Run[bool], len(f.Phones))
	for i, s := range f.Phones {
		runs[i] = devices.Run[bool]{Span: s, Value: true}
	}
	return devices.Table[bool]{}.With(runs...)
}

func (f Fault) equal(g Fault) bool {
	return slices.Equal(f.Nodes, g.Nodes) && f.Port == g.Port && slices.Equal(f.Phones, g.Phones)
}

// Block adds a fault; Unblock ends the equal one and reports whether there was one.
func (l *Lab) Block(f Fault) {
	l.setFaults(append(slices.Clone(l.faults), f))
}

// setFaults replaces the faults; systems find out at once.
func (l *Lab) setFaults(faults []Fault) {
	l.mutex.Lock()
	l.version++
	l.faults = faults
	l.mutex.Unlock()
	l.look()
}

// Faults returns the faults that were added and have not ended. They must not be changed.
func (w *world) Faults() []Fault { return w.faults }

// Unblock ends a fault that was added with the same fields and reports whether there was one.
func (l *Lab) Unblock(f Fault) bool {
	i := slices.IndexFunc(l.faults, f.equal)
	if i < 0 {
		return false
	}
	l.setFaults(slices.Delete(slices.Clone(l.faults), i, i+1))
	return true
}

// blocked reports whether a phone cannot reach a node's port, because of a fault or because the node is no more. It is the
// port of CUCM: a socket lab without privileges serves TFTP on another one, which faults do not see.
func (w *world) blocked(name, server string, port int) bool {
	node := w.clusters.node(server)
	if node == nil {
		return true
	}
	return slices.ContainsFunc(w.faults, func(f Fault) bool { return f.hits(name, node.ID, port) })
}

// reach finds the node that a phone calls; nil if there is none by that name or a fault blocks its port. Its own TFTP servers
// it has as addresses, whatever they are called meanwhile; others go by a name in its configuration.
func (w *world) reach(call phone.Call) (*sim.Cluster, *sim.Node) {
	c, n := w.called(call)
	if n == nil || w.blocked(call.Phone, n.ID, call.Port) {
		return nil, nil
	}
	return c, n
}

// called finds the node that a phone calls, whether it can be reached or not.
func (w *world) called(call phone.Call) (*sim.Cluster, *sim.Node) {
	if call.Own {
		return w.clusters.of(call.Server), w.clusters.node(call.Server)
	}
	return w.clusters.resolve(call.Server)
}
