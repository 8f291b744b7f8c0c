package sim

import "fmt"

// SelfSignedOptions are the choices of the page "Generate New Self-signed Certificate".
type SelfSignedOptions struct {
	KeyBits     int    // RSA: 1024 to 4096, EC: 256 or 384; 0 = the release's
	Years       int    // validity; 0 = the release's
	Hash        string // SHA1, SHA256, SHA384, SHA512; "" = the release's
	MultiServer bool   // one certificate for all nodes (14 and later)
}

// GenerateSelfSigned makes a new self-signed certificate with the chosen properties.
func (c *Cluster) GenerateSelfSigned(s Store, node string, o SelfSignedOptions) ([]Event, error) {
	return nil, fmt.Errorf("self-signed certificate %q on %q: not yet", s, node)
}
