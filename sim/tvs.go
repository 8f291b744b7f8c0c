package sim

import (
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/fact"
	"tvslab/sim/pki"
	"tvslab/sim/store"
	"tvslab/sim/tvscache"
	"tvslab/tvs"
)

func startTVS(n *Node) { n.tvs = tvscache.Start(n.identity[cucm.TVS], n.table, n.ctl) }

// settleAll lets the caches of every node notice what they were due to notice.
func settleAll(c *Cluster) {
	for _, n := range c.Nodes {
		settleTVS(c, n)
	}
}

// nextTVS is when a cache will next notice something on any node whose TVS runs, the zero time if never.
func nextTVS(c *Cluster) time.Time {
	var next time.Time
	for _, n := range c.Nodes {
		if n.Running(ServiceTVS) {
			next = earlier(next, earlier(n.tvs.Due()))
		}
	}
	return next
}

// settleTVS lets the node's caches notice what they were due to notice by now.
func settleTVS(c *Cluster, n *Node) {
	if !n.Running(ServiceTVS) {
		return
	}
	settled, noticed := n.tvs.Settle(c.Now, n.table, n.ctl)
	n.tvs = settled
	for _, lines := range noticed {
		c.note(n, fact.TVSNoticed{Lines: lines})
	}
}

// LoadedTVS returns the certificate the running TVS service presents on TCP 2445; when the service is stopped,
// the one it would present if it were started.
func (n *Node) LoadedTVS() *pki.Certificate {
	if n.Running(ServiceTVS) {
		return n.tvs.Certificate
	}
	return n.identity[cucm.TVS]
}

// TVS returns what the Trust Verification Service of the named node knows now. ok is false if there is no such
// node or the service does not run there.
func (c *Cluster) TVS(node string) (authority tvs.Authority, ok bool) {
	n := c.Node(node)
	if n == nil || !n.Running(ServiceTVS) {
		return nil, false
	}
	return n.tvs.At(c.dateOn(n, cucm.DatedTVS)).Calling(c.settings.TVSTraceDBCache), true
}

// TVSCaches returns the Trust Verification Service of a node with what it knows, and the node's own copy of the certificate table, which its
// cache follows. ok is false where the service does not run.
func (n *Node) TVSCaches() (service tvscache.Service, table store.Table, ok bool) {
	return n.tvs, n.table, n.Running(ServiceTVS)
}

// AllKnowing returns a copy in which every TVS runs, is reachable and has been told everything any node knows; files
// are as they are. A running TVS presents what it loaded or, if restarted is true, the certificate on disk. It
// answers what TVS could vouch for.
func (c *Cluster) AllKnowing(restarted bool) *Cluster {
	all := c.Clone()
	var merged store.Table
	for _, n := range all.Nodes {
		merged = merged.Merge(n.table)
	}
	for _, n := range all.Nodes {
		if n.services[ServiceTVS] == nil {
			continue
		}
		presented := n.LoadedTVS()
		if restarted {
			presented = n.identity[cucm.TVS]
		}
		n.Down = false
		n.services = with(n.services, ServiceTVS, &serviceState{activated: true, running: true, started: all.Now})
		n.tvs = tvscache.Start(presented, merged, n.ctl)
	}
	return all
}
