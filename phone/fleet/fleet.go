package fleet

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"tvslab/phone"
	"tvslab/phone/content"
)

// Fleet is the phones of one shard, numbered from 0 to Size()-1. Safe for concurrent use; a phone boots once at a time.
type Fleet struct {
	config   Config
	settings phone.Settings
	roster   *roster
	contents *contents
	baseline uint64 // bytes on the heap before the fleet was made

	records []record
	locks   [64]sync.Mutex  // of records, by their number
	busy    []atomic.Uint64 // a bit per phone that boots

	lscs       lscs
	repertoire repertoire
	queue      *queue // to the store; nil without one
}

// ErrBusy is the error of a boot of a phone that has not ended its last one.
var ErrBusy = errors.New("the phone is still booting")

// New makes a fleet, of phones that never booted or, with a Store that has some of them, as they were left there.
func New(c Config) (*Fleet, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	r, err := newRoster(&c)
	if err != nil {
		return nil, err
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	f := &Fleet{config: c, settings: phone.DefaultSettings(), roster: r, contents: newContents(), baseline: heap()}
	if c.Settings != nil {
		f.settings = *c.Settings
	}
	f.records = make([]record, c.size())
	f.busy = make([]atomic.Uint64, (c.size()+63)/64)
	if c.Store != nil {
		if err := f.attach(c.Store); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// Size returns the number of phones in the shard.
func (f *Fleet) Size() int { return len(f.records) }

// Files is where equal content of files is shared; a socket network of this fleet uses it.
func (f *Fleet) Files() *content.Files { return f.contents.files }

// Source returns the address of a phone, as a socket network asks for it; invalid where the kernel chooses.
func (f *Fleet) Source(name string) netip.Addr {
	k, ok := f.roster.find(name, f.config.Count)
	if !ok {
		return netip.Addr{}
	}
	return f.roster.address(k)
}

// Identity returns who phone i is.
func (f *Fleet) Identity(i int) Identity { return f.roster.identity(f.roster.number(i)) }

// Name returns the device name of phone i.
func (f *Fleet) Name(i int) string { return f.roster.name(f.roster.number(i)) }

// Find returns which phone has the device name, false if none of the shard's.
func (f *Fleet) Find(name string) (i int, ok bool) {
	k, ok := f.roster.find(name, f.config.Count)
	if !ok || k%f.roster.shard.Of != f.roster.shard.Index {
		return 0, false
	}
	return k / f.roster.shard.Of, true
}

// Sync waits until every boot so far is in the Store; without one it returns at once.
func (f *Fleet) Sync(ctx context.Context) error {
	if f.queue == nil {
		return nil
	}
	return f.queue.sync(ctx)
}

// Close waits until every boot is in the Store, if there is one, and takes no further ones. The Store stays open.
func (f *Fleet) Close() error {
	if f.queue == nil {
		return nil
	}
	return f.queue.close()
}

// errClosed is the error of a boot of a fleet that was closed.
var errClosed = errors.New("the fleet is closed")

func (f *Fleet) read(i int) record {
	lock := &f.locks[i%len(f.locks)]
	lock.Lock()
	defer lock.Unlock()
	return f.records[i]
}

func (f *Fleet) write(i int, r record) {
	lock := &f.locks[i%len(f.locks)]
	lock.Lock()
	defer lock.Unlock()
	f.records[i] = r
}

func (f *Fleet) occupy(i int) bool {
	bit := uint64(1) << (i % 64)
	return f.busy[i/64].Or(bit)&bit == 0
}

func (f *Fleet) release(i int) { f.busy[i/64].And(^(uint64(1) << (i % 64))) }

// Boot boots phone i on the fleet's network. It returns ErrBusy while the phone boots; whatever else goes wrong is part
// of the outcome. A boot cut short by ctx changes the phone as servers do that never answer, and returns its error.
func (f *Fleet) Boot(ctx context.Context, i int, cause phone.ResetCause) (Outcome, error) {
	return f.BootOn(ctx, i, cause, f.config.Network)
}

// BootOn is Boot on another network, for example one that is traced.
func (f *Fleet) BootOn(ctx context.Context, i int, cause phone.ResetCause, net phone.Network) (Outcome, error) {
	return f.boot(ctx, i, cause, net, f.config.Now)
}

func (f *Fleet) boot(ctx context.Context, i int, cause phone.ResetCause, net phone.Network, now func() time.Time) (Outcome, error) {
	if i < 0 || i >= len(f.records) {
		return Outcome{}, fmt.Errorf("phone %d: the shard has 0 to %d", i, len(f.records)-1)
	}
	if !f.occupy(i) {
		return Outcome{}, ErrBusy
	}
	defer f.release(i)
	s := scratches.Get().(*scratch)
	defer s.put()
	old := f.read(i)
	f.hydrate(s, i, &old, now)
	lsc := s.phone.State.LSC
	report := s.phone.Boot(ctx, net, cause)
	if err := ctx.Err(); err != nil {
		return Outcome{}, err
	}
	changed := f.pack(s, i, &old, &report)
	f.write(i, changed)
	out := f.outcome(&changed)
	out.RetryAfter = report.RetryAfter
	if f.queue != nil {
		return out, f.queue.add(row{i, changed, s.phone.State.LSC, s.phone.State.LSC != lsc})
	}
	return out, nil
}
