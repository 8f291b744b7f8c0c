package registration

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"slices"
)

// TLS is the TLS side of a call manager's secure port. Phones must show a certificate.
type TLS struct {
	// Certificate returns the call manager's certificate and key. It is called for every handshake, so that a restarted
	// service can show a new one.
	Certificate func() (*tls.Certificate, error)
	// Verify judges the certificate of a phone: nil, ErrUnknownCA, ErrExpired, or any other error for a certificate
	// that is bad otherwise. It is called by many goroutines at once.
	Verify func(*x509.Certificate) error
}

// What TLS.Verify and the client tell of a phone's certificate; compare with errors.Is.
var (
	ErrUnknownCA     = errors.New("unknown CA")
	ErrExpired       = errors.New("certificate expired")
	ErrNoCertificate = errors.New("no certificate")
)

// Numbers of TLS alerts. The standard library sends bad_certificate whatever a callback finds wrong.
const (
	alertHandshakeFailure = 40
	alertBadCertificate   = 42
	alertExpired          = 45
	alertUnknownCA        = 48
)

// alerts is what a call manager sends. "unknown CA" is in consoles of phones; a phone that has no certificate gets
// handshake_failure, as RFC 5246, 7.4.6 has it.
var alerts = []struct {
	err   error
	alert byte
}{{ErrNoCertificate, alertHandshakeFailure}, {ErrExpired, alertExpired}, {ErrUnknownCA, alertUnknownCA}}

// suites are what phones from 2005 to now find something in; the first two are named in consoles of 7900 series phones.
// The authenticated mode's NULL-SHA is not among them: the standard library does not have it.
var suites = []uint16{
	tls.TLS_RSA_WITH_AES_256_CBC_SHA, tls.TLS_RSA_WITH_AES_128_CBC_SHA,
	tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
	tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
}

func (t *TLS) handshake(conn net.Conn) (*tls.Conn, error) {
	out := &alertConn{Conn: conn}
	secured := tls.Server(out, &tls.Config{
		MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS12, CipherSuites: suites,
		ClientAuth: tls.RequestClientCert, SessionTicketsDisabled: true,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return t.Certificate() },
		VerifyConnection: func(state tls.ConnectionState) error {
			err := t.verify(state.PeerCertificates)
			out.alert = alertOf(err)
			return err
		},
	})
	return secured, secured.Handshake()
}

func (t *TLS) verify(shown []*x509.Certificate) error {
	if len(shown) == 0 {
		return ErrNoCertificate
	}
	return t.Verify(shown[0])
}

func alertOf(err error) byte {
	for _, a := range alerts {
		if errors.Is(err, a.err) {
			return a.alert
		}
	}
	return alertBadCertificate
}

// alertConn replaces the alert bad_certificate by a better one. It works up to TLS 1.2, where the alert that answers a
// certificate is not encrypted yet. It is used by one goroutine.
type alertConn struct {
	net.Conn
	alert byte // 0: leave as it is
}

// Write implements io.Writer. An alert is a record of type 21 with two bytes: level 2 (fatal) and its number.
func (c *alertConn) Write(b []byte) (int, error) {
	if c.alert != 0 && len(b) == 7 && b[0] == 21 && b[5] == 2 && b[6] == alertBadCertificate {
		b = slices.Clone(b)
		b[6] = c.alert
	}
	return c.Conn.Write(b)
}
