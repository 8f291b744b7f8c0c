package system

import (
	"slices"
	"time"

	"tvslab/sim/pki"
)

// maxChain bounds the walk from a certificate to what is trusted, against certificates that issued each other.
const maxChain = 8

// anchor returns the trusted certificate that vouches for cert: itself, or a CA that signed it, directly or through CA
// certificates that are shown beside it. Dates are the caller's business.
func anchor(cert *pki.Certificate, trusted, beside []*pki.Certificate) (*pki.Certificate, bool) {
	for range maxChain {
		if i := slices.IndexFunc(trusted, func(t *pki.Certificate) bool { return t.Sum == cert.Sum || signed(t, cert) }); i >= 0 {
			return trusted[i], true
		}
		i := slices.IndexFunc(beside, func(ca *pki.Certificate) bool { return signed(ca, cert) })
		if i < 0 {
			return nil, false
		}
		cert = beside[i]
	}
	return nil, false
}

// signed reports whether ca signed cert. A self-signed certificate is vouched for by itself alone: one of the same name may have
// the same key of the lab. CAPF certificates sign LSCs and do not say that they are a CA's.
func signed(ca, cert *pki.Certificate) bool {
	return !cert.SelfSigned() && (ca.Signed(cert) || pki.PhoneIssuer([]*pki.Certificate{ca}, cert.X509) != nil)
}

// valid reports whether now is within the validity of a certificate.
func valid(cert *pki.Certificate, now time.Time) bool {
	return pki.ValidityOf(cert.X509).Check(now) == nil
}

// describe names a certificate for people: the store it was made for and what it is.
func describe(cert *pki.Certificate) string {
	if cert == nil || cert.Store == "" {
		return cert.String()
	}
	return string(cert.Store) + " " + cert.String()
}
