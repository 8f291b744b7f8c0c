package remedy

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/scenarios"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// broken is something that is down or blocked, with the step that ends it.
type broken struct{ words, step string }

// broken are the faults of the lab, those of nodes first.
func (s *scene) broken() (all []broken) {
	for _, c := range s.now.Lab.Clusters() {
		for _, n := range c.Nodes {
			for _, f := range nodeFaults {
				if f.is(n) {
					all = append(all, broken{fmt.Sprintf(f.words, n.Name), fmt.Sprintf("heal: {kind: %s, nodes: %s}", f.kind, scalar(n.Name))})
				}
			}
		}
	}
	for _, f := range s.now.Lab.Faults() {
		step, words := fmt.Sprintf("heal: {kind: service-port-blocked, port: %d", f.Port), fmt.Sprintf("open port %d", f.Port)
		if len(f.Nodes) > 0 {
			step, words = step+", nodes: "+list(f.Nodes), words+" of "+strings.Join(f.Nodes, ", ")
		}
		if len(f.Phones) > 0 {
			step += ", phones: " + Selector(s.now, f.Phones)
		}
		all = append(all, broken{words, step + "}"})
	}
	return all
}

// healing ends the faults, one by one, then all of them.
func healing(s *scene) (ways []Way) {
	var all []string
	for _, b := range s.broken() {
		ways, all = append(ways, s.then(b.words, b.step)...), append(all, b.step)
	}
	if len(all) > 1 {
		ways = append(ways, s.then("mend all that is down or blocked", all...)...)
	}
	return ways
}

// nodeFaults are the faults of nodes that end.
var nodeFaults = []struct {
	kind, words string
	is          func(*sim.Node) bool
}{
	{"node-down", "power %s on", func(n *sim.Node) bool { return n.Down }},
	{"replication-broken", "repair the database replication of %s", func(n *sim.Node) bool { return n.ReplicationBroken }},
	{"capf-busy", "wait until the CAPF service of %s has time", func(n *sim.Node) bool { return n.CAPFBusy }},
	{"sftp-broken", "repair the file copy to %s", func(n *sim.Node) bool { return n.SFTPBroken }},
}

// starting starts what was stopped, and activates what was deactivated since.
func starting(s *scene) []Way {
	steps := s.stopped()
	return s.then(strings.Join(steps, "; "), steps...)
}

func (s *scene) stopped() []string {
	steps := s.onServices("start", func(_ *sim.Cluster, _ *sim.Node, st sim.ServiceStatus) bool { return st.Activated && !st.Running })
	return append(steps, s.onServices("activate", func(_ *sim.Cluster, n *sim.Node, st sim.ServiceStatus) bool {
		return !st.Activated && !st.Network && s.wasActivated(n, st.Name)
	})...)
}

// wasActivated reports whether a service was activated on the node while the phones stood well.
func (s *scene) wasActivated(n *sim.Node, service string) bool {
	return slices.ContainsFunc(s.past, func(past *scenarios.Runner) bool {
		c := past.Lab.ClusterOf(n.ID)
		return c != nil && slices.ContainsFunc(c.Services(n.ID), func(st sim.ServiceStatus) bool { return st.Name == service && st.Activated })
	})
}

// restarting restarts what presents something else than the node has by now; then TVS and Cisco Tftp everywhere, which read more than
// their certificates.
func restarting(s *scene) []Way {
	old, both := s.old(), s.restart(nil, sim.ServiceTVS, sim.ServiceTFTP)
	return append(s.then(strings.Join(old, "; "), old...), s.then(strings.Join(both, "; "), both...)...)
}

func (s *scene) old() []string {
	return s.onServices("restart", func(c *sim.Cluster, n *sim.Node, st sim.ServiceStatus) bool {
		return st.Running && outdated(c, n, st.Name)
	})
}

// mending does at once what healing, starting and restarting would, where there is more than one of them.
func mending(s *scene) []Way {
	steps, kinds := s.mends()
	if kinds < 2 {
		return nil
	}
	return s.then("mend what is down or blocked, start what was stopped, restart what works with old keys", steps...)
}

// mends are the steps of these, and of how many kinds they are.
func (s *scene) mends() (steps []string, kinds int) {
	var faults []string
	for _, b := range s.broken() {
		faults = append(faults, b.step)
	}
	for _, some := range [][]string{faults, s.stopped(), s.old()} {
		if len(some) > 0 {
			steps, kinds = append(steps, some...), kinds+1
		}
	}
	return steps, kinds
}

// outdated reports whether a service works with another certificate than the node's.
func outdated(c *sim.Cluster, n *sim.Node, service string) bool {
	switch service {
	case sim.ServiceTVS:
		return n.Loaded(service) != c.Identity(n, cucm.TVS)
	case sim.ServiceTFTP:
		return n.Loaded(service) != c.Identity(n, cucm.CallManager)
	}
	return slices.ContainsFunc(cucm.IdentityStores, func(store cucm.Store) bool {
		loaded := n.LoadedFrom(service, store)
		return loaded != nil && loaded != c.Identity(n, store)
	})
}
