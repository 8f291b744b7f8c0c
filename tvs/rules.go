package tvs

import (
	"tvslab/outcome"
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

var words = outcome.Words{
	outcome.Unreachable: "tvs server unreachable",
	outcome.Timeout:     "tvs server did not answer",
	outcome.Untrusted:   "tvs server certificate not trusted",
	outcome.Handshake:   "tvs tls handshake failed",
	outcome.BadAnswer:   "no usable tvs answer",
}

// Failed makes the error of a question to the server at where that got no answer: outcome.Unreachable, outcome.Untrusted
// (T14; nothing was sent), outcome.Handshake or outcome.BadAnswer, the latter with an *Error as its reason where a rule was
// broken. reason may be nil.
func Failed(where string, o outcome.Outcome, reason error) error {
	return words.Failed(where, o, reason)
}
