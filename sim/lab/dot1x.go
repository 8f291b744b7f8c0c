package lab

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"

	"tvslab/capf"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/tvs"
)

// EventDot1X is the kind of a phone's event that says what the 802.1X authenticator made of it.
const EventDot1X = "dot1x"

// Authenticator is the 802.1X authentication server behind the switch ports of the groups that have Dot1X. EAP-TLS: a
// phone shows its LSC, else its MIC, and gets into the network if the authenticator trusts the issuer and neither
// certificate has expired. The zero value trusts nobody.
type Authenticator struct {
	trusted []*x509.Certificate
}

// Trust lets the authenticator trust a further issuer, a CAPF certificate or a manufacturer's CA; trusting one twice
// changes nothing. Phones are authenticated when they boot.
func (a *Authenticator) Trust(issuer *x509.Certificate) {
	if !slices.ContainsFunc(a.trusted, issuer.Equal) {
		a.trusted = append(a.trusted, issuer)
	}
}

// Trusted returns whom the authenticator trusts, in the order they were added.
func (a *Authenticator) Trusted() []*x509.Certificate { return slices.Clone(a.trusted) }

// Authenticator returns the lab's 802.1X authentication server, which trusts nobody at first.
func (l *Lab) Authenticator() *Authenticator { return &l.authenticator }

// judge decides about what a phone shows: nil, or why it gets no network.
func (l *Lab) authenticate(id phone.Identity) error {
	trusts := id.Issuer != nil && slices.ContainsFunc(l.authenticator.trusted, id.Issuer.Equal)
	switch {
	case id.Kind == "" || id.Certificate == nil:
		return fmt.Errorf("%w: no network: 802.1X: the phone has no certificate", phone.ErrUnreachable)
	case !trusts:
		return fmt.Errorf("%w: no network: 802.1X: the authentication server does not trust %s, issuer of the phone's %s",
			phone.ErrUnreachable, issuerName(id), id.Kind)
	case id.Expired(l.Now()) || l.Now().After(id.Issuer.NotAfter):
		return fmt.Errorf("%w: no network: 802.1X: the phone's %s or its issuer %s has expired", phone.ErrUnreachable, id.Kind, issuerName(id))
	}
	return nil
}

func issuerName(id phone.Identity) string {
	if id.Issuer == nil {
		return "the unknown issuer"
	}
	return id.Issuer.Subject.CommonName
}

// admitted returns why the phone has no network, nil if it has: only ports with 802.1X keep a phone out.
func (l *Lab) admitted(p *awake) error {
	if !p.Dot1X {
		return nil
	}
	return l.authenticate(p.Identity())
}

// cutOff is the network of a phone that its switch port does not let in: none.
type cutOff struct{ why error }

// Fetch implements phone.Network.
func (c cutOff) Fetch(context.Context, string, string, phone.Transport, string) (*content.File, error) {
	return nil, c.why
}

// TVS implements phone.Network.
func (c cutOff) TVS(_ context.Context, _ string, _ phone.Model, server string, _ int, _ func([]byte) error, _ *tvs.Request) (*tvs.Response, error) {
	return nil, fmt.Errorf("tvs %s: %w", server, tvs.ErrUnreachable)
}

// Register implements phone.Network.
func (c cutOff) Register(context.Context, string, string, int) error { return c.why }

// RegisterTLS implements phone.SecureNetwork.
func (c cutOff) RegisterTLS(context.Context, string, phone.Model, string, int, phone.Identity, func([]byte) error) error {
	return c.why
}

// Enrol implements phone.CAPFNetwork.
func (c cutOff) Enrol(_ context.Context, _ string, _ phone.Model, server string, _ int, _ func([]byte) error, _ capf.Session) (capf.Result, error) {
	return capf.Result{}, fmt.Errorf("capf %s: %w", server, capf.ErrUnreachable)
}
