package sim

import "encoding/pem"

// PEM returns the certificate in PEM.
func (c *Certificate) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.DER})
}

// Text returns the block that `show cert own` prints.
func (c *Certificate) Text() string { return "" }

// SelfSigned reports whether the certificate names itself as its issuer.
func (c *Certificate) SelfSigned() bool { return string(c.X509.RawSubject) == string(c.X509.RawIssuer) }
