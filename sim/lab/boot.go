package lab

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tvslab/devices"
	"tvslab/event"
	"tvslab/phone"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/lab/population"
)

// boot boots phones.
func (l *Lab) boot(ctx context.Context, sets []devices.Set, cause phone.ResetCause) error {
	if cause != phone.PowerOn {
		l.resets += devices.Union(sets...).Len()
	}
	return l.act(ctx, sets, func(ctx context.Context, p *awake, r *record) {
		p.Report = p.Boot(ctx, l.networkOf(p, r), cause)
		p.reportITL()
		l.goOn(p)
	})
}

// Resets returns how many phones have reset or restarted so far, by order of a cluster, of an administrator or of a user: those that were
// switched on are not counted.
func (l *Lab) Resets() int { return l.resets }

// become changes what phones are, apart from anything that they tell.
func (w *world) become(set devices.Set, change func(*population.Class)) {
	parts := w.people.Parts(set)
	for i, part := range parts {
		c := *part.Class
		change(&c)
		parts[i].Class = &c
	}
	w.people.Become(parts)
}

// PowerOn switches phones on; those that were off boot. As everything that phones do, that is told set by set.
func (l *Lab) PowerOn(ctx context.Context, sets ...devices.Set) error {
	off := l.those(sets, func(p population.Part) bool { return !p.Class.On })
	l.become(devices.Union(off...), func(c *population.Class) { c.On = true })
	return l.boot(ctx, off, phone.PowerOn)
}

// PowerOff switches phones off. What they stored stays.
func (l *Lab) PowerOff(sets ...devices.Set) {
	on := devices.Distinct(l.on(sets))
	l.become(devices.Union(on...), switchOff)
	if !l.told.watches() {
		return
	}
	for _, set := range on {
		for n := range set.All() {
			off := event.Event{Time: l.Now(), Phone: n.Name(), What: PoweredOff{}}
			l.told.emit(off)
			l.told.attend(off)
		}
	}
}

// Reset resets those of the phones that are on; resets that were queued happen with it, those that Spread spreads go on.
func (l *Lab) Reset(ctx context.Context, cause phone.ResetCause, sets ...devices.Set) error {
	if queued := l.takeResets(); len(queued) > 0 {
		sets, cause = []devices.Set{devices.Union(append(sets, queued)...)}, phone.Reset
	}
	l.calm(sets...)
	return l.boot(ctx, l.on(sets), cause)
}

// Settle lets queued resets happen.
func (l *Lab) Settle(ctx context.Context) error {
	waiting := l.takeResets().Or(l.life.storm.left)
	l.calm(waiting)
	return l.boot(ctx, l.on([]devices.Set{waiting}), phone.Reset)
}

// Waiting returns the phones that are on and that clusters have told to reset, which they have not yet, and why, each reason once.
func (l *Lab) Waiting() (phones devices.Set, why []string) {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	told := map[*sim.Cluster]bool{}
	for _, c := range l.clusters {
		if reason := c.Resetting(); reason != "" {
			told[c] = true
			why = append(why, reason)
		}
	}
	for _, reason := range l.life.storm.why {
		if !slices.Contains(why, reason) {
			why = append(why, reason)
		}
	}
	return l.on([]devices.Set{l.of(told).Or(l.life.storm.left)})[0], why
}

// of returns the phones that belong to some clusters.
func (w *world) of(some map[*sim.Cluster]bool) devices.Set {
	if len(some) == 0 {
		return nil
	}
	return w.where(w.people.All(), func(p population.Part) bool { return some[w.clusterOf(p.Class)] })
}

// takeResets returns the phones that clusters have told to reset since it was last asked, and says so.
func (l *Lab) takeResets() devices.Set {
	var events []event.Event
	resetting := map[*sim.Cluster]bool{}
	l.mutex.Lock()
	for _, c := range l.clusters {
		if why := c.TakeReset(); why != "" {
			resetting[c] = true
			events = append(events, event.Event{Time: l.Now(), Cluster: l.NameOf(c), What: PhonesReset{why}})
		}
	}
	l.mutex.Unlock()
	for _, e := range events {
		l.told.emit(e)
	}
	return l.of(resetting)
}

// clusterOf returns the cluster that phones belong to: where they are registered, else where their configuration sends
// them, else where their CallManager group is.
func (w *world) clusterOf(p *population.Class) *sim.Cluster {
	candidates := []string{p.Report.Registered}
	if c := p.State.ParsedConfig; c != nil {
		for _, m := range c.CallManagers {
			candidates = append(candidates, m.Node)
		}
	}
	for _, node := range slices.Concat(candidates, p.Nodes) {
		if c := w.clusters.of(node); c != nil && node != "" {
			return c
		}
	}
	return w.clusters[0]
}

// DeleteTrustList deletes the lists on the phones by hand; phones that are on boot.
func (l *Lab) DeleteTrustList(ctx context.Context, which []trust.List, sets ...devices.Set) error {
	return l.erase(ctx, sets, func(p *awake) { p.DeleteTrustList(which...) }, phone.Reset)
}

// FactoryReset erases everything stored; phones that are on boot.
func (l *Lab) FactoryReset(ctx context.Context, sets ...devices.Set) error {
	return l.erase(ctx, sets, func(p *awake) { p.FactoryReset() }, phone.PowerOn)
}

func (l *Lab) erase(ctx context.Context, sets []devices.Set, what func(*awake), cause phone.ResetCause) error {
	if err := l.act(ctx, sets, func(_ context.Context, p *awake, _ *record) { what(p) }); err != nil {
		return err
	}
	return l.boot(ctx, l.on(sets), cause)
}

// Move gives phones other TFTP servers (nil: as before) and another CallManager group (nil: as before). The group is
// set in the cluster that has its nodes; what other clusters know of the phones stays.
func (l *Lab) Move(set devices.Set, tftp, nodes []string) error {
	if len(nodes) > 0 {
		if err := l.regroup(set, nodes); err != nil {
			return err
		}
	}
	l.become(set, func(c *population.Class) {
		if tftp != nil {
			c.TFTP = tftp
		}
		if nodes != nil {
			c.Nodes = nodes
		}
	})
	return nil
}

// stepTime is how long booting takes on the lab's clock.
const stepTime = time.Minute

// WaitRegistered lets queued resets happen and gives phones the time to boot and register.
func (l *Lab) WaitRegistered(ctx context.Context) error {
	if err := l.Settle(ctx); err != nil {
		return err
	}
	l.Advance(stepTime)
	return nil
}

// regroup gives the phones' devices a CallManager group.
func (l *Lab) regroup(set devices.Set, nodes []string) error {
	c := l.clusters.of(nodes[0])
	if c == nil {
		return fmt.Errorf("CallManager group: node %q is in no cluster of the lab", nodes[0])
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.version++
	return c.Regroup(set, nodes)
}
