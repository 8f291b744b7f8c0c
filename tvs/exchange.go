package tvs

import (
	"errors"
	"time"
)

// Outcomes of an [Exchange].
const (
	OutcomeKnown     = "known"      // answered with status 0
	OutcomeUnknown   = "unknown"    // answered with status 1
	OutcomeMalformed = "malformed"  // closed without an answer: the request breaks a rule
	OutcomeNoRequest = "no request" // closed without an answer: it never came, or not all of it
	OutcomeHandshake = "handshake failed"
	OutcomeFailed    = "failed" // no answer could be made or sent
)

// Exchange is one connection in the log of a [Server]. What was not reached is zero.
type Exchange struct {
	Time        time.Time     // when the connection was accepted
	Peer        string        // client as host:port
	TLSVersion  uint16        // as tls.VersionTLS12
	CipherSuite uint16        // as tls.TLS_RSA_WITH_AES_256_CBC_SHA
	Device      string        // hostile bytes, quote it
	Command     Command       // of the request
	Session     uint32        // of the request
	Outcome     string        // one of the Outcome constants
	Err         error         // why there was no answer
	Duration    time.Duration // on the server's clock, handshake included
}

// outcomeOf tells requests that break a rule from those that did not arrive.
func outcomeOf(err error) string {
	var rule *Error
	if errors.As(err, &rule) && (rule.Rule == RuleHeader || rule.Rule == RuleBody) {
		return OutcomeNoRequest
	}
	return OutcomeMalformed
}
