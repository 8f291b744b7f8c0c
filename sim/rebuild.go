package sim

import (
	"fmt"
	"slices"
)

// Rebuild reinstalls nodes ("all": every node) of which no backup is left: new certificates with new keys, no CTL
// file, services afresh; repaired on the way is what was broken about the machine. The database comes from the nodes
// that stay. When every node is rebuilt nothing of it is left: trust stores are empty and the cluster is non-secure;
// devices are entered again.
func Rebuild(nodes ...string) Op {
	return func(c *Cluster) error {
		targets, err := c.anyNodes(nodes)
		if err != nil {
			return err
		}
		if len(targets) == len(c.Nodes) {
			c.parameters = defaultParameters()
		}
		for _, n := range targets {
			c.wipe(n)
		}
		for _, n := range targets {
			c.joinAgain(n)
			c.note(n, "node", "node %s is installed again, with new certificates", n.FQDN())
			if err := c.installNode(n); err != nil {
				return err
			}
		}
		return c.rebuildITLs("nodes rebuilt")
	}
}

// wipe leaves of a node what its installation asks for: names, address and roles.
func (c *Cluster) wipe(n *Node) {
	fresh := newNode(NodeSpec{Name: n.Name, Roles: n.Roles, Address: n.Address}, n.Domain, 0)
	fresh.ID = n.ID
	*n = *fresh
}

// joinAgain gives a wiped node the database of the others.
func (c *Cluster) joinAgain(n *Node) {
	all := n.table
	for _, other := range c.Nodes {
		if other != n && c.linked(n, other) {
			all = all.Merge(other.table)
		}
	}
	n.table = all
}

// anyNodes resolves node names, down or not; "all" or none means every node.
func (c *Cluster) anyNodes(names []string) ([]*Node, error) {
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
