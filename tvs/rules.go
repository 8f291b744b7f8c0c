package tvs

import (
	"errors"

	"tvslab/wire"
)

// Rules that a message or a server can break. Strict rules are checked on demand
// only. A server closes the connection without an answer; for a client it is as if
// no answer had come.
const (
	RuleHeader      = "T1"  // connection ends with fewer than 10 bytes
	RuleBody        = "T2"  // connection ends, or time is up, before the announced bytes arrived
	RuleProtocol    = "T3"  // protocol id is not 0x57
	RuleVersion     = "T4"  // strict: version is not 1
	RuleCommand     = "T5"  // command unknown, or not the one expected
	RuleElement     = "T6"  // an element ends beyond the body, or stray bytes at its end
	RuleMissing     = "T7"  // VERIFY without elements 1, 2; QUERY without 1, 3, 4, 5
	RuleCertificate = "T8"  // element 2 is not one DER certificate
	RuleDevice      = "T9"  // device name empty; strict: not 0x01 CP-dddd-SEPhhhhhhhhhhhh
	RuleUnknown     = "T10" // strict: unknown element, or the same element twice
	RuleSession     = "T11" // session id of the answer is not that of the request
	RuleStatus      = "T12" // answer without status; TTL not 4 bytes; strict: status not 1 byte
	RuleMismatch    = "T13" // QUERY answered with another certificate than asked for
	RuleServer      = "T14" // server certificate is in no role-21 record
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
	ErrUnreachable = errors.New("tvs server unreachable")
	// ErrServerCertificate: the server's certificate was not accepted (T14), and
	// nothing was sent.
	ErrServerCertificate = errors.New("tvs server certificate not trusted")
	// ErrHandshake: the TLS handshake failed for another reason.
	ErrHandshake = errors.New("tvs tls handshake failed")
	// ErrAnswer: no answer, or one that breaks a rule.
	ErrAnswer = errors.New("no usable tvs answer")
)
