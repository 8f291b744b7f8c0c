package phonetls

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"slices"
	"sync/atomic"

	"tvslab/outcome"
)

// ErrNotServing says that a Server has no certificate at the moment.
var ErrNotServing = errors.New("no certificate to serve with")

// Server is the TLS side of a service of CUCM. It speaks TLS 1.2 and 1.3 unless Old or Verify is set. The fields must not
// change once it serves; a Server is used by many goroutines.
type Server struct {
	// Certificate returns the service's certificate and key. It is called for every handshake, so that a restarted service
	// can show a new one.
	Certificate func() (*tls.Certificate, error)
	// Others, if set, returns further certificates, for clients that cannot use the first: without elliptic curves, say.
	Others func() []tls.Certificate
	// Old allows TLS 1.0 and 1.1 and RSA key exchange, which phones up to 2016 need.
	Old bool
	// Resume lets clients that offer a session ticket resume; phones do not ("caching disabled, session not saved", tech
	// note 213407) and pay nothing for it. Each certificate has a ticket key of its own, so that no session outlives the
	// certificate it was made with: the client of a service that shows another one has to look at that.
	Resume bool
	// Verify, if set, asks for the phone's certificate and judges it: nil, outcome.UnknownCA, outcome.Expired, or any other
	// error for one that is bad otherwise. A phone that has none is refused with outcome.NoCertificate. What was found wrong is told in an
	// alert that TLS 1.3 would hide, so 1.2 is the newest then.
	Verify func(*x509.Certificate) error

	current atomic.Pointer[tls.Config] // for the certificate that was shown last
}

// Handshake secures a connection, within the deadline that is set on it. The connection is the caller's to close.
func (s *Server) Handshake(conn net.Conn) (*tls.Conn, error) {
	out := &alertConn{Conn: conn}
	secured := tls.Server(out, &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		c, err := s.config()
		if err != nil || s.Verify == nil {
			return c, err
		}
		c = c.Clone()
		c.VerifyConnection = func(state tls.ConnectionState) error {
			err := s.judge(state.PeerCertificates)
			out.alert = alertOf(err)
			return err
		}
		return c, nil
	}})
	return secured, secured.Handshake()
}

func (s *Server) judge(shown []*x509.Certificate) error {
	if len(shown) == 0 {
		return outcome.NoCertificate
	}
	return s.Verify(shown[0])
}

// config returns the configuration of a handshake that begins now. It is made once per set of certificates, not per connection.
func (s *Server) config() (*tls.Config, error) {
	certificate, err := s.Certificate()
	if err != nil {
		return nil, err
	}
	if certificate == nil || len(certificate.Certificate) == 0 {
		return nil, ErrNotServing
	}
	all := []tls.Certificate{*certificate}
	if s.Others != nil {
		all = append(all, s.Others()...)
	}
	if c := s.current.Load(); c != nil && slices.EqualFunc(c.Certificates, all, same) {
		return c, nil
	}
	c := s.fresh(all)
	s.current.Store(c)
	return c, nil
}

func (s *Server) fresh(certificates []tls.Certificate) *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: certificates, SessionTicketsDisabled: !s.Resume, KeyLogWriter: keysTo()}
	if s.Old {
		allowOld(c)
	}
	if s.Verify != nil {
		c.ClientAuth, c.MaxVersion = tls.RequestClientCert, tls.VersionTLS12
	}
	if s.Resume {
		var key [32]byte
		rand.Read(key[:]) // never fails (crypto/rand)
		c.SetSessionTicketKeys([][32]byte{key})
	}
	return c
}

// same tells whether two certificates, with their keys and chains, are one.
func same(a, b tls.Certificate) bool {
	return a.PrivateKey == b.PrivateKey && len(a.Certificate) == len(b.Certificate) && bytes.Equal(a.Certificate[0], b.Certificate[0])
}
