package sim

import (
	"fmt"
	"strings"
)

// Regenerate replaces the certificates of one store on the named nodes ("all": where it exists), as OS
// Administration or `set cert regen` do: old copies in the trust stores are replaced, every TFTP node whose
// service runs rebuilds its ITL, and phones reset by themselves where the release makes them.
func (c *Cluster) Regenerate(s Store, nodes ...string) ([]Event, error) {
	if s.Trust() {
		return nil, fmt.Errorf("store %q: certificates of a trust store cannot be regenerated, only deleted", s)
	}
	if !s.Known() {
		return nil, fmt.Errorf("store %q is not known; identity stores are %q", s, identityStores)
	}
	return c.onPicked(nodes, "a "+string(s)+" certificate",
		func(n *Node) bool { return s.existsOn(c.Release.rules, n.Has(Publisher)) },
		func(n *Node) error { return c.regenerateOn(n, s) })
}

func (c *Cluster) regenerateOn(n *Node, s Store) error {
	old := n.identity[s]
	if err := c.issue(n, s, true); err != nil {
		return err
	}
	c.note(n, "regenerated", "%s: %s replaces %s", s, n.identity[s], old)
	return c.identityChanged(n, s)
}

// FindCertificate resolves what a scenario writes for a certificate: the name of a token, or NODE/STORE.
func (c *Cluster) FindCertificate(ref string) (*Certificate, error) {
	if token := c.Token(ref); token != nil {
		return token, nil
	}
	node, store, ok := strings.Cut(ref, "/")
	if n := c.Node(node); ok && n != nil {
		if cert := n.identity[Store(store)]; cert != nil {
			return cert, nil
		}
	}
	return nil, fmt.Errorf("certificate %q: name a token, or NODE/STORE such as %s/CallManager", ref, c.Publisher().Name)
}
