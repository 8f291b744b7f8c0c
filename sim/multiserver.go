package sim

import (
	"fmt"
	"slices"

	"tvslab/sim/cucm"
)

// holders returns the nodes that take a new identity certificate which origin has: itself, and for a multi-server
// certificate every node that has the store and that replication reaches. The others keep what they have, and an
// event says so.
func (c *Cluster) holders(origin *Node, s cucm.Store, cert *Certificate) []*Node {
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

// checkMultiServer refuses stores for which the release has no such multi-server certificates (rows 26 to 28).
func (c *Cluster) checkMultiServer(s cucm.Store, stores []cucm.Store, what string) error {
	if slices.Contains(stores, s) {
		return nil
	}
	if len(stores) == 0 {
		return fmt.Errorf("store %q: release %s has no multi-server %s", s, c.Release, what)
	}
	return fmt.Errorf("store %q: release %s has multi-server %s for %q only", s, c.Release, what, stores)
}
