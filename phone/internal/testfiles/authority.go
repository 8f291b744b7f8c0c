package testfiles

import (
	"crypto/x509"
	"slices"
	"testing"

	"tvslab/trustlist"
	"tvslab/tvs"
)

// Authority is a [tvs.Authority] that knows identities by name, with their roles.
type Authority struct {
	T     testing.TB
	Known map[string][]trustlist.Role
}

func (a Authority) find(match func(*x509.Certificate) bool) (tvs.Answer, bool) {
	for name, roles := range a.Known {
		if cert := ID(a.T, name).Cert; match(cert) {
			return tvs.Answer{Certificate: cert.Raw, Roles: roles, TTL: tvs.DefaultTTL}, true
		}
	}
	return tvs.Answer{}, false
}

// Verify implements tvs.Authority.
func (a Authority) Verify(der []byte) (tvs.Answer, bool) {
	return a.find(func(c *x509.Certificate) bool { return slices.Equal(c.Raw, der) })
}

// Query implements tvs.Authority.
func (a Authority) Query(_, issuer string, serial []byte) (tvs.Answer, bool) {
	return a.find(func(c *x509.Certificate) bool {
		return trustlist.Name(c.RawIssuer) == issuer && slices.Equal(c.SerialNumber.Bytes(), serial)
	})
}
