package lab

import (
	"tvslab/event"
	"tvslab/phone"
	"tvslab/sim/lab/dot1x"
	"tvslab/sim/pki"
)

// networkOf returns the network that a phone boots on: the lab's, or none where 802.1X keeps it out. What the
// authentication server says, and the traces of TVS, go into the record.
func (l *Lab) networkOf(p *awake, r *record) phone.Network {
	if p.Dot1X || p.Behind != "" {
		why := l.admitted(p)
		r.events = append(r.events, event.Event{Time: l.Now(), Phone: p.Name, What: Authenticated{p.Behind, l.shown(p).Kind, why}})
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
		return w.admittedBy(p.Behind, w.shown(p))
	case p.Dot1X:
		return w.authenticator.Judge(w.shown(p), w.Now())
	}
	return nil
}

// shown is the certificate that a phone shows to the network: the one that somebody installed on it for that, else its LSC or MIC.
func (w *world) shown(p *awake) phone.Identity {
	if p.UserCA == "" {
		return p.Identity()
	}
	id := phone.Identity{Kind: phone.KindUser}
	ca, err := pki.CA(w.keys, p.UserCA)
	if err != nil {
		return id
	}
	cert, err := pki.System(w.keys, p.Name, 0, ca, p.UserFrom)
	if err != nil {
		return id
	}
	id.Certificate, id.Issuer = func() []byte { return cert.DER }, ca.X509
	id.NotBefore, id.NotAfter = cert.X509.NotBefore, cert.X509.NotAfter
	return id
}
