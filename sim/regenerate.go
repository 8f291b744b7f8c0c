package sim

import (
	"fmt"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/sim/store"
)

// issue makes a new self-signed certificate for the node's store, writes it to disk and database, and copies it
// to the trust stores.
func (c *Cluster) issue(n *Node, s cucm.Store, again bool) error {
	cert, err := c.selfSignedFor(n, s, SelfSignedOptions{}, again)
	if err != nil {
		return err
	}
	c.put(n, s, cert)
	return nil
}

// put makes cert the node's identity in the store, in file system and database, and copies it to the trust stores.
func (c *Cluster) put(n *Node, s cucm.Store, cert *pki.Certificate) {
	n.identity = with(n.identity, s, cert)
	c.write(n, store.Row{Store: s, Server: n.ID, Cert: cert, Roles: s.Rule().Roles})
	c.copyToTrust(n, s, cert)
}

// Regenerate replaces the certificates of one store on the named nodes ("all": where it exists), as OS
// Administration or `set cert regen` do: old copies in the trust stores are replaced, every TFTP node whose
// service runs rebuilds its ITL, and phones reset by themselves where the release makes them.
func Regenerate(s cucm.Store, nodes ...string) Op {
	return func(c *Cluster) error {
		if s.Trust() {
			return fmt.Errorf("store %q: certificates of a trust store cannot be regenerated, only deleted", s)
		}
		if !s.Known() {
			return fmt.Errorf("store %q is not known; identity stores are %q", s, cucm.IdentityStores)
		}
		targets, err := c.pick(nodes, "a "+string(s)+" certificate", func(n *Node) bool {
			return c.hasStore(n, s)
		})
		if err != nil {
			return err
		}
		renewed := map[*pki.Certificate]bool{}
		for _, name := range targets {
			n := c.Node(name)
			if renewed[n.identity[s]] {
				continue // one certificate for all nodes: the first node's turn replaced it here too
			}
			if err := c.regenerateOn(n, s); err != nil {
				return err
			}
			renewed[n.identity[s]] = true
		}
		return nil
	}
}

// regenerateOn makes the node's certificate anew: self-signed even where a CA signed the old one; one certificate for
// all nodes stays that if the cluster signed it itself.
func (c *Cluster) regenerateOn(n *Node, s cucm.Store) error {
	old := n.identity[s]
	cert, err := c.selfSignedFor(n, s, SelfSignedOptions{MultiServer: old != nil && old.MultiServer && old.SelfSigned()}, true)
	if err != nil {
		return err
	}
	return c.replace(n, s, cert, "regenerated")
}

// replace puts a new identity certificate in the place of the old one, on every node replication reaches if it is
// for all of them. What follows is the same for a regeneration and for an upload, which is how names the event.
func (c *Cluster) replace(origin *Node, s cucm.Store, cert *pki.Certificate, how string) error {
	nodes := c.holders(origin, s, cert)
	for _, n := range nodes {
		old := n.identity[s]
		c.put(n, s, cert)
		c.note(n, how, "%s: %s replaces %s", s, cert, old)
	}
	for _, n := range nodes {
		if err := c.pickUp(n, s); err != nil {
			return err
		}
	}
	rule := s.Rule()
	if rule.Listed {
		if err := c.rebuildITLs(string(s) + " " + how); err != nil {
			return err
		}
	}
	if rule.Resets || s == cucm.Tomcat && c.settings.TomcatResets {
		c.queueReset(fmt.Sprintf("%s of %s %s", s, origin.Name, how))
	}
	return nil
}
