package sim

import (
	"slices"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// holders returns the nodes that take a new identity certificate which origin has: itself, and for a multi-server
// certificate every node that has the store and that replication reaches. The others keep what they have, and an
// event says so.
func (c *Cluster) holders(origin *Node, s cucm.Store, cert *pki.Certificate) []*Node {
	if !cert.MultiServer {
		return []*Node{origin}
	}
	nodes := []*Node{origin}
	for _, n := range c.Nodes {
		switch {
		case n == origin || !c.hasStore(n, s):
		case c.linked(origin, n):
			nodes = append(nodes, n)
		default:
			c.note(n, "replication", "%s: %s could not be distributed here: the old certificate stays", s, cert)
		}
	}
	return nodes
}

// serverNames are the DNS names of a certificate: of all nodes for a multi-server one, else the node's own; then
// further ones.
func (c *Cluster) serverNames(n *Node, multi bool, further []string) []string {
	names := []string{n.FQDN()}
	if multi {
		names = nil
		for _, other := range c.Nodes {
			names = append(names, other.FQDN())
		}
	}
	for _, name := range further {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
