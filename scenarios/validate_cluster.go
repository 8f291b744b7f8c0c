package scenarios

import (
	"fmt"
	"net/netip"
	"slices"

	"tvslab/sim/cucm"
)

// checkClusters checks the nodes of all clusters: steps find a cluster by
// them, so no name or address may be there twice.
func (s *Scenario) checkClusters(r *reporter) {
	taken := map[string]string{}
	s.Cluster.check(r, s.Phones, taken)
	for i := range s.Others {
		c := &s.Others[i]
		if s.Others[:i].Find(c.Name.Value) != nil || c.Name.Value == "home" {
			r.add(c.Name.Pos, "choose another name", "cluster %q is there already", c.Name)
		}
		c.check(r, s.Phones, taken)
		for _, n := range c.Nodes {
			if s.Cluster.Nodes.Find(n.Name.Value) != nil {
				r.add(n.Name.Pos, "", "node %q is in two clusters", n.Name)
			}
		}
	}
	s.known = s.allNodes()
}

func (c *Cluster) check(r *reporter, groups Groups, addresses map[string]string) {
	publisher := ""
	for i := range c.Nodes {
		n := &c.Nodes[i]
		if n.Has(RolePublisher) {
			if publisher != "" {
				r.add(n.Name.Pos, fmt.Sprintf("%q is the publisher already", publisher), "node %q is a second publisher; a cluster has one", n.Name)
			}
			publisher = n.Name.Value
		}
		n.check(r, groups)
		n.checkAddress(r, addresses)
	}
	if publisher == "" && len(c.Nodes) > 0 {
		r.add(c.Nodes[0].Name.Pos, "give one node the role publisher", "the cluster has no publisher")
	}
	checkTwice(r, "token", c.Tokens)
}

func (n *Node) check(r *reporter, groups Groups) {
	if n.Name.Value == "all" {
		r.add(n.Name.Pos, "", "\"all\" selects every node and cannot be the name of one")
	}
	if groups.Find(n.Name.Value) != nil {
		r.add(groups.Find(n.Name.Value).Name.Pos, "", "%q names a node and a phone group", n.Name)
	}
	if n.Has(RolePublisher) && n.Has(RoleSubscriber) {
		r.add(n.Roles[0].Pos, "", "node %q cannot be publisher and subscriber", n.Name)
	}
	if len(n.Roles) == 0 {
		r.add(n.Pos, "", "node %q has no roles", n.Name)
	}
	checkTwice(r, "role", n.Roles)
}

func (n *Node) checkAddress(r *reporter, taken map[string]string) {
	if n.Address.Value == "" {
		return
	}
	if _, err := netip.ParseAddr(n.Address.Value); err != nil {
		r.add(n.Address.Pos, "", "%q is no IP address", n.Address)
	}
	if other := taken[n.Address.Value]; other != "" {
		r.add(n.Address.Pos, "", "node %q has the address of node %q", n.Name, other)
	}
	taken[n.Address.Value] = n.Name.Value
}

// Oldest release with a tokenless CTL, and the first without USB tokens
// (security guides of these releases).
const (
	firstTokenless = "10.0"
	firstNoTokens  = "14SU3"
)

// checkCell checks a scenario that at made for one cell.
func (s *Scenario) checkCell(r *reporter) {
	release, ok := r.release(s.Release)
	if !ok {
		return
	}
	s.Cluster.checkMode(r, release, s.Cell.Mode != "")
	for i := range s.Others {
		c := &s.Others[i]
		if own := c.Release; own.Value != "" {
			if release, ok = r.release(own); !ok {
				continue
			}
		}
		c.checkMode(r, release, true)
	}
	if !s.hasExpect() {
		r.consequence(s.Pos, "every combination of the matrix must check something", "nothing is expected in %s", s.Cell)
	}
}

// checkMode checks that the release has the cluster's mode. An unknown mode
// is reported where nothing else does.
func (c *Cluster) checkMode(r *reporter, release cucm.Release, unknown bool) {
	mode := c.Mode
	switch {
	case mode.Value == MixedTokenless && before(release, firstTokenless):
		r.add(mode.Pos, "use mixed-token", "mode %s needs release %s or later, not %s", mode, firstTokenless, release)
	case mode.Value == MixedToken && !before(release, firstNoTokens):
		r.add(mode.Pos, "use mixed-tokenless", "mode %s needs a release before %s, not %s", mode, firstNoTokens, release)
	case mode.Value == MixedToken && len(c.Tokens) == 0:
		r.add(mode.Pos, "name the USB tokens in cluster.tokens", "mode %s needs tokens", mode)
	case !slices.Contains([]string{NonSecure, MixedTokenless, MixedToken}, mode.Value) && unknown:
		r.unknown(mode, "mode", "", []string{NonSecure, MixedTokenless, MixedToken})
	}
}

func before(release cucm.Release, name string) bool {
	limit, err := cucm.ParseRelease(name)
	return err == nil && release.Compare(limit) < 0
}
