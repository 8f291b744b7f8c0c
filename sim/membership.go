package sim

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"tvslab/sim/cucm"
	"tvslab/sim/fact"
)

// AddNode installs a subscriber: it makes its own certificates, gets the database from the publisher, and its TVS
// certificate enters the ITL of every node that replication reaches. A CTL knows it only after an update; until then
// the new node has no CTL file.
func AddNode(spec NodeSpec) Op {
	return func(c *Cluster) error {
		if err := checkNewNode(c, spec); err != nil {
			return err
		}
		n := newNode(spec, c.Publisher().Domain, zoneOf(cmp.Or(spec.Zone, c.Publisher().zone.String())), 0)
		if !spec.Address.IsValid() {
			n.Address = freeAddress(c)
		}
		n.table = c.Publisher().table
		c.Nodes = append(slices.Clone(c.Nodes), n)
		c.note(n, fact.NodeChanged{FQDN: n.FQDN(), Change: fact.Joined})
		if err := installNode(c, n); err != nil {
			return err
		}
		return rebuildITLs(c, "node "+n.Name+" added")
	}
}

func checkNewNode(c *Cluster, spec NodeSpec) error {
	p := c.Publisher()
	switch {
	case spec.Check() != nil:
		return spec.Check()
	case slices.Contains(spec.Roles, Publisher):
		return fmt.Errorf("node %q: a cluster has one publisher, %s", spec.Name, p.Name)
	case p.Down || p.ReplicationBroken:
		return fmt.Errorf("node %q: a subscriber is installed from the publisher %s, which must be up with its replication intact", spec.Name, p.Name)
	}
	for _, name := range spec.names() {
		if other := c.Node(name); other != nil {
			return fmt.Errorf("node %q: %q is taken by node %q", spec.Name, name, other.ID)
		}
	}
	return nil
}

// freeAddress returns the first address of the documentation network that no node has.
func freeAddress(c *Cluster) netip.Addr {
	a := netip.AddrFrom4([4]byte{192, 0, 2, 11})
	for c.Node(a.String()) != nil {
		a = a.Next()
	}
	return a
}

// installNode makes the certificates of a node that has none and starts its services.
func installNode(c *Cluster, n *Node) error {
	for _, s := range cucm.IdentityStores {
		if !c.hasStore(n, s) {
			continue
		}
		if err := issueSelfSigned(c, n, s, false); err != nil {
			return err
		}
	}
	preload(c, n)
	if err := installServices(c, n); err != nil {
		return err
	}
	synchronizeFiles(c, n)
	return nil
}

// RemoveNode deletes a subscriber from the server list. Its own certificates leave the database and with them the
// ITL; the copies of them in the -trust stores stay and are known to TVS until somebody deletes them. The CTL stays
// until its next update. A node in the CallManager group of a device is refused, as CCMAdmin refuses it.
func RemoveNode(node string) Op {
	return func(c *Cluster) error {
		n := c.Node(node)
		switch {
		case n == nil:
			return fmt.Errorf("node %q is not in the cluster", node)
		case n.Has(Publisher):
			return fmt.Errorf("node %q: the publisher cannot be removed", n.Name)
		case c.Publisher().Down:
			return fmt.Errorf("node %q: the publisher %s is down, the server list cannot be changed", n.Name, c.Publisher().Name)
		}
		for _, r := range c.devices.Runs() {
			if slices.Contains(r.Value.Profile.Group, n.ID) {
				return fmt.Errorf("node %q is in the CallManager group of %s; move its phones first", n.Name, r.First.Name())
			}
		}
		c.note(n, fact.NodeChanged{FQDN: n.FQDN(), Change: fact.Left})
		c.Nodes = slices.DeleteFunc(slices.Clone(c.Nodes), func(other *Node) bool { return other == n })
		forgetServer(c, c.Publisher(), n.ID)
		return rebuildITLs(c, "node "+n.Name+" removed")
	}
}

// forgetServer deletes the rows of a machine's identity certificates.
func forgetServer(c *Cluster, origin *Node, id string) {
	for _, r := range origin.table.Rows() {
		if r.Server == id && !r.Store.Trust() {
			r.Deleted = true
			c.write(origin, r)
		}
	}
}

// Rebuild reinstalls nodes ("all": every node) of which no backup is left: new certificates with new keys, no CTL
// file, services afresh; repaired on the way is what was broken about the machine. The database comes from the nodes
// that stay. When every node is rebuilt nothing of it is left: trust stores are empty and the cluster is non-secure;
// devices are entered again.
func Rebuild(nodes ...string) Op {
	return func(c *Cluster) error {
		targets, err := anyNodes(c, nodes)
		if err != nil {
			return err
		}
		if len(targets) == len(c.Nodes) {
			c.parameters = defaultParameters(c.settings)
		}
		for _, n := range targets {
			wipeNode(c, n)
		}
		for _, n := range targets {
			joinAgain(c, n)
			c.note(n, fact.NodeChanged{FQDN: n.FQDN(), Change: fact.Reinstalled})
			if err := installNode(c, n); err != nil {
				return err
			}
		}
		return rebuildITLs(c, "nodes rebuilt")
	}
}

// wipeNode leaves of a node what its installation asks for: names, address and roles.
func wipeNode(c *Cluster, n *Node) {
	fresh := newNode(NodeSpec{Name: n.Name, Roles: n.Roles, Address: n.Address}, n.Domain, n.zone, 0)
	fresh.ID = n.ID
	*n = *fresh
}

// joinAgain gives a wiped node the database of the others.
func joinAgain(c *Cluster, n *Node) {
	all := n.table
	for _, other := range c.Nodes {
		if other != n && c.linked(n, other) {
			all = all.Merge(other.table)
		}
	}
	n.table = all
}

// anyNodes resolves node names, down or not; "all" or none means every node.
func anyNodes(c *Cluster, names []string) ([]*Node, error) {
	if len(names) == 0 || len(names) == 1 && names[0] == "all" {
		return c.Nodes, nil
	}
	var nodes []*Node
	for _, name := range names {
		n := c.Node(name)
		if n == nil {
			return nil, fmt.Errorf("node %q is not in the cluster", name)
		}
		if !slices.Contains(nodes, n) {
			nodes = append(nodes, n)
		}
	}
	return nodes, nil
}
