package phone

import (
	"crypto"
	"crypto/x509"
	"math/big"
	"time"
)

// Kinds of an Identity.
const (
	KindLSC = "LSC"
	KindMIC = "MIC"
	// KindUser is a certificate of a third-party CA that somebody installed on the phone. Wireless phones show it to the network
	// only (tech note 117299).
	KindUser = "user-installed certificate"
)

// Identity is the certificate with which a phone proves who it is: its LSC, or its Manufacturer Installed Certificate
// (MIC). Certificate and key are made when they are asked for; what a server in memory needs to judge it is known at
// once.
type Identity struct {
	Kind                string               // KindLSC or KindMIC; "" for none
	Certificate         func() []byte        // DER; nil where there is none, and its result is nil where it cannot be made
	Key                 func() crypto.Signer // likewise
	Issuer              *x509.Certificate    // who signed it, nil if not known
	Serial              *big.Int             // nil if not known
	NotBefore, NotAfter time.Time            // zero if not known
}

// Expired reports whether the certificate is outside its validity at the time.
func (i Identity) Expired(now time.Time) bool {
	return !i.NotAfter.IsZero() && (now.After(i.NotAfter) || now.Before(i.NotBefore))
}

// identity returns what the phone shows in TLS: its LSC, else its MIC (tech note 200860). The user cannot choose.
func (p *Phone) identity() Identity {
	switch {
	case p.State.LSC != nil:
		return p.State.LSC.identity()
	case !p.Model.MIC:
		return Identity{}
	case p.MIC == nil:
		return Identity{Kind: KindMIC}
	}
	return *p.MIC
}

// Identity returns the certificate that the phone shows in TLS, Kind "" if it has none.
func (p *Phone) Identity() Identity { return p.identity() }
