package accept

import (
	"container/list"
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// guest is a connection that has a place.
type guest struct {
	net.Conn
	since time.Time     // when it was accepted
	heard atomic.Bool   // has sent something
	place *list.Element // in places.silent; nil once that is known to be wrong
}

// Read notes that the peer is not silent.
func (g *guest) Read(b []byte) (int, error) {
	n, err := g.Conn.Read(b)
	if n > 0 && !g.heard.Load() {
		g.heard.Store(true)
	}
	return n, err
}

// places bounds the connections of a loop.
type places struct {
	slots  chan struct{}
	mu     sync.Mutex
	silent *list.List // of *guest as they came; those that were heard leave it late
}

func newPlaces(most int) *places {
	return &places{slots: make(chan struct{}, most), silent: list.New()}
}

// enter waits for a place, and makes one where it can; false means that ctx ended.
func (p *places) enter(ctx context.Context, g *guest) bool {
	for {
		select {
		case p.slots <- struct{}{}:
			p.mu.Lock()
			g.place = p.silent.PushBack(g)
			p.mu.Unlock()
			return true
		default:
		}
		if !p.wait(ctx, p.evict(time.Now())) {
			return false
		}
	}
}

// wait returns when a place is free or the time is over; false means that ctx ended.
func (p *places) wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case p.slots <- struct{}{}:
		<-p.slots // enter takes it; nobody else does
	case <-timer.C:
	case <-ctx.Done():
		return false
	}
	return true
}

// evict closes the connection that has been silent for longest, if for Grace, and returns how long to wait before the
// next try: for the handler to leave, or until another has been silent for long enough.
func (p *places) evict(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	for e := p.silent.Front(); e != nil; e = p.silent.Front() {
		g := e.Value.(*guest)
		if age := now.Sub(g.since); age < Grace {
			return Grace - age
		}
		p.silent.Remove(e)
		g.place = nil
		if !g.heard.Load() && !pending(g.Conn) {
			g.Conn.Close()
			break
		}
	}
	return Grace
}

// leave frees a place.
func (p *places) leave(g *guest) {
	p.mu.Lock()
	if g.place != nil {
		p.silent.Remove(g.place)
	}
	p.mu.Unlock()
	<-p.slots
}
