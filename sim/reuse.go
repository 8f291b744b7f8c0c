package sim

import (
	"fmt"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// ReuseTomcat is "Reuse Certificate": the multi-server tomcat certificate of the node serves CallManager too, on every
// node that has it. If a CA signed it, its chain must be in CallManager-trust. 14 and later (row 28).
func ReuseTomcat(node string) Op {
	return func(c *Cluster) error {
		const what = "reuse certificate"
		if !c.rules.ReuseTomcat {
			return fmt.Errorf("%s: not available on release %s (14 and later)", what, c.Release)
		}
		n, err := c.identityNode(cucm.Tomcat, node)
		if err != nil {
			return err
		}
		cert := n.identity[cucm.Tomcat]
		switch {
		case !cert.MultiServer:
			return fmt.Errorf("%s: the tomcat certificate %s of %q is not a multi-server one", what, cert, n.Name)
		case n.ReusesTomcat():
			return fmt.Errorf("%s: CallManager on %q has the tomcat certificate already", what, n.Name)
		}
		if err := pki.CheckChain(cucm.CallManager, cert, n.Trusted(cucm.CallManagerTrust), c.Now); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		own := *cert
		own.Store = cucm.CallManager
		return c.replace(n, cucm.CallManager, &own, "reused")
	}
}

// ReusesTomcat reports whether CallManager on the node has the certificate of tomcat; the list of certificates in OS
// Administration then has no line for CallManager, while `show cert list own` has.
func (n *Node) ReusesTomcat() bool {
	tomcat, own := n.identity[cucm.Tomcat], n.identity[cucm.CallManager]
	return tomcat != nil && own != nil && tomcat.Sum == own.Sum
}
