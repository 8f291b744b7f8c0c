package lab

import (
	"context"
	"slices"
	"time"

	"tvslab/devices"
	"tvslab/event"
	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/lab/population"
)

// life is how far the phones of a lab live by its clock: plain data.
type life struct {
	on    bool
	rate  float64 // phones that reset in a second where a cluster tells all to
	storm storm
	seen  uint64 // changes of the lab when connections were looked at last
}

// Live lets the phones of the lab live by its clock from now on: what they do by themselves, and when, is kept for each kind of phone, and
// Pass lets it happen. rate is how many phones reset in a second of those that a cluster has told to (see Spread).
func (l *Lab) Live(rate float64) {
	l.life.on, l.life.rate = true, rate
	l.regard(func(_ string, c *population.Class) bool {
		if !c.On || c.Life != (phone.Life{}) || !c.Run.IsZero() { // of a lab that was read, it goes on as it did
			return false
		}
		c.Now = l.Now
		defer func() { c.Now = nil }()
		c.Life, c.Run = c.After(phone.Life{}, &c.Report), l.runOf(c)
		return true
	})
}

// Living reports whether the phones of the lab live by its clock.
func (l *Lab) Living() bool { return l.life.on }

// Due returns when something is next to happen by itself, to phones or to clusters; the zero time if nothing is. A time that has passed is now.
func (l *Lab) Due() time.Time {
	due := l.phonesDue()
	for _, c := range l.clusters {
		due = earlier(due, c.NextDue())
	}
	return due
}

// phonesDue is when phones next do something by themselves, the zero time if they never do.
func (l *Lab) phonesDue() time.Time {
	l.notice()
	due := l.life.storm.due()
	for _, part := range l.people.Parts(l.people.All()) {
		if life := part.Class.Life; life.Do != "" {
			due = earlier(due, life.At)
		}
	}
	return due
}

// earlier returns the earlier of two times, of which the zero time is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Pass lets the lab's clock go on towards a time, and what is due meanwhile happen: what is due first, and of that no more than a slice, which
// takes some milliseconds. It reports whether the clock has got there and nothing is due any more; else there is more to do.
func (l *Lab) Pass(ctx context.Context, until time.Time) (done bool, err error) {
	due := l.phonesDue()
	if due.IsZero() || due.After(until) {
		l.advanceTo(until)
		due = l.phonesDue() // clusters may have done something
		return due.IsZero() || due.After(until), ctx.Err()
	}
	l.advanceTo(due)
	if storm := l.life.storm.due(); !storm.IsZero() && !storm.After(l.Now()) {
		err = l.resetSome(ctx)
	} else {
		err = l.actSome(ctx)
	}
	return false, err
}

func (l *Lab) advanceTo(t time.Time) {
	if d := t.Sub(l.Now()); d > 0 {
		l.Advance(d)
	}
}

// sliceParts and slicePhones are how many kinds of phones act in a slice in memory, and how many phones over sockets: a boot takes a fifth of a
// millisecond there, and some milliseconds here.
const (
	sliceParts  = 16
	slicePhones = 8
)

// some returns those of the phones that act in one slice.
func (l *Lab) some(set devices.Set) devices.Set {
	parts := l.parts([]devices.Set{set})
	few := sliceParts
	if l.alone() {
		few = slicePhones
	}
	var some []devices.Set
	for _, part := range parts[:min(few, len(parts))] {
		some = append(some, part.Phones)
	}
	return devices.Union(some...)
}

// actSome lets some of the phones that are due do what they do.
func (l *Lab) actSome(ctx context.Context) error {
	due := l.where(l.people.All(), func(p population.Part) bool {
		life := p.Class.Life
		return life.Do != "" && !life.At.After(l.Now())
	})
	return l.act(ctx, []devices.Set{l.some(due)}, func(ctx context.Context, p *awake, r *record) {
		do := p.Life.Do
		p.Report = p.Act(ctx, l.networkOf(p, r), do, p.Report)
		if do == phone.Boots {
			p.reportITL()
		}
		l.goOn(p)
	})
}

