package remedy

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/scenarios"
	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/lab/trouble"
)

// broken is something that is down or blocked, with the step that ends it.
type broken struct{ words, step string }

// broken are the faults of the lab, those of nodes first.
func (s *scene) broken() (all []broken) {
	for _, c := range s.now.Lab.Clusters() {
		for _, n := range c.Nodes {
			for _, f := range nodeFaults {
				if f.is(n) {
					all = append(all, broken{fmt.Sprintf(f.words, n.Name), fmt.Sprintf("heal: {kind: %s, nodes: %s%s}", f.kind, scalar(n.Name), f.more(n))})
				}
			}
		}
	}
	for _, f := range s.now.Lab.Faults() {
		all = append(all, s.ending(f))
	}
	return all
}

// ending ends a trouble between phones and nodes.
func (s *scene) ending(f lab.Fault) broken {
	step, words := "heal: {kind: "+string(f.Row().Kind), "end "+string(f.Row().Kind)
	if f.Row().Kind == trouble.Blocked {
		words = "open port"
	}
	if f.Port != 0 {
		step, words = step+fmt.Sprintf(", port: %d", f.Port), words+fmt.Sprintf(" %d", f.Port)
	}
	if f.Percent != 0 {
		step += fmt.Sprintf(", percent: %d", f.Percent)
	}
	if f.Time != 0 {
		step += ", time: " + file.Duration{Value: f.Time}.String()
	}
	if f.Bytes != 0 {
		step += fmt.Sprintf(", bytes: %d", f.Bytes)
	}
	if f.To != "" {
		step += ", to: " + scalar(f.To)
	}
	if len(f.Nodes) > 0 {
		step, words = step+", nodes: "+list(f.Nodes), words+" of "+strings.Join(f.Nodes, ", ")
	}
	if len(f.Phones) > 0 {
		step += ", phones: " + Selector(s.now, f.Phones)
	}
	return broken{words, step + "}"}
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
	more        func(*sim.Node) string // keys of the step
}{
	{"node-down", "power %s on", func(n *sim.Node) bool { return n.Down }, noMore},
	{"replication-broken", "repair the database replication of %s", func(n *sim.Node) bool { return n.ReplicationBroken }, noMore},
	{"capf-busy", "wait until the CAPF service of %s has time", func(n *sim.Node) bool { return n.CAPFBusy }, noMore},
	{"sftp-broken", "repair the file copy to %s", func(n *sim.Node) bool { return n.SFTPBroken }, noMore},
	{"disk-full", "make room on the disk of %s", func(n *sim.Node) bool { return n.DiskFull }, noMore},
	{"clock-ahead", "set the clock of %s right", func(n *sim.Node) bool { return n.Ahead > 0 }, wrongBy},
	{"clock-behind", "set the clock of %s right", func(n *sim.Node) bool { return n.Ahead < 0 }, wrongBy},
}

func noMore(*sim.Node) string { return "" }

func wrongBy(n *sim.Node) string { return ", time: " + file.Duration{Value: n.Ahead.Abs()}.String() }

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
