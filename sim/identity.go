package sim

import "fmt"

// uploadIdentity puts a CA-signed certificate into an identity store of a node.
func (c *Cluster) uploadIdentity(s Store, cert *Certificate, node string) ([]Event, error) {
	return nil, fmt.Errorf("certificate %s for %q on %q: not yet", cert, s, node)
}
