package phonetls

import (
	"errors"
	"net"
	"reflect"
	"slices"
)

// What a server finds wrong with the certificate of a phone, as [Server].Verify says it and as the phone hears it; compare
// with errors.Is.
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

// alertOf returns the number of the alert for what was found wrong.
func alertOf(err error) byte {
	for _, a := range alerts {
		if errors.Is(err, a.err) {
			return a.alert
		}
	}
	return alertBadCertificate
}

// Complaint returns what a server that asks for certificates said about the phone's, by the error of the handshake:
// ErrUnknownCA, ErrExpired, ErrNoCertificate, or nil where the alert was none of theirs.
func (c *Client) Complaint(err error) error {
	number, ok := remoteAlert(err)
	for _, a := range alerts {
		if ok && number == a.alert && (a.err != ErrNoCertificate || c.Certificate == nil) {
			return a.err
		}
	}
	return nil
}

// remoteAlert returns the number of the alert that the other side sent. The standard library does not export the type.
func remoteAlert(err error) (byte, bool) {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" {
		return 0, false
	}
	alert := reflect.ValueOf(op.Err)
	if alert.Kind() != reflect.Uint8 {
		return 0, false
	}
	return byte(alert.Uint()), true
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
