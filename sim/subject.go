package sim

import (
	"encoding/hex"

	"tvslab/sim/cucm"
)

// commonName is the subject CN of a store's certificate. CAPF gets a new random suffix each time, so that its
// old certificate stays in the trust stores (Cisco doc 117299); the -EC suffix is recalled, not read. A multi-server
// certificate has -ms after the host name (recalled).
func (c *Cluster) commonName(n *Node, s cucm.Store, multi bool) string {
	switch {
	case s == cucm.CAPF:
		return "CAPF-" + hex.EncodeToString(c.randomBytes("capf", 4))
	case s == cucm.ITLRecovery:
		return "ITLRECOVERY_" + n.FQDN()
	case multi:
		return multiServerName(n, s)
	case s.Elliptic():
		return n.FQDN() + "-EC"
	}
	return n.FQDN()
}

func multiServerName(n *Node, s cucm.Store) string {
	name := n.Name
	if s.Elliptic() {
		name += "-EC"
	}
	name += "-ms"
	if n.Domain != "" {
		name += "." + n.Domain
	}
	return name
}
