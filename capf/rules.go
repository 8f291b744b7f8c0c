package capf

import (
	"tvslab/outcome"
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

var words = outcome.Words{
	outcome.Unreachable: "capf server unreachable",
	outcome.Timeout:     "capf server did not answer",
	outcome.Untrusted:   "capf server certificate not trusted",
	outcome.Handshake:   "capf tls handshake failed",
	outcome.BadAnswer:   "capf session failed",
}

// Failed makes the error of a session with the server at where: outcome.Unreachable, outcome.Untrusted (nothing was sent),
// outcome.Handshake, or outcome.BadAnswer where the session broke off or broke a rule. reason may be nil.
func Failed(where string, o outcome.Outcome, reason error) error {
	return words.Failed(where, o, reason)
}
