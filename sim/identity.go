package sim

import "fmt"

// uploadIdentity puts a CA-signed certificate into an identity store of a node.
func (c *Cluster) uploadIdentity(s Store, cert *Certificate, node string) ([]Event, error) {
	return nil, fmt.Errorf("certificate %s: %q on %q has no pending CSR; generate one first", cert, s, node)
}
