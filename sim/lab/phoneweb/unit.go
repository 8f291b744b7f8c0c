package phoneweb

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tvslab/phone/keypad"
	"tvslab/phone/pages"
	"tvslab/phone/trust"
	"tvslab/sim/lab"
)

// unit is one phone as package web sees it.
type unit struct {
	set *Set
	place
}

// Facts implements web.Phone.
func (u unit) Facts(ctx context.Context) (f *keypad.Facts, has bool) {
	u.see(func(l *lab.Lab, p lab.Phone) {
		if has = p.HasWeb(); has {
			f = u.facts(ctx, l, p)
		}
	})
	if has && u.set.options.Consoles != nil {
		f.Console = u.set.options.Consoles.Lines(u.name)
	}
	return f, has
}

func (u unit) see(see func(*lab.Lab, lab.Phone)) {
	u.set.lab.See(func(l *lab.Lab) {
		if p, ok := l.Phone(u.name); ok {
			see(l, p)
		}
	})
}

// facts are what the phone shows now, and after others have changed the lab.
func (u unit) facts(ctx context.Context, l *lab.Lab, p lab.Phone) *keypad.Facts {
	f := Facts(ctx, l, p)
	f.Address = u.at.Addr()
	f.HostNotFound = func() bool {
		accepted := true
		u.see(func(l *lab.Lab, p lab.Phone) { accepted = l.Services(ctx, p).Accepted })
		return !accepted
	}
	return f
}

// Facts are what a phone shows now, whether it has a web server or not; the lab must not change while they are used.
func Facts(ctx context.Context, l *lab.Lab, p lab.Phone) *keypad.Facts {
	state, report := p.State(), p.Report()
	f := &keypad.Facts{Phone: pages.Phone{
		Name: p.Name(), Model: p.Model(), TFTP: p.TFTP(), Registered: report.Registered, State: &state,
		CTL: p.Shown(trust.CTL), ITL: p.Shown(trust.ITL), Cause: report.Cause, Now: l.Now(),
	}}
	f.HostNotFound = func() bool { return !l.Services(ctx, p).Accepted }
	if group := p.CallManagerGroup(); len(group) > 0 {
		if c := l.ClusterOf(group[0]); c != nil {
			f.Domain = c.Publisher().Domain
		}
	}
	if state.Config != nil {
		f.Setup = pages.ReadSetup(state.Config.Text())
	}
	return f
}

// Authentic implements web.Phone: the user is one of the lab's, and the phone gets an answer that it trusts at its authentication URL.
func (u unit) Authentic(ctx context.Context, name, password string) (answered bool) {
	if !u.set.known(name, password) {
		return false
	}
	u.see(func(l *lab.Lab, p lab.Phone) { answered = l.Authentication(ctx, p).Accepted })
	return answered
}

// Do implements web.Phone.
func (u unit) Do(ctx context.Context, act keypad.Act) error {
	step := steps[act]
	if step == "" {
		return fmt.Errorf("%s: %q is nothing that can be done", u.name, act)
	}
	err := u.set.lab.Play(ctx, "keys of "+u.name, strings.ReplaceAll(step, "PHONE", u.name))
	time.AfterFunc(answering, u.set.wake)
	return err
}

// answering is how long the answer to a key may take that makes a phone close its web server.
const answering = 100 * time.Millisecond

// wake lets the set look who has a web server.
func (s *Set) wake() {
	select {
	case s.kick <- struct{}{}:
	default: // it is about to look
	}
}

// steps are what is done, as steps of the language.
var steps = map[keypad.Act]string{
	keypad.EraseCTL:   "delete-trust-list: {phones: [PHONE], list: ctl}",
	keypad.EraseITL:   "delete-trust-list: {phones: [PHONE], list: itl}",
	keypad.EraseLists: "delete-trust-list: {phones: [PHONE], list: both}",
	keypad.ResetAll:   "factory-reset: [PHONE]",
	keypad.Restart:    "reset: [PHONE]",
}
