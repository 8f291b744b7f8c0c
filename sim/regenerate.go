package sim

import (
	"crypto"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// issue makes a new self-signed certificate for the node's store, writes it to disk and database, and copies it
// to the trust stores.
func (c *Cluster) issue(n *Node, s Store, again bool) error {
	key, err := c.nextKey(n, s, again)
	if err != nil {
		return err
	}
	years := 5
	if s == ITLRecovery {
		years = c.Release.rules.RecoveryYears
	}
	hash := c.Release.rules.SHA256
	if again {
		hash = c.Release.rules.RegenSHA256
	}
	cert, err := selfSigned(certificateSpec{
		store: s, node: n.Name, commonName: c.commonName(n, s), org: c.Org, key: key, serial: c.serial(),
		from: c.Now, years: years, sha256: hash,
	})
	if err != nil {
		return err
	}
	c.made++
	n.identity[s] = cert
	c.write(n, row{store: s, server: n.ID, cert: cert, roles: storeRules[s].roles})
	for _, trust := range storeRules[s].copies {
		c.write(n, row{store: trust, server: n.ID, cert: cert, roles: storeRules[s].roles})
	}
	return nil
}

// nextKey takes a key of the length the release gives the store: TVS has 2048 bits in every release (tech note
// 116232), ITLRecovery follows CallManager, a regeneration may keep the old length (row 22).
func (c *Cluster) nextKey(n *Node, s Store, again bool) (crypto.Signer, error) {
	number := c.seed*131 + c.made
	if s == CallManagerECDSA {
		return c.keys.EC(number)
	}
	r := c.Release.rules
	bits := r.KeyBits
	if again && r.RegenBits != 0 {
		bits = r.RegenBits
	} else if old := n.identity[s]; again && old != nil {
		bits = old.X509.PublicKey.(interface{ Size() int }).Size() * 8
	}
	if s == TVS {
		bits = 2048
	}
	return c.keys.RSA(bits, number)
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
		return s.existsOn(c.Release.rules, n.Has(Publisher))
	})
	if err != nil {
		return nil, err
	}
	return c.do(func() error {
		for _, name := range targets {
			if err := c.regenerateOn(c.Node(name), s); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *Cluster) regenerateOn(n *Node, s Store) error {
	old := n.identity[s]
	if err := c.issue(n, s, true); err != nil {
		return err
	}
	c.note(n, "regenerated", "%s: %s replaces %s", s, n.identity[s], old)
	if s == CallManager && c.keyAtOnce() && n.Running(ServiceTFTP) {
		n.tftp.key = n.identity[s]
	}
	if s == TVS && c.tvsRestarts() && n.Running(ServiceTVS) {
		c.stopService(n, ServiceTVS)
		if err := c.startService(n, ServiceTVS); err != nil {
			return err
		}
	}
	if s == CAPF && c.Release.rules.CAPFRestarts && n.Running(ServiceCAPF) {
		c.stopService(n, ServiceCAPF)
		if err := c.startService(n, ServiceCAPF); err != nil {
			return err
		}
	}
	rule := storeRules[s]
	if rule.listed {
		if err := c.rebuildITLs(string(s) + " regenerated"); err != nil {
			return err
		}
	}
	if rule.reset {
		c.queueReset(fmt.Sprintf("%s of %s regenerated", s, n.Name))
	}
	return nil
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
