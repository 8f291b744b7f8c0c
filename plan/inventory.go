package plan

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/hex"
	"fmt"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/list"
	"tvslab/sim/pki"
)

// inventory is what nodes hold that phones meet, at one moment.
type inventory []nodeInventory

// nodeInventory is what one node holds.
type nodeInventory struct {
	node         string // its identity, which stays over a change of the host name
	certificates map[cucm.Store]*pki.Certificate
	lists        [2]*list.File  // ITL and CTL, nil when absent
	stale        map[stale]bool // services that work with what is not there any more
}

// listNames are the names of nodeInventory.lists.
var listNames = [2]string{"ITL", "CTL"}

// stale is a service that still works with the certificate that a store held before.
type stale struct {
	service string
	store   cucm.Store
}

func inventoryOf(l *lab.Lab) (all inventory) {
	for _, c := range l.Clusters() {
		for _, n := range c.Nodes {
			one := nodeInventory{node: n.ID, certificates: map[cucm.Store]*pki.Certificate{}, lists: [2]*list.File{n.ITL(), n.CTL()}, stale: staleOn(c, n)}
			for _, s := range cucm.IdentityStores {
				if cert := n.Certificate(s); cert != nil {
					one.certificates[s] = cert
				}
			}
			all = append(all, one)
		}
	}
	return all
}

// staleOn finds the running services of a node that loaded another certificate than the node has.
func staleOn(c *sim.Cluster, n *sim.Node) map[stale]bool {
	found := map[stale]bool{}
	note := func(service string, s cucm.Store, loaded *pki.Certificate) {
		if has := n.Certificate(s); loaded != nil && has != nil && loaded.Sum != has.Sum {
			found[stale{service, s}] = true
		}
	}
	for _, service := range c.Services(n.ID) {
		for _, s := range cucm.IdentityStores {
			note(service.Name, s, n.LoadedFrom(service.Name, s))
		}
	}
	note(sim.ServiceTVS, cucm.TVS, n.Loaded(sim.ServiceTVS))
	note(sim.ServiceTFTP, cucm.CallManager, n.Loaded(sim.ServiceTFTP))
	return found
}

// of returns what a node holds, false if there is none of that identity.
func (all inventory) of(node string) (nodeInventory, bool) {
	for _, one := range all {
		if one.node == node {
			return one, true
		}
	}
	return nodeInventory{}, false
}

// renewals are the identity certificates that are others later.
func (all inventory) renewals(later inventory) []Renewal {
	found := []Renewal{}
	for _, now := range later {
		was, _ := all.of(now.node)
		for _, s := range cucm.IdentityStores {
			if before, after := was.certificates[s], now.certificates[s]; !same(before, after) {
				found = append(found, Renewal{now.node, string(s), shown(before), shown(after)})
			}
		}
	}
	return found
}

func same(a, b *pki.Certificate) bool { return a == b || a != nil && b != nil && a.Sum == b.Sum }

// shown is a certificate as an administrator sees it, nil where there is none.
func shown(c *pki.Certificate) *Certificate {
	if c == nil {
		return nil
	}
	return &Certificate{
		Subject: c.Subject, Issuer: c.Issuer, Serial: strings.ToUpper(hex.EncodeToString(c.Serial)), NotAfter: c.X509.NotAfter.UTC(),
		Key: keyOf(c), SHA256: hex.EncodeToString(c.Sum[:]),
	}
}

// keyOf names kind and size of the public key.
func keyOf(c *pki.Certificate) string {
	switch key := c.X509.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", key.N.BitLen())
	case *ecdsa.PublicKey:
		return "EC " + key.Curve.Params().Name
	}
	return c.X509.PublicKeyAlgorithm.String()
}
