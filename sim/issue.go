package sim

import "crypto"

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
	c.copyToTrust(n, s, cert)
	return nil
}

// nextKey takes a key of the length the release gives the store: TVS has 2048 bits in every release (tech note
// 116232), ITLRecovery follows CallManager, a regeneration may keep the old length (row 22).
func (c *Cluster) nextKey(n *Node, s Store, again bool) (crypto.Signer, error) {
	number := c.seed*131 + c.made
	if s == CallManagerECDSA || s == TomcatECDSA {
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
