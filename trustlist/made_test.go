package trustlist

import (
	"crypto"
	"crypto/x509"
)

// newSigner returns a signer with names as the layout has them.
func newSigner(cert *x509.Certificate, key crypto.Signer, layout Layout) Signer {
	return Signer{Name: layout.name(cert.RawSubject), CAName: layout.name(cert.RawIssuer), Serial: serialBytes(cert), Key: key}
}

// built makes a list and signs it at once: what a draft is held to.
func built(t ListTemplate, s Signer) ([]byte, error) {
	h, body, err := t.parts()
	if err != nil {
		return nil, err
	}
	return h.seal(body, s)
}

// hostValue returns a host name as record tag 2 holds it: with a NUL.
func hostValue(host string) []byte { return append([]byte(host), 0) }
