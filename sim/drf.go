package sim

import (
	"fmt"
	"slices"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// checkDRF refuses a backup or restore of the nodes where DRS cannot do it: both DRF services must run, and every
// node must trust what DRF Master presents to it. That is what it loaded at its start: after a regeneration DRF must
// be restarted (Cisco docs 117299 and 214231; row 46 for the certificate). Before 10.x the publisher of IM and
// Presence has a DRF Master of its own (row 48); such nodes are not simulated.
func (c *Cluster) checkDRF(command string, nodes []*Node) error {
	p := c.Publisher()
	if !p.Running(ServiceDRFMaster) {
		return fmt.Errorf("%s: %s does not run on the publisher %s", command, ServiceDRFMaster, p.Name)
	}
	for _, n := range nodes {
		switch {
		case n.Down:
			return fmt.Errorf("%s: node %q is down", command, n.Name)
		case !n.Running(ServiceDRFLocal):
			return fmt.Errorf("%s: %s does not run on %s", command, ServiceDRFLocal, n.Name)
		}
		for _, s := range c.rules.DRFStores {
			if err := c.checkDRFTransport(n, s); err != nil {
				return fmt.Errorf("%s: %w", command, err)
			}
		}
	}
	return nil
}

// checkDRFTransport checks the certificate of one store that DRF Master presents to a node.
func (c *Cluster) checkDRFTransport(n *Node, s cucm.Store) error {
	p := c.Publisher()
	cert := p.LoadedFrom(ServiceDRFMaster, s)
	switch {
	case cert == nil || n == p:
		return nil
	case c.Now.After(cert.X509.NotAfter):
		return fmt.Errorf("%s on %s cannot register: the %s certificate of %s has expired", ServiceDRFLocal, n.Name, s, p.Name)
	}
	trusted := n.Trusted(s.TrustStore())
	if slices.ContainsFunc(trusted, func(t *pki.Certificate) bool { return t.Sum == cert.Sum || t.Signed(cert) }) {
		return nil
	}
	return fmt.Errorf("%s on %s cannot register: the %s certificate %s that %s presents is not in its %s; restart the DRF services after a regeneration, or upload the certificate",
		ServiceDRFLocal, n.Name, s, cert, p.Name, s.TrustStore())
}
