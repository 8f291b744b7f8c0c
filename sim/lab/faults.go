package lab

import (
	"errors"
	"slices"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/lab/trouble"
)

// Fault is a trouble between phones and nodes; the zero value of its Trouble is a blocked port, as a firewall in between would block
// it. The other faults are the cluster's own (node down, replication, file copy, disk, clock).
type Fault struct {
	trouble.Trouble
	Nodes  []string    // identities; empty = all
	Port   int         // 0 = all ports
	Phones devices.Set // empty = all
}

// blocks reports whether the port refuses; the zero kind does.
func (f Fault) blocks() bool { return f.Kind == "" || f.Kind == trouble.Blocked }

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

// singles tells all phones apart that the fault hits, those of the databases too.
func (w *world) singles(f Fault) devices.Table[devices.Number] {
	hit := f.Phones
	if len(hit) == 0 {
		hit = w.people.All()
		for _, c := range w.clusters {
			hit = hit.Or(c.AllDevices())
		}
	}
	runs := make([]devices.Run[devices.Number], 0, hit.Len())
	for n := range hit.All() {
		runs = append(runs, devices.Run[devices.Number]{Span: devices.Span{First: n, Last: n}, Value: n})
	}
	return devices.Table[devices.Number]{}.With(runs...)
}

func (f Fault) equal(g Fault) bool {
	return f.blocks() == g.blocks() && (f.blocks() || f.Trouble == g.Trouble) &&
		slices.Equal(f.Nodes, g.Nodes) && f.Port == g.Port && slices.Equal(f.Phones, g.Phones)
}

// Block adds a fault; Unblock ends the equal one. An error is about a port of a server that cannot be opened.
func (l *Lab) Block(f Fault) error {
	return l.setFaults(append(slices.Clone(l.faults), f))
}

// setFaults replaces the faults; systems and servers find out at once.
func (l *Lab) setFaults(faults []Fault) error {
	l.mutex.Lock()
	l.version++
	l.faults = faults
	l.mutex.Unlock()
	l.look()
	if l.servers == nil {
		return nil
	}
	return l.servers.reconcile()
}

// Faults returns the faults that were added and have not ended. They must not be changed.
func (w *world) Faults() []Fault { return w.faults }

// ErrNoFault says that there is no such fault.
var ErrNoFault = errors.New("nothing to heal: no fault of this kind was set with these nodes, port, phones and figures")

// Unblock ends a fault that was added with the same fields, ErrNoFault if there is none.
func (l *Lab) Unblock(f Fault) error {
	i := slices.IndexFunc(l.faults, f.equal)
	if i < 0 {
		return ErrNoFault
	}
	return l.setFaults(slices.Delete(slices.Clone(l.faults), i, i+1))
}

// blocked reports whether a phone is refused at a node's port, because of a fault or because the node is no more. It is the
// port of CUCM: a socket lab without privileges serves TFTP on another one, which faults do not see.
func (w *world) blocked(name, server string, port int) bool {
	node := w.clusters.node(server)
	if node == nil {
		return true
	}
	return slices.ContainsFunc(w.faults, func(f Fault) bool { return f.blocks() && f.hits(name, node.ID, port) })
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

// called finds the node that a phone calls as the phone does, with what is wrong with DNS.
func (w *world) called(call phone.Call) (*sim.Cluster, *sim.Node) {
	if call.Own {
		return w.clusters.of(call.Server), w.clusters.node(call.Server)
	}
	c, n := w.clusters.resolve(call.Server)
	if n == nil || n.Address.String() == call.Server {
		return c, n
	}
	for _, f := range w.faults {
		switch {
		case !f.named(call.Phone, n.ID):
		case f.Kind == trouble.Unresolved:
			return nil, nil
		case f.Kind == trouble.Wrong:
			return w.clusters.of(f.To), w.clusters.node(f.To)
		}
	}
	return c, n
}

// named reports whether what is wrong is the name of a node, for a phone.
func (f Fault) named(name, node string) bool {
	return f.Row().Names && f.hits(name, node, 0)
}

// cut reports whether a node's port is of no use for everybody: systems make no difference between one that refuses, one that says
// nothing, and a server that hangs.
func (w *world) cut(node string, port int) bool { return w.mute("", node, port) }

// mute reports whether nothing comes back from a node's port for a phone, or for nobody in particular.
func (w *world) mute(name, node string, port int) bool {
	return w.blocked(name, node, port) || slices.ContainsFunc(w.faults, func(f Fault) bool {
		return (f.Kind == trouble.Silent || f.Kind == trouble.Hangs || f.Kind == trouble.Loss && f.Percent == 100) && f.hits(name, w.clusters.node(node).ID, port)
	})
}
