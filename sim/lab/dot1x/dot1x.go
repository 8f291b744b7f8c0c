// Package dot1x stands for the 802.1X authentication server behind switch ports, and for others that let phones in by their
// certificate, as far as they decide who gets a network.
package dot1x

import (
	"cmp"
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"tvslab/capf"
	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/service"
	"tvslab/tvs"
)

// Authenticator is the 802.1X authentication server behind the switch ports of the groups that have Dot1X. EAP-TLS: a
// phone shows its LSC, else its MIC, and gets into the network if the authenticator trusts the issuer and neither
// certificate has expired. It does not look at the CTL, which is "used for 802.1X" (tech note 214231) in that phones without an ITL
// know by it the CAPF server that gives them LSCs: inferred. The zero value trusts nobody.
type Authenticator struct {
	gate    string // what it is, "" for 802.1X
	trusted []*x509.Certificate
}

// Gate returns what lets phones in as the 802.1X authentication server does: a VPN concentrator for instance, which name
// describes.
func Gate(name string, trusted ...*x509.Certificate) Authenticator {
	return Authenticator{gate: name, trusted: trusted}
}

// Trust lets the authenticator trust a further issuer, a CAPF certificate or a manufacturer's CA; trusting one twice
// changes nothing. Phones are authenticated when they boot.
func (a *Authenticator) Trust(issuer *x509.Certificate) {
	if !slices.ContainsFunc(a.trusted, issuer.Equal) {
		a.trusted = append(slices.Clip(a.trusted), issuer)
	}
}

// Trusted returns whom the authenticator trusts, in the order they were added.
func (a *Authenticator) Trusted() []*x509.Certificate { return slices.Clone(a.trusted) }

// Judge decides about what a phone shows now: nil, or why it gets no network.
func (a *Authenticator) Judge(id phone.Identity, now time.Time) error {
	gate := cmp.Or(a.gate, "802.1X")
	trusts := id.Issuer != nil && slices.ContainsFunc(a.trusted, id.Issuer.Equal)
	switch {
	case id.Kind == "" || id.Certificate == nil:
		return fmt.Errorf("%w: no network: %s: the phone has no certificate", outcome.Unreachable, gate)
	case !trusts:
		return fmt.Errorf("%w: no network: %s: the authentication server does not trust %s, issuer of the phone's %s",
			outcome.Unreachable, gate, issuerName(id), id.Kind)
	case id.Expired(now) || now.Before(id.Issuer.NotBefore) || now.After(id.Issuer.NotAfter):
		return fmt.Errorf("%w: no network: %s: the phone's %s or its issuer %s has expired", outcome.Unreachable, gate, id.Kind, issuerName(id))
	}
	return nil
}

func issuerName(id phone.Identity) string {
	if id.Issuer == nil {
		return "the unknown issuer"
	}
	return id.Issuer.Subject.CommonName
}

// CutOff is the network of a phone that its switch port does not let in: none.
func CutOff(why error) phone.Network {
	return phone.Around(nil, func(_ context.Context, c phone.Call, _ func() error) error { return unreachable(c, why) })
}

// unreachable is the error of a call that gets nowhere: of TVS and CAPF in their own words.
func unreachable(c phone.Call, why error) error {
	switch c.Service {
	case service.TVS:
		return tvs.Failed("tvs "+c.Server, outcome.Unreachable, nil)
	case service.CAPF:
		return capf.Failed("capf "+c.Server, outcome.Unreachable, nil)
	}
	return why
}
