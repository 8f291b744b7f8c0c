package sim

import "fmt"

// ReuseTomcat uses a multi-server tomcat certificate for CallManager too.
func (c *Cluster) ReuseTomcat(node string) ([]Event, error) {
	return nil, fmt.Errorf("reuse certificate on %q: not yet", node)
}
