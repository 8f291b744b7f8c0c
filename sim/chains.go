package sim

import (
	"tvslab/sim/cucm"
	"tvslab/sim/fact"
	"tvslab/sim/pki"
)

// place is an identity store of a node.
type place struct {
	node  *Node
	store cucm.Store
}

// brokenChains returns the CA-signed certificates in use whose chain in a -trust store does not reach the root.
func brokenChains(c *Cluster, trust cucm.Store) map[place]*pki.Certificate {
	broken := map[place]*pki.Certificate{}
	for _, n := range c.Nodes {
		for s, cert := range n.identity {
			if s.TrustStore() == trust && pki.CheckChain(s, cert, n.Trusted(trust), c.Now) != nil {
				broken[place{n, s}] = cert
			}
		}
	}
	return broken
}

// noteBroken tells of chains that broke since before, when the certificate was deleted. CUCM does not look: its guides ask the
// administrator to compare issuer and subject in the list of certificates (tech note 214231).
func noteBroken(c *Cluster, trust cucm.Store, before map[place]*pki.Certificate, deleted *pki.Certificate) {
	after := brokenChains(c, trust)
	for _, n := range c.Nodes {
		for _, s := range cucm.IdentityStores {
			at := place{n, s}
			if cert := after[at]; cert != nil && before[at] != cert {
				c.note(n, fact.ChainBroken{Store: s, Certificate: cert, Trust: trust, Deleted: deleted})
			}
		}
	}
}
