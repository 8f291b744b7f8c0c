package capf

import (
	"crypto"
	"crypto/x509"
	"time"
)

// Credential is a certificate that a phone holds, with its key. Both are made or read when they are asked for.
type Credential struct {
	Issuer      *x509.Certificate // nil if not known
	Certificate func() ([]byte, error)
	Key         func() (crypto.Signer, error)
	LSC         *LSC // that it is; nil of a MIC
}

// Session is what a phone brings into a session.
type Session struct {
	Device   string      // "SEP" and 12 hex digits
	String   string      // authentication string typed by the user, "" for none
	Evidence *Credential // proves who the phone is: its LSC or MIC; nil where the mode asks for none
	MIC      *Credential // shown in addition (SUDI) if it has an RSA key; may be nil
	LSC      *LSC        // installed now, nil for none
	// NewKey makes the key of a new LSC, which may take minutes on old models. The key itself may be made when it is
	// first asked for; an error means that the phone cannot make such a key.
	NewKey func(KeySpec) (func() (crypto.Signer, error), error)
}

// Result is what a session did to the phone.
type Result struct {
	Kind    Kind                          // what the server asked for; None if nothing
	Reason  Reason                        // of END SESSION
	LSC     *LSC                          // the new one, after Install
	Key     func() (crypto.Signer, error) // its key
	Busy    bool                          // the server had no time, and said when to come again
	Later   time.Duration                 // with Busy: after this
	Aborted bool                          // the server broke off an operation that is pending no more
	Deleted bool                          // the LSC is to be erased
	Failed  Reason                        // what the phone itself reported: ReasonNone, or ReasonInvalid where it could not do it
}

// shown is the certificate of the evidence: the LSC where it is that, so that it stands for those of its series.
func (s *Session) shown() *LSC {
	if s.Evidence.LSC != nil {
		return s.Evidence.LSC
	}
	return NewShown(s.Device, evident{s.Evidence.Certificate})
}

// evident is the certificate that one phone showed.
type evident struct{ certificate func() ([]byte, error) }

// Certificate implements Shown.
func (e evident) Certificate(string) ([]byte, error) { return e.certificate() }
