package capf

import (
	"errors"

	"tvslab/wire"
)

// Rules that a message can break. Strict rules are checked on demand only. A server answers a broken rule with END
// SESSION and reason 7 and closes; after C1 it just closes.
const (
	RuleShort    = "C1"  // the connection ends inside a header or a body
	RuleProtocol = "C2"  // protocol id is not 0x55
	RuleElement  = "C3"  // an element ends beyond the body, or stray bytes at its end
	RuleMissing  = "C4"  // a required element is missing
	RuleVersion  = "C5"  // strict: version is not 3
	RuleSession  = "C6"  // session id differs from that of the first message
	RuleWrapper  = "C7"  // element 4 is shorter than its wrapper; strict: its inner length is wrong
	RuleKey      = "C8"  // element 9 is no public key, or not of the kind that was asked for
	RuleCommand  = "C9"  // command not expected in this state
	RuleText     = "C10" // strict: element 11 or 13 does not end with NUL
)

// Error is a broken rule: Rule is one of those above.
type Error = wire.Error

// broken makes an Error without an element.
func broken(rule string, offset int, format string, args ...any) *Error {
	return frame.Broken(rule, offset, format, args...)
}

// Classes of a [Client]'s errors; compare with errors.Is.
var (
	// ErrUnreachable: the TCP connection was refused or timed out.
	ErrUnreachable = errors.New("capf server unreachable")
	// ErrServerCertificate: the server's certificate was not accepted, and nothing was sent.
	ErrServerCertificate = errors.New("capf server certificate not trusted")
	// ErrHandshake: the TLS handshake failed for another reason.
	ErrHandshake = errors.New("capf tls handshake failed")
	// ErrSession: the session broke off or broke a rule.
	ErrSession = errors.New("capf session failed")
)
