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

// Beginning is phones and their past.
type Beginning struct {
	Phones devices.Set
	Past
}

// Begin gives phones their pasts. They boot in memory, whatever network the lab has, and nothing of it is told; then they get the lists that
// they hold in place of those they took. Phones that could not register then are as that left them.
func (l *Lab) Begin(ctx context.Context, all ...Beginning) error {
	before := &formerly{world: l.world, clusters: map[formerKey]*sim.Cluster{}}
	for _, b := range all {
		if err := l.live(ctx, b.Phones); err != nil {
			return err
		}
		if err := l.silently(b.Phones, func(p *awake, _ *world) error { return before.leave(p, b.Past) }); err != nil {
			return err
		}
	}
	return nil
}

// live lets phones boot until they are registered and have their configuration.
func (l *Lab) live(ctx context.Context, set devices.Set) error {
	cause := phone.PowerOn
	boot := func(p *awake, then *world) error {
		p.On, p.Settings = true, then.settings
		p.Report = p.Boot(ctx, then.memory, cause)
		p.Settings = l.settings
		return ctx.Err()
	}
	for range mostBoots {
		if err := l.silently(set, boot); err != nil {
			return err
		}
		set = l.where(set, func(p population.Part) bool { return p.Class.Report.Registered == "" || p.Class.State.Short != nil })
		cause = phone.Reset
	}
	return nil
}

// undated is the world of what phones did before the lab began, when certificates that have ended since were good. What CAPF did there
// is in its outcomes.
func (w *world) undated() *world {
	settings := *w.settings
	settings.CheckValidityOf = nil
	then := w.with(w.clusters.each((*sim.Cluster).Undated))
	then.settings = &settings
	then.outcomes.some = make(chan struct{}, 1)
	return then
}

// mostBoots is after how many boots a phone has read its encrypted configuration, if it can: security guide 12.5.
const mostBoots = 3

// silently lets phones do something in memory that nobody is told of, one for all that stand alike.
func (l *Lab) silently(set devices.Set, do func(p *awake, then *world) error) error {
	parts, then := l.alike(set), l.undated()
	all := make([]done, len(parts))
	for i, part := range parts {
		p := l.wake(part.Class, part.First())
		if err := do(p, then); err != nil {
			return fmt.Errorf("phone %q: %w", p.Name, err)
		}
		parts[i].Class = l.rest(p)
		all[i] = done{Part: parts[i], silent: true}
	}
	l.people.Become(parts)
	l.outcomes.adopt(&then.outcomes)
	return l.finishOperations(all)
}

// formerly are the clusters of a world as they were; each is made once.
type formerly struct {
	*world
	clusters map[formerKey]*sim.Cluster
}

type formerKey struct {
	cluster *sim.Cluster
	held    Held
	ctl     bool
}

// leave makes of a phone that has booted what its past says.
func (f *formerly) leave(p *awake, past Past) error {
	for _, which := range trust.Lists {
		if err := f.hand(p, which, past); err != nil {
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
func (f *formerly) hand(p *awake, which trust.List, past Past) error {
	stored := &p.State.Lists[which]
	switch held := past.Lists[which]; {
	case held == HeldServed || held == "":
		return nil
	case held == HeldNone || which == trust.ITL && !p.Model.SBD:
		*stored = phone.StoredList{}
		return nil
	default:
		file, err := f.list(p.TFTP[0], which, held, past.CTL && which == trust.CTL)
		if err == nil {
			*stored = phone.StoredList{File: file, From: p.TFTP[0]}
		}
		return err
	}
}

// list returns the list that a node served; nil where it served none.
func (f *formerly) list(node string, which trust.List, held Held, ctl bool) (*content.File, error) {
	c, err := f.cluster(node, held, ctl)
	if err != nil {
		return nil, err
	}
	served := c.Node(node).ITL()
	if which == trust.CTL {
		served = c.Node(node).CTL()
	}
	if served == nil {
		return nil, nil
	}
	return f.memory.contents.list(served), nil
}

// cluster returns the cluster that has the node, as it was.
func (f *formerly) cluster(node string, held Held, ctl bool) (*sim.Cluster, error) {
	c := f.world.clusters.of(node)
	if c == nil {
		return nil, fmt.Errorf("TFTP server %q is in no cluster of the lab", node)
	}
	key := formerKey{c, held, ctl}
	if f.clusters[key] == nil {
		as := former[held]
		as.CTL = ctl
		was, err := c.Former(as)
		if err != nil {
			return nil, err
		}
		f.clusters[key] = was
	}
	return f.clusters[key], nil
}
