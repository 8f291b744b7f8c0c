package sim

import "fmt"

// CSROptions are the choices of the page "Generate Certificate Signing Request".
type CSROptions struct {
	MultiServer     bool     // one certificate for all nodes: "Multi-server(SAN)"
	KeyBits         int      // RSA key length; 0 = the release's
	Curve           string   // of an ECDSA store: P-256 or P-384; "" = P-384
	Hash            string   // SHA1, SHA256, SHA384, SHA512; "" = the release's
	SubjectAltNames []string // further DNS names
}

// Request is a certificate signing request that waits on a node for its certificate.
type Request struct{}

// PEM returns the request as the page "Download CSR" gives it.
func (r *Request) PEM() []byte { return nil }

// CSR returns the request that waits for a certificate of the store, nil if there is none.
func (n *Node) CSR(s Store) *Request { return nil }

// GenerateCSR makes a key pair and a certificate signing request on a node.
func (c *Cluster) GenerateCSR(s Store, node string, o CSROptions) ([]Event, error) {
	return nil, fmt.Errorf("csr of %q on %q: not yet", s, node)
}

// SignCSR returns what the lab CA called by answers to the request that waits on the node; nothing is uploaded.
func (c *Cluster) SignCSR(node string, s Store, by string) (*Certificate, error) {
	return nil, fmt.Errorf("csr of %q on %q: not yet", s, node)
}
