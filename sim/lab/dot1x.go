package lab

import (
	"context"

	"tvslab/capf"
	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/service"
	"tvslab/sim/lab/dot1x"
	"tvslab/tvs"
)

// Authenticator returns the lab's 802.1X authentication server, which trusts nobody at first.
func (w *world) Authenticator() *dot1x.Authenticator { return &w.authenticator }

// admitted returns why the phone has no network, nil if it has: only ports with 802.1X keep a phone out.
func (w *world) admitted(p *awake) error {
	if !p.Dot1X {
		return nil
	}
	return w.authenticator.Judge(p.Identity(), w.Now())
}

// cutOff is the network of a phone that its switch port does not let in: none.
func cutOff(why error) phone.Network {
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
