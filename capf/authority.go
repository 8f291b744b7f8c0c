package capf

import (
	"crypto"
	"crypto/x509"
	"time"
)

// Kind is a certificate operation as the device page of CUCM offers it.
type Kind string

// The operations. No operation pending is None.
const (
	None         Kind = "none"
	Install      Kind = "install-upgrade"
	Troubleshoot Kind = "troubleshoot" // reads the phone's LSC
	Delete       Kind = "delete"
)

// Authentication is how a phone proves who it is, by the numbers of element 8.
type Authentication uint8

// The ways. ByLSC and ByMIC are "By Existing Certificate" with precedence to the one or the other; the phone picks
// the certificate, so the server treats them alike.
const (
	ByNothing Authentication = 0
	ByString  Authentication = 1
	ByNull    Authentication = 2
	ByLSC     Authentication = 3
	ByMIC     Authentication = 4
)

// Operation is what a device has pending.
type Operation struct {
	Kind           Kind
	Authentication Authentication
	String         string        // the authentication string, with ByString; compared whole, case matters
	Key            KeySpec       // what key to make, with Install
	Backup         KeySpec       // and what else where the phone cannot make that, with Install ("EC Preferred, RSA Backup"); zero for nothing
	Extras         Extras        // what no recorded session has
	Busy           time.Duration // the server has no time for the device, which shall come again after this; 0: it has
	Lapsed         bool          // with None: an operation was pending, and its last day is over
	Paused         bool          // too many wrong strings came, with ByString: no string is right now
	Own            bool          // a certificate proves the device only that it names: its common name ends in the device's name
}

// KeySpec says what key a phone shall make.
type KeySpec struct {
	Curve string // "P-256", "P-384", "P-521"; "" means RSA
	Bits  int    // of an RSA key: 512, 1024, 2048, 3072, 4096
}

// Outcome is how a session with a known device ended.
type Outcome struct {
	Device  string
	Kind    Kind   // what was to be done
	Reason  Reason // ReasonSuccess where the phone did it; ReasonNone with Kind None; else why not
	LSC     *LSC   // installed, with Install; read, with Troubleshoot; nil where there is none
	Shown   *LSC   // with Kind None: the certificate, LSC or MIC, with which the phone proved itself all the same; nil for none
	Refused bool   // the phone did not prove who it is; the operation stays pending
	Wrong   int    // with Refused: how many wrong authentication strings came, 1 of one session
	Err     error  // why the authority issued no LSC, nil for any other reason
}

// Authority decides for a server. It must be safe for concurrent use.
type Authority interface {
	// Pending returns what the device has pending, Kind None for nothing; ok is false for a device that is not known.
	// The name comes from the network.
	Pending(device string) (op Operation, ok bool)
	// Issuers are the authorities whose certificates prove a phone: CAPF's own, present and former, and the makers'.
	Issuers() []*x509.Certificate
	// Issue makes the LSC of a device for a public key. It may leave all computing to the first call of LSC.DER, which
	// is when it asks for the key. An error ends the operation: Done is told of it, the phone hears "invalid" (reason 7).
	Issue(device string, public func() (crypto.PublicKey, error)) (*LSC, error)
	// Done tells how an operation that was pending ended, and of a phone that came with a certificate although nothing is
	// pending. A connection that breaks off is not told: the operation stays pending, and the phone comes again.
	Done(Outcome)
}
