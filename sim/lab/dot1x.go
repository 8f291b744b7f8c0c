package lab

import (
	"crypto/x509"
	"slices"
)

// Authenticator is the 802.1X authentication server in front of the groups that have Dot1X: it lets a phone into the
// network if it trusts the issuer of the phone's LSC, or of its MIC where it has no LSC.
type Authenticator struct {
	Trusted []*x509.Certificate
}

// Trust lets the authenticator trust a further issuer; trusting one twice changes nothing.
func (a *Authenticator) Trust(issuer *x509.Certificate) {
	if !slices.ContainsFunc(a.Trusted, issuer.Equal) {
		a.Trusted = append(a.Trusted, issuer)
	}
}

// Authenticator returns the lab's 802.1X authentication server, which trusts nobody at first.
func (l *Lab) Authenticator() *Authenticator { return &l.authenticator }
