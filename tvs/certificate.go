package tvs

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"sync/atomic"
)

// errNoCertificate says that a Server has no certificate at the moment.
var errNoCertificate = errors.New("no certificate to serve with")

// shown makes the TLS configuration for the certificate that a server shows, once per
// certificate and not per connection.
//
// Clients that offer a session ticket may resume; phones do not ("caching disabled,
// session not saved", tech note 213407) and pay nothing for it. Each certificate has a
// ticket key of its own, so that no session outlives the certificate it was made with: the
// client of a service that shows another one has to look at that.
type shown struct {
	base        *tls.Config // without a certificate
	certificate func() (*tls.Certificate, error)
	current     atomic.Pointer[tls.Config]
}

// config returns the configuration of a handshake that begins now.
func (s *shown) config(*tls.ClientHelloInfo) (*tls.Config, error) {
	certificate, err := s.certificate()
	if err != nil {
		return nil, err
	}
	if certificate == nil || len(certificate.Certificate) == 0 {
		return nil, errNoCertificate
	}
	if c := s.current.Load(); c != nil && same(&c.Certificates[0], certificate) {
		return c, nil
	}
	c := s.base.Clone()
	c.Certificates = []tls.Certificate{*certificate}
	var key [32]byte
	rand.Read(key[:]) // never fails (crypto/rand)
	c.SetSessionTicketKeys([][32]byte{key})
	s.current.Store(c)
	return c, nil
}

// same tells whether two certificates, with their keys and chains, are one.
func same(a, b *tls.Certificate) bool {
	return a.PrivateKey == b.PrivateKey && len(a.Certificate) == len(b.Certificate) && bytes.Equal(a.Certificate[0], b.Certificate[0])
}
