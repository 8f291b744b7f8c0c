package sim

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// issue makes a new self-signed certificate for the node's store, writes it to disk and database, and copies it
// to the trust stores.
func (c *Cluster) issue(n *Node, s Store, again bool) error {
	cert, err := c.selfSignedFor(n, s, SelfSignedOptions{}, again)
	if err != nil {
		return err
	}
	c.put(n, s, cert)
	return nil
}

// put makes cert the node's identity in the store, in file system and database, and copies it to the trust stores.
func (c *Cluster) put(n *Node, s Store, cert *Certificate) {
	n.identity[s] = cert
	c.write(n, row{store: s, server: n.ID, cert: cert, roles: storeRules[s].roles})
	for _, trust := range storeRules[s].copies {
		c.write(n, row{store: trust, server: n.ID, cert: cert, roles: storeRules[s].roles})
	}
}

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
	targets, err := c.pick(nodes, "a "+string(s)+" certificate", func(n *Node) bool {
		return c.hasStore(n, s)
	})
	if err != nil {
		return nil, err
	}
	return c.do(func() error {
		renewed := map[*Certificate]bool{}
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
	})
}

// regenerateOn makes the node's certificate anew: self-signed even where a CA signed the old one; one certificate for
// all nodes stays that if the cluster signed it itself.
func (c *Cluster) regenerateOn(n *Node, s Store) error {
	old := n.identity[s]
	cert, err := c.selfSignedFor(n, s, SelfSignedOptions{MultiServer: old != nil && old.MultiServer && old.SelfSigned()}, true)
	if err != nil {
		return err
	}
	return c.replace(n, s, cert, "regenerated")
}

// replace puts a new identity certificate in the place of the old one, on every node replication reaches if it is
// for all of them. What follows is the same for a regeneration and for an upload, which is how names the event.
func (c *Cluster) replace(origin *Node, s Store, cert *Certificate, how string) error {
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
	rule := storeRules[s]
	if rule.listed {
		if err := c.rebuildITLs(string(s) + " " + how); err != nil {
			return err
		}
	}
	if rule.reset {
		c.queueReset(fmt.Sprintf("%s of %s %s", s, origin.Name, how))
	}
	return nil
}

// pickUp lets the services of the node that do not wait for a restart use the new certificate (rows 7, 35 and 36).
func (c *Cluster) pickUp(n *Node, s Store) error {
	switch {
	case s == CallManager && c.keyAtOnce() && n.Running(ServiceTFTP):
		n.tftp.key = n.identity[s]
	case s == TVS && c.tvsRestarts():
		return c.restartRunning(n, ServiceTVS)
	case s == CAPF && c.Release.rules.CAPFRestarts:
		return c.restartRunning(n, ServiceCAPF)
	}
	return nil
}

// restartRunning restarts the service on the node unless it is stopped.
func (c *Cluster) restartRunning(n *Node, service string) error {
	if !n.Running(service) {
		return nil
	}
	c.stopService(n, service)
	return c.startService(n, service)
}

// Upload puts a certificate into a trust store on the named nodes and so, by replication, on all.
func (c *Cluster) Upload(s Store, cert *Certificate, node string) ([]Event, error) {
	if !s.Trust() {
		return c.uploadIdentity(s, cert, node)
	}
	return c.onNode(node, func(n *Node) error {
		c.write(n, row{store: s, cert: cert, roles: storeRules[s].roles})
		c.note(n, "upload", "%s: %s", s, cert)
		return nil
	})
}

// DeleteCertificate removes a certificate from a trust store by its common name or serial. Identity
// certificates refuse (Cisco doc 214231).
func (c *Cluster) DeleteCertificate(s Store, name, node string) ([]Event, error) {
	if !s.Trust() {
		return nil, fmt.Errorf("store %q: identity certificates cannot be deleted", s)
	}
	return c.onNode(node, func(n *Node) error {
		for _, key := range slices.Sorted(maps.Keys(n.database.rows)) {
			r := n.database.rows[key]
			if r.store == s && !r.deleted && matchesName(r.cert, name) {
				r.deleted = true
				c.write(n, r)
				c.note(n, "deleted", "%s: %s", s, r.cert)
				return nil
			}
		}
		return fmt.Errorf("store %q on %q: no certificate %q", s, n.Name, name)
	})
}

func matchesName(cert *Certificate, name string) bool {
	name = strings.TrimSuffix(name, ".pem")
	return strings.EqualFold(cert.X509.Subject.CommonName, name) || strings.EqualFold(cert.SerialHex(), name)
}
