package site

import (
	"fmt"
	"net/netip"
	"slices"

	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// checkClusters checks the nodes of all clusters: steps find a cluster by
// them, so no name or address may be there twice.
func (c *Checker) checkClusters() {
	taken := map[string]string{}
	c.cluster(&c.Site.Cluster, taken)
	for i := range c.Site.Others {
		other := &c.Site.Others[i]
		if c.Site.Others[:i].Find(other.Name.Value) != nil || other.Name.Value == "home" {
			c.Add(other.Name.Pos, "choose another name", "cluster %q is there already", other.Name)
		}
		c.cluster(&other.Cluster, taken)
		for _, n := range other.Nodes {
			if c.Site.Cluster.Nodes.Find(n.Name.Value) != nil {
				c.Add(n.Name.Pos, "", "node %q is in two clusters", n.Name)
			}
		}
	}
	c.know()
}

// know notes the nodes of all clusters.
func (c *Checker) know() {
	c.Known = slices.Clone(c.Site.Cluster.Nodes)
	for i := range c.Site.Others {
		c.Known = append(c.Known, c.Site.Others[i].Nodes...)
	}
}

// Checked takes a site in which CheckSite found nothing wrong before, as it did in the one of every scenario that was loaded: it only
// notes what steps may speak of.
func (c *Checker) Checked() bool {
	c.know()
	return c.checkBounds()
}

func (c *Checker) cluster(x *Cluster, addresses map[string]string) {
	publisher := ""
	for i := range x.Nodes {
		n := &x.Nodes[i]
		if n.Has(sim.Publisher) {
			if publisher != "" {
				c.Add(n.Name.Pos, fmt.Sprintf("%q is the publisher already", publisher), "node %q is a second publisher; a cluster has one", n.Name)
			}
			publisher = n.Name.Value
		}
		c.Server(n)
		c.Address(n, addresses)
		c.certificates(n)
		c.state(n)
	}
	if publisher == "" && len(x.Nodes) > 0 {
		c.Add(x.Nodes[0].Name.Pos, "give one node the role publisher", "the cluster has no publisher")
	}
	c.Timezone(x.Timezone)
	c.Twice("token", x.Tokens)
	c.trusted(x.Trust)
}

// Server checks a node by itself.
func (c *Checker) Server(n *Node) {
	if n.Name.Value == "all" {
		c.Add(n.Name.Pos, "", "\"all\" selects every node and cannot be the name of one")
	}
	if g := c.Site.Phones.Find(n.Name.Value); g != nil {
		c.Add(g.Name.Pos, "", "%q names a node and a phone group", n.Name)
	}
	if n.Has(sim.Publisher) && n.Has(sim.Subscriber) {
		c.Add(n.Roles.Names[0].Pos, "", "node %q cannot be publisher and subscriber", n.Name)
	}
	for _, role := range n.Roles.Names {
		if n.Has(sim.RoleIMP) && role.Value != string(sim.RoleIMP) && role.Value != string(sim.Subscriber) {
			c.Add(role.Pos, "IM and Presence is all that runs there", "node %q: role %q does not go with \"imp\"", n.Name, role)
		}
	}
	if len(n.Roles.Names) == 0 {
		c.Add(n.Pos, "", "node %q has no roles", n.Name)
	}
	c.Said(n.Name.Pos, sim.NodeSpec{Name: n.Name.Value}.Check())
	c.Timezone(n.Timezone)
	c.Twice("role", n.Roles.Names)
}

// Timezone checks the name of a time zone.
func (c *Checker) Timezone(n file.Name) {
	if n.Value != "" {
		c.Said(n.Pos, sim.CheckZone(n.Value))
	}
}

// Address checks the address of a node against those that are taken, and adds it to them.
func (c *Checker) Address(n *Node, taken map[string]string) {
	if n.Address.Value == "" {
		return
	}
	if _, err := netip.ParseAddr(n.Address.Value); err != nil {
		c.Add(n.Address.Pos, "", "%q is no IP address", n.Address)
	}
	if other := taken[n.Address.Value]; other != "" {
		c.Add(n.Address.Pos, "", "node %q has the address of node %q", n.Name, other)
	}
	taken[n.Address.Value] = n.Name.Value
}

// mode checks that the release has the cluster's mode. An unknown mode is reported where nothing else does.
func (c *Checker) mode(x *Cluster, release cucm.Release, unknown bool) {
	m, word := sim.Mode(x.Mode.Value), x.Mode.Name
	switch {
	case !slices.Contains(sim.Modes(), m):
		if unknown {
			c.Unknown(word, "mode", "", Words(sim.Modes()))
		}
	case m == sim.MixedTokenless && !m.On(release):
		c.Add(word.Pos, "use mixed-token", "mode %s needs release %s or later, not %s", word, firstRelease(m.On), release)
	case m == sim.MixedToken && !m.On(release):
		c.Add(word.Pos, "use mixed-tokenless", "mode %s needs a release before %s, not %s", word, firstRelease(func(r cucm.Release) bool { return !m.On(r) }), release)
	case m == sim.MixedToken && len(x.Tokens) == 0:
		c.Add(word.Pos, "name the USB tokens in cluster.tokens", "mode %s needs tokens", word)
	}
}

// defaultRelease is the CUCM release of a scenario that names none.
const defaultRelease = "12.5"
