package sim

import "fmt"

// identityChanged is what follows from a new identity certificate of a node: services that take it over or restart by
// themselves, ITL files, and the reset of the phones.
func (c *Cluster) identityChanged(n *Node, s Store) error {
	if err := c.takeOver(n, s); err != nil {
		return err
	}
	rule := storeRules[s]
	if rule.listed {
		if err := c.rebuildITLs(string(s) + " regenerated"); err != nil {
			return err
		}
	}
	if rule.reset || s == Tomcat && c.Settings.TomcatResets {
		c.queueReset(fmt.Sprintf("%s of %s regenerated", s, n.Name))
	}
	return nil
}

// takeOver lets the node's running services have a new certificate without the administrator where the release or a
// setting says so (rows 7, 32, 33, 35 and 36). All others go on with what they loaded, HAProxy and Tomcat among them.
func (c *Cluster) takeOver(n *Node, s Store) error {
	switch {
	case s == CallManager:
		if c.keyAtOnce() && n.Running(ServiceTFTP) {
			n.tftp.key = n.identity[s]
		}
		if c.callManagerAtOnce() {
			c.reload(n, s, ServiceCCM, ServiceCTIManager)
		}
	case s == TVS && c.tvsRestarts() && n.Running(ServiceTVS):
		return c.restartService(n, ServiceTVS)
	case s == CAPF && c.capfRestarts() && n.Running(ServiceCAPF):
		return c.restartService(n, ServiceCAPF)
	}
	return nil
}
