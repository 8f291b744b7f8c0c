package lab

import (
	"fmt"

	"tvslab/sim"
	"tvslab/sim/lab/population"
	"tvslab/sim/page"
)

// Page returns a page of CUCM or RTMT as it is now. It is an error if there is no such page, or no such node, or if the release does not
// show it.
func (l *Lab) Page(r page.Request) (*page.Document, error) {
	c := l.Cluster()
	if r.Node != "" {
		c = l.ClusterOf(r.Node)
	}
	if c == nil {
		return nil, fmt.Errorf("node %q is in no cluster of the lab", r.Node)
	}
	return page.Make(page.View{Cluster: c, Phones: l.Registrations(c), Systems: l.Systems()}, r)
}

// Registrations returns how the phones of a cluster stand with its call managers, those that stand alike together.
func (l *Lab) Registrations(c *sim.Cluster) []page.Registration {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	var list []page.Registration
	for _, part := range l.people.Parts(l.people.All()) {
		if p := part.Class; l.clusterOf(p) == c {
			status, node := known(p)
			list = append(list, page.Registration{Phones: part.Phones, Model: p.Model.Name, Protocol: p.Model.Protocol(),
				Status: status, Node: l.identityOf(node)})
		}
	}
	return list
}

// known is what a call manager knows of a phone, and the node that it is or would be registered with. That one which has booted was
// registered before is simplified.
func known(p *population.Class) (page.Status, string) {
	switch {
	case p.On && p.Report.Registered != "":
		return page.Registered, p.Report.Registered
	case p.On && p.Report.RejectedBy != "":
		return page.Rejected, p.Report.RejectedBy
	case p.Report.Registered != "":
		return page.Unregistered, p.Report.Registered
	case p.Report.Cause == "" || len(p.Nodes) == 0:
		return page.NeverSeen, ""
	}
	return page.Unregistered, p.Nodes[0]
}

// identityOf is the identity of a node by any of its names, the name where it has gone.
func (w *world) identityOf(name string) string {
	if n := w.clusters.node(name); n != nil {
		return n.ID
	}
	return name
}
