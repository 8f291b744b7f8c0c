package lab

import (
	"tvslab/event"
	"tvslab/phone"
	"tvslab/sim/lab/dot1x"
)

// networkOf returns the network that a phone boots on: the lab's, or none where 802.1X keeps it out. What the
// authentication server says, and the traces of TVS, go into the record.
func (l *Lab) networkOf(p *awake, r *record) phone.Network {
	if p.Dot1X || p.Behind != "" {
		why := l.admitted(p)
		r.events = append(r.events, event.Event{Time: l.Now(), Phone: p.Name, What: Authenticated{p.Behind, p.Identity().Kind, why}})
		if why != nil {
			return dot1x.CutOff(why)
		}
	}
	if l.told.logged != nil && l.told.watches() {
		return traced{l.network, l.world, r}
	}
	return l.network
}

// supposedNetwork returns net, or none for a phone that 802.1X would keep out.
func (w *world) supposedNetwork(p *awake, net phone.Network) phone.Network {
	if why := w.admitted(p); why != nil {
		return dot1x.CutOff(why)
	}
	return net
}

// Authenticator returns the lab's 802.1X authentication server, which trusts nobody at first.
func (w *world) Authenticator() *dot1x.Authenticator { return &w.authenticator }

// admitted returns why the phone has no network, nil if it has: only ports with 802.1X, and a system before it, keep a phone out.
func (w *world) admitted(p *awake) error {
	switch {
	case p.Behind != "":
		return w.admittedBy(p.Behind, p.Identity())
	case p.Dot1X:
		return w.authenticator.Judge(p.Identity(), w.Now())
	}
	return nil
}
