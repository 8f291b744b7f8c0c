package lab

import (
	"context"
	"fmt"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab/population"
	"tvslab/sim/list"
)

// Held says which list of its kind a phone holds when the lab begins.
type Held string

// The lists.
const (
	HeldServed  Held = "served"  // what its first TFTP server serves
	HeldNone    Held = "none"    // none
	HeldUnknown Held = "unknown" // signed by, and listing, nobody that its cluster knows: that of a cluster of the same names
	HeldEarlier Held = "earlier" // of before the last renewal of CallManager and TVS, on all nodes
	HeldBlank   Held = "blank"   // the ITL of a cluster that was prepared for a rollback
)

// former says what made the cluster's lists other ones. Stores that are not named here stay: the ITLRecovery and CAPF certificates of
// an earlier list are those of now.
var former = map[Held]sim.Former{
	HeldUnknown: {Renewed: []cucm.Store{cucm.CallManager, cucm.CallManagerECDSA, cucm.TVS, cucm.CAPF, cucm.ITLRecovery}, Tokens: true},
	HeldEarlier: {Renewed: []cucm.Store{cucm.CallManager, cucm.TVS}},
	HeldBlank:   {Blank: true},
}

// Past is what phones went through before the lab begins: they were registered with their cluster, and hold these lists since.
type Past struct {
	Lists [len(trust.Lists)]Held // by trust.List
	CTL   bool                   // the CTL is that of a cluster in mixed mode, also where theirs is in non-secure mode
	On    bool                   // they are on when the lab begins; else somebody switched them off
}

// Begin gives phones a past. They boot in memory, whatever network the lab has, and nothing of it is told; then they get the lists that they
// hold in place of those they took. Phones that could not register then are as that left them.
func (l *Lab) Begin(ctx context.Context, set devices.Set, past Past) error {
	cause := phone.PowerOn
	for unsettled, boots := set, 0; len(unsettled) > 0 && boots < mostBoots; boots++ {
		boot := func(p *awake) error {
			p.On = true
			p.Report = p.Boot(ctx, l.memory, cause)
			return ctx.Err()
		}
		if err := l.silently(unsettled, boot); err != nil {
			return err
		}
		unsettled = l.where(unsettled, func(p population.Part) bool { return p.Class.Report.Registered == "" || p.Class.State.Short != nil })
		cause = phone.Reset
	}
	return l.silently(set, func(p *awake) error { return l.settle(p, past) })
}

// mostBoots is after how many boots a phone has read its encrypted configuration, if it can: security guide 12.5.
const mostBoots = 3

// silently lets phones do something in memory that nobody is told of, one for all that stand alike.
func (l *Lab) silently(set devices.Set, do func(*awake) error) error {
	parts := l.alike(set)
	all := make([]done, len(parts))
	for i, part := range parts {
		p := l.wake(part.Class, part.First())
		if err := do(p); err != nil {
			l.outcomes.drop()
			return fmt.Errorf("phone %q: %w", p.Name, err)
		}
		parts[i].Class = l.rest(p)
		all[i] = done{Part: parts[i], silent: true}
	}
	l.people.Become(parts)
	return l.finishOperations(all)
}

// settle leaves a phone that has booted as its past says.
func (w *world) settle(p *awake, past Past) error {
	for _, which := range trust.Lists {
		if err := w.hand(p, which, past); err != nil {
			return err
		}
	}
	p.reportITL()
	if !past.On {
		switchOff(p.Class)
	}
	return nil
}

// hand gives the phone the list that it holds, in place of the one it took at its boot.
func (w *world) hand(p *awake, which trust.List, past Past) error {
	stored := &p.State.Lists[which]
	switch held := past.Lists[which]; {
	case held == HeldServed || held == "":
		return nil
	case held == HeldNone || which == trust.ITL && !p.Model.SBD:
		*stored = phone.StoredList{}
		return nil
	default:
		file, err := w.formerList(p.TFTP[0], which, held, past.CTL)
		if err == nil {
			*stored = phone.StoredList{File: file, From: p.TFTP[0]}
		}
		return err
	}
}

// formerList returns the list that a node served before; nil where it served none.
func (w *world) formerList(node string, which trust.List, held Held, ctl bool) (*content.File, error) {
	c := w.clusters.of(node)
	if c == nil {
		return nil, fmt.Errorf("TFTP server %q is in no cluster of the lab", node)
	}
	f := former[held]
	f.CTL = ctl && which == trust.CTL
	before, err := c.Former(f)
	if err != nil {
		return nil, err
	}
	var served *list.File
	if served = before.Node(node).ITL(); which == trust.CTL {
		served = before.Node(node).CTL()
	}
	if served == nil {
		return nil, nil
	}
	return w.memory.contents.list(served), nil
}