// goOn decides how a phone goes on that has booted, or went to its call managers.
func (l *Lab) goOn(p *awake) {
	if l.life.on && p.On {
		p.Life, p.Run = p.After(p.Life, &p.Report), l.runOf(p.Class)
	}
}

// registrar is the node that a phone is registered with, nil where there is none of that name any more.
func (w *world) registrar(p *population.Class) *sim.Node {
	if _, n := w.clusters.resolve(p.Report.Registered); n != nil {
		return n
	}
	return w.clusters.node(p.Report.Registered) // its own TFTP server, which it has as an address
}

// runOf is since when the call manager runs that a phone is registered with: another run knows nothing of it.
func (w *world) runOf(p *population.Class) time.Time {
	if n := w.registrar(p); n != nil && p.Report.Registered != "" {
		return n.Started(sim.ServiceCCM)
	}
	return time.Time{}
}

// connection is what became of a phone's connection to its call manager.
type connection int

const (
	stands connection = iota
	closed            // by the other side: the service was stopped or restarted
	silent            // nothing comes any more
)

func (w *world) connection(name string, p *population.Class) connection {
	n := w.registrar(p)
	switch {
	case n == nil || n.Down || w.mute(name, n.ID, p.Report.RegisteredPort):
		return silent
	case !n.Running(sim.ServiceCCM) || !n.Started(sim.ServiceCCM).Equal(p.Run):
		return closed
	}
	return stands
}

// takes reports whether a call manager takes connections from a phone, on the port that it uses elsewhere.
func (w *world) takes(name, node string, port int) bool {
	_, n := w.clusters.resolve(node)
	return n != nil && n.Running(sim.ServiceCCM) && !w.mute(name, n.ID, port)
}

// notice lets phones notice what happened to their call managers since it was last called. Messages that only keep a registration alive
// are not sent: their answers follow from clusters and faults, which the lab knows.
func (l *Lab) notice() {
	changes := l.version - l.passed
	if !l.life.on || l.life.seen == changes {
		return
	}
	l.life.seen = changes
	l.regard(l.noticed)
}

// regard lets phones have second thoughts: think may change the class, of which the named phone is one, and says whether it has.
func (l *Lab) regard(think func(name string, c *population.Class) bool) {
	var become []population.Part
	for _, part := range l.alike(l.people.All()) {
		c := *part.Class
		if think(part.First().Name(), &c) {
			part.Class = &c
			become = append(become, part)
		}
	}
	l.people.Become(become)
}

// noticed lets a phone notice what happened to its call managers, and reports whether that changes what it will do.
func (l *Lab) noticed(name string, c *population.Class) bool {
	if !c.On || c.Report.Registered == "" || c.Life.Do == phone.Asks {
		return false
	}
	c.Now = l.Now
	defer func() { c.Now = nil }()
	was, next := c.Life, phone.Life{}
	switch at := l.connection(name, c); {
	case at != stands:
		next = c.Lost(&c.Report, at == closed)
	case l.betterIs(name, c):
		next = c.FallBack()
	}
	switch {
	case next.Do == was.Do && (next.Do == "" || !next.At.Before(was.At)):
		return false // it is about to do it already
	case next.Do == "" && was.Do == phone.Enrols:
		return false // CAPF is no call manager
	}
	c.Life = next
	return true
}

// betterIs reports whether a call manager takes connections that the phone would rather have.
func (l *Lab) betterIs(name string, c *population.Class) bool {
	return slices.ContainsFunc(c.Better(&c.Report), func(node string) bool { return l.takes(name, node, c.Report.RegisteredPort) })
}

// mostConsole is how many lines of its console a kind of phone keeps.
const mostConsole = 200

// print keeps what the console of a phone prints about what it did.
func (l *Lab) print(p *awake, events []event.Event) {
	if !l.life.on {
		return
	}
	lines := consoleOf(p.Model.UI, events)
	if old := mostConsole - len(lines); old > 0 && len(p.Console) > 0 {
		lines = append(slices.Clone(p.Console[max(0, len(p.Console)-old):]), lines...)
	}
	p.Console = lines[max(0, len(lines)-mostConsole):]
}
