package lab

import (
	"context"
	"sync"
	"time"

	"tvslab/capf"
	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/sockets"
	"tvslab/service"
	"tvslab/sim/lab/trouble"
	"tvslab/sim/lab/trouble/relay"
	"tvslab/tvs"
)

// troubled is the network over sockets of the lab's phones. A call whose way has troubles goes through a relay of its own, which does to
// packets what is worked out for the same call in memory.
type troubled struct {
	*sockets.Network
	lab     *Lab
	detours *detours
	within  bool // the process, where there are no relays: a call that has troubles leaves no packets
}

// imagined returns what makes a call with troubles where there are no relays; nil where the call is made for real.
func (t troubled) imagined(c phone.Call, m meant) phone.Network {
	if !t.within {
		return nil
	}
	if fate, hit := t.lab.fate(c, m, thrown); !hit || fate.Stage == trouble.Done {
		return nil
	}
	return t.lab.memory
}

// detours are the relays of calls in progress, by who calls whom. A phone makes one call at a time.
type detours struct{ open sync.Map }

// way is who calls what where.
type way struct {
	phone, server string
	at            service.Service
}

func wayOf(c phone.Call) way { return way{c.Phone, c.Server, c.Service} }

// find returns the relay of a call in progress.
func (d *detours) find(c phone.Call) (address string, ok bool) {
	found, ok := d.open.Load(wayOf(c))
	if !ok {
		return "", false
	}
	return found.(string), true
}

// detour is a call that goes through a relay.
type detour struct {
	ctx   context.Context
	fate  trouble.Fate
	close func()
}

// hangUp is how long after an exchange got stuck a phone hangs up. Its timeout is on the lab's clock, which does not wait.
const hangUp = 50 * time.Millisecond

// begin opens the relay of a call, where it needs one.
func (t troubled) begin(ctx context.Context, c phone.Call, m meant) (detour, error) {
	fate, hit := t.lab.fate(c, m, thrown)
	if !hit || t.within || !m.listens && fate.Stage == trouble.Done {
		return detour{ctx: ctx, close: func() {}}, nil
	}
	target, _ := finder{lab: t.lab, detours: t.detours}.Find(c)
	r, err := relay.For(ctx, c.Service.UDP(), relay.Path{Target: target, Fate: fate, Question: question(c), TFTP: c.Service == service.TFTP, Longest: longest})
	if err != nil {
		return detour{}, err
	}
	t.detours.open.Store(wayOf(c), r.Address())
	ctx, end := untilStuck(ctx, r.Stuck())
	return detour{ctx, fate, func() {
		t.detours.open.Delete(wayOf(c))
		end()
		r.Close()
	}}, nil
}

// came is what a phone is told of a call: what happened, in the words of the network in memory where it hung up.
func (d detour) came(c phone.Call, err error) error {
	if err != nil && d.fate.Stage != trouble.Done && d.ctx.Err() == context.DeadlineExceeded {
		return stuck(c, d.fate)
	}
	return err
}

// Fetch implements phone.Network.
func (t troubled) Fetch(ctx context.Context, c phone.Call) (*content.File, error) {
	if len(t.lab.faults) == 0 {
		return t.Network.Fetch(ctx, c)
	}
	m := t.lab.memory.fileExchange(c)
	if other := t.imagined(c, m); other != nil {
		return other.Fetch(ctx, c)
	}
	d, err := t.begin(ctx, c, m)
	if err != nil {
		return nil, err
	}
	defer d.close()
	f, err := t.Network.Fetch(d.ctx, c)
	return f, d.came(c, err)
}

// Ask implements phone.Network.
func (t troubled) Ask(ctx context.Context, c phone.Call, r *tvs.Request) (*tvs.Response, error) {
	cluster, n := t.lab.reach(c)
	m := tvsExchange(cluster, n, r)
	if other := t.imagined(c, m); other != nil {
		return other.Ask(ctx, c, r)
	}
	d, err := t.begin(ctx, c, m)
	if err != nil {
		return nil, tvs.Failed("tvs "+c.Server, outcome.Unreachable, err)
	}
	defer d.close()
	answer, err := t.Network.Ask(d.ctx, c, r)
	return answer, d.came(c, err)
}

// Register implements phone.Network.
func (t troubled) Register(ctx context.Context, c phone.Call, shown phone.Identity) error {
	_, n := t.lab.reach(c)
	m := registrationExchange(n)
	if other := t.imagined(c, m); other != nil {
		return other.Register(ctx, c, shown)
	}
	d, err := t.begin(ctx, c, m)
	if err != nil {
		return err
	}
	defer d.close()
	return d.came(c, t.Network.Register(d.ctx, c, shown))
}

// Enrol implements phone.Network.
func (t troubled) Enrol(ctx context.Context, c phone.Call, s capf.Session) (capf.Result, error) {
	cluster, n := t.lab.reach(c)
	m := capfExchange(cluster, n)
	if other := t.imagined(c, m); other != nil {
		return other.Enrol(ctx, c, s)
	}
	d, err := t.begin(ctx, c, m)
	if err != nil {
		return capf.Result{}, capf.Failed("capf "+c.Server, outcome.Unreachable, err)
	}
	defer d.close()
	result, err := t.Network.Enrol(d.ctx, c, s)
	return result, d.came(c, err)
}

// untilStuck returns a context whose deadline passes soon after an exchange got stuck.
func untilStuck(parent context.Context, stuck <-chan struct{}) (ctx context.Context, end func()) {
	u := &until{Context: parent, done: make(chan struct{})}
	ended, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		u.watch(stuck, ended)
	}()
	return u, sync.OnceFunc(func() {
		close(ended)
		<-over
	})
}

// until is a context with a deadline that nobody knows beforehand.
type until struct {
	context.Context
	done  chan struct{}
	mutex sync.Mutex
	err   error
}

// watch ends the context hangUp after stuck is closed, and with its parent, until ended is closed.
func (u *until) watch(stuck, ended <-chan struct{}) {
	defer close(u.done)
	var patience <-chan time.Time
	for {
		select {
		case <-stuck:
			stuck, patience = nil, time.After(hangUp)
		case <-patience:
			u.end(context.DeadlineExceeded)
			return
		case <-u.Context.Done():
			u.end(u.Context.Err())
			return
		case <-ended:
			u.end(context.Canceled)
			return
		}
	}
}

func (u *until) end(err error) {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	u.err = err
}

// Done implements context.Context.
func (u *until) Done() <-chan struct{} { return u.done }

// Err implements context.Context.
func (u *until) Err() error {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	return u.err
}
