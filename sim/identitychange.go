package sim

import "tvslab/sim/cucm"

// pickUp lets the node's running services have a new certificate without the administrator where the release or a
// setting says so (rows 7, 32, 33, 35 and 36). All others go on with what they loaded, HAProxy and Tomcat among them.
func (c *Cluster) pickUp(n *Node, s cucm.Store) error {
	switch {
	case s == cucm.CallManager:
		if c.rules.KeyAtOnce && n.Running(ServiceTFTP) {
			n.tftp.key = n.identity[s]
		}
		if c.rules.CallManagerAtOnce {
			c.reload(n, s, ServiceCCM, ServiceCTIManager)
		}
	case s == cucm.TVS && c.rules.TVSRestarts && n.Running(ServiceTVS):
		return c.restartService(n, ServiceTVS)
	case s == cucm.CAPF && c.rules.CAPFRestarts && n.Running(ServiceCAPF):
		return c.restartService(n, ServiceCAPF)
	}
	return nil
}
