package sim

// pickUp lets the node's running services have a new certificate without the administrator where the release or a
// setting says so (rows 7, 32, 33, 35 and 36). All others go on with what they loaded, HAProxy and Tomcat among them.
func (c *Cluster) pickUp(n *Node, s Store) error {
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
