package sim

import (
	"bytes"
	"crypto/x509"

	"tvslab/sim/cucm"
)

// PhoneIssuer returns the authority that signed a phone's certificate, among those JudgePhone goes by on the node; nil
// if none of them did. Names do not decide, signatures do; SHA-1, which LSCs of old releases have, is good enough.
func (c *Cluster) PhoneIssuer(node string, cert *x509.Certificate) *x509.Certificate {
	n := c.Node(node)
	if n == nil {
		return nil
	}
	for _, t := range n.Trusted(cucm.CallManagerTrust) {
		if bytes.Equal(t.X509.RawSubject, cert.RawIssuer) &&
			t.X509.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature) == nil {
			return t.X509
		}
	}
	return nil
}
