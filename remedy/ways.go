package remedy

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/scenarios"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

func has(names []string, name string) bool { return slices.Contains(names, name) }

// then is a way: steps, and a boot of the phones after them. There is none without steps.
func (s *scene) then(words string, steps ...string) []Way {
	if len(steps) == 0 {
		return nil
	}
	return []Way{{words, slices.Concat(steps, s.boot())}}
}

func waiting(*scene) []Way { return []Way{{"wait", []string{waitStep}}} }

// resetting resets the phones; where TVS may not have noticed a change yet, after a while. TVS finds a new CTL within 180 s (S001).
func resetting(s *scene) []Way {
	if s.system != "" {
		return nil
	}
	return append([]Way{{"reset the phones", s.boot()}}, s.then("wait until TVS noticed all changes, and reset the phones", "advance: 5m")...)
}

// healing ends the faults of the lab, one by one, then all of them.
func healing(s *scene) []Way {
	var ways []Way
	var all []string
	add := func(words, step string) {
		ways, all = append(ways, s.then(words, step)...), append(all, step)
	}
	for _, c := range s.now.Lab.Clusters() {
		for _, n := range c.Nodes {
			for _, f := range nodeFaults {
				if f.is(n) {
					add(fmt.Sprintf(f.words, n.Name), fmt.Sprintf("heal: {kind: %s, nodes: %s}", f.kind, scalar(n.Name)))
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
		add(words, step+"}")
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
	{"sftp-broken", "repair the file copy to %s", func(n *sim.Node) bool { return n.SFTPBroken }},
}

// starting starts what was stopped, and activates what was deactivated since.
func starting(s *scene) []Way {
	steps := s.onServices("start", func(_ *sim.Cluster, _ *sim.Node, st sim.ServiceStatus) bool { return st.Activated && !st.Running })
	steps = append(steps, s.onServices("activate", func(_ *sim.Cluster, n *sim.Node, st sim.ServiceStatus) bool {
		return !st.Activated && !st.Network && s.wasActivated(n, st.Name)
	})...)
	return s.then(strings.Join(steps, "; "), steps...)
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
	old := s.onServices("restart", func(c *sim.Cluster, n *sim.Node, st sim.ServiceStatus) bool {
		return st.Running && outdated(c, n, st.Name)
	})
	both := s.restart(nil, sim.ServiceTVS, sim.ServiceTFTP)
	return append(s.then(strings.Join(old, "; "), old...), s.then(strings.Join(both, "; "), both...)...)
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

// onShell is a command of the publisher's command line.
func onShell(c *sim.Cluster, run string, answers ...string) string {
	step := fmt.Sprintf("cli: {node: %s, run: %s", scalar(c.Publisher().Name), run)
	if len(answers) > 0 {
		step += ", answer: [" + strings.Join(answers, ", ") + "]"
	}
	return step + "}"
}

// onClusters is a way for each cluster for which steps gives some.
func (s *scene) onClusters(words string, steps func(*sim.Cluster) []string) (ways []Way) {
	for _, c := range s.now.Lab.Clusters() {
		if name := s.now.Lab.NameOf(c); name != "" {
			ways = append(ways, s.then(words+" in cluster "+name, steps(c)...)...)
			continue
		}
		ways = append(ways, s.then(words, steps(c)...)...)
	}
	return ways
}

func itlReset(s *scene) []Way {
	return s.onClusters("utils itl reset localkey, and reset the phones", func(c *sim.Cluster) []string {
		if c.Rules().ITLReset == "" {
			return nil
		}
		return []string{onShell(c, "utils itl reset localkey")}
	})
}

func itlRemote(s *scene) (ways []Way) {
	for _, key := range s.now.RecoveryKeys() {
		ways = append(ways, s.onClusters("utils itl reset remotekey with "+key+", and reset the phones", func(c *sim.Cluster) []string {
			return []string{braced("itl-reset-remote: "+scalar(key), s.in(c))}
		})...)
	}
	return ways
}

// ctlCommand is a command that makes the CTL anew, and the restarts that go with it.
func (s *scene) ctlCommand(run string, has func(*cucm.Rules) bool) []Way {
	return s.onClusters(run+", restart the services, and reset the phones", func(c *sim.Cluster) []string {
		if !has(c.Rules()) || c.Publisher().CTL() == nil {
			return nil
		}
		return append([]string{onShell(c, run, "y")}, s.restart(c, sim.ServiceTFTP, sim.ServiceCCM, sim.ServiceCTIManager)...)
	})
}

// ctlUpdate makes the CTL anew: with one of the tokens of the file that is served, or without.
func ctlUpdate(s *scene) []Way {
	return append(s.ctlClient(), s.ctlCommand("utils ctl update CTLFile", func(r *cucm.Rules) bool { return r.CTLSigner != "" })...)
}

func (s *scene) ctlClient() (ways []Way) {
	for _, c := range s.now.Lab.Clusters() {
		tokens := c.CTLTokens()
		for _, token := range tokens {
			step := braced(fmt.Sprintf("token: {action: update-ctl, tokens: %s, signer: %s}", list(tokens), scalar(token)), s.in(c))
			ways = append(ways, s.then("the CTL client with "+token+", restarts of the services, and a reset of the phones",
				append([]string{step}, s.restart(c, sim.ServiceTFTP, sim.ServiceCCM, sim.ServiceCTIManager)...)...)...)
		}
	}
	return ways
}

func ctlReset(s *scene) []Way {
	return s.ctlCommand("utils ctl reset localkey", func(r *cucm.Rules) bool { return r.CTLReset != "" })
}

// setting is the step that sets a parameter.
func (s *scene) setting(c *sim.Cluster, name, value string) string {
	return braced(fmt.Sprintf("set: {parameter: %s, value: %s}", scalar(name), scalar(value)), s.in(c))
}

func rollback(s *scene) []Way {
	return s.onClusters("the rollback parameter, and restarts of TVS and Cisco Tftp", func(c *sim.Cluster) []string {
		if c.Parameter(sim.ParamRollback) != "False" {
			return nil
		}
		return append([]string{s.setting(c, sim.ParamRollback, "True")}, s.restart(c, sim.ServiceTVS, sim.ServiceTFTP)...)
	})
}

func switchingBack(s *scene) []Way {
	return s.onClusters("switch back to the version before the upgrade", func(c *sim.Cluster) []string {
		before, ok := c.Inactive()
		if !ok || before.Compare(c.Release) > 0 {
			return nil
		}
		return []string{braced("switch-version: back", s.in(c))}
	})
}

func restoring(s *scene) (ways []Way) {
	for _, name := range s.now.Lab.Backups() {
		ways = append(ways, s.then("restore the backup "+name, "restore: "+scalar(name))...)
	}
	return ways
}
