package capf

import "time"

// Outcomes of an [Exchange].
const (
	OutcomeEnded     = "ended"            // END SESSION was said; Exchange.Reason says how
	OutcomeMalformed = "malformed"        // END SESSION with reason 7: a message broke a rule, or the phone was refused
	OutcomeBroken    = "broken off"       // the phone went away or fell silent
	OutcomeHandshake = "handshake failed" // of TLS
)

// Exchange is one connection in the log of a [Server]. What was not reached is zero.
type Exchange struct {
	Time        time.Time     // when the connection was accepted
	Peer        string        // client as host:port
	TLSVersion  uint16        // as tls.VersionTLS12
	CipherSuite uint16        // as tls.TLS_RSA_WITH_AES_256_CBC_SHA
	Session     uint32        // session id
	Device      string        // hostile bytes, quote it
	Kind        Kind          // operation that was pending
	State       string        // what the phone was doing last: "authenticating", "generating key"...
	Reason      Reason        // of END SESSION
	Outcome     string        // one of the Outcome constants
	Err         error         // why it was not OutcomeEnded
	Duration    time.Duration // on the server's clock, handshake included
}
