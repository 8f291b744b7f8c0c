package phonetls

import (
	"errors"
	"net"
	"reflect"
	"slices"

	"tvslab/outcome"
)

// Numbers of TLS alerts. The standard library sends bad_certificate whatever a callback finds wrong.
const (
	alertHandshakeFailure = 40
	alertBadCertificate   = 42
	alertExpired          = 45
	alertUnknownCA        = 48
)

// alerts is what a call manager sends for what it finds wrong with the certificate of a phone. "unknown CA" is in consoles
// of phones; a phone that has no certificate gets handshake_failure, as RFC 5246, 7.4.6 has it.
var alerts = map[outcome.Outcome]byte{
	outcome.NoCertificate: alertHandshakeFailure, outcome.Expired: alertExpired, outcome.UnknownCA: alertUnknownCA,
}

// alertOf returns the number of the alert for what was found wrong.
func alertOf(err error) byte {
	if number, ok := alerts[outcome.Of(err)]; ok {
		return number
	}
	return alertBadCertificate
}

// Complaint returns what a server that asks for certificates said about the phone's, by the error of the handshake:
// outcome.UnknownCA, outcome.Expired, outcome.NoCertificate, or 0 where the alert was none of theirs.
func (c *Client) Complaint(err error) outcome.Outcome {
	number, ok := remoteAlert(err)
	for o, alert := range alerts {
		if ok && number == alert && (o != outcome.NoCertificate || c.Certificate == nil) {
			return o
		}
	}
	return 0
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
