package accept

import (
	"context"
	"net"
	"sync"
	"time"
)

// Pool is the places for connections that several loops share. The zero value is ready, and bounds nothing by itself. Half
// of the places is shared out among the loops, which each may take for certain; the other half is for whoever needs more.
// The fields must not change while a loop runs.
type Pool struct {
	// Size bounds the connections of all loops together; 0 means that only each loop's own bound counts. A loop has one
	// place for certain, however many loops there are.
	Size int
	// Tell, if set, hears of troubles, by many goroutines at once; of each kind at most one in ten seconds.
	Tell func(Trouble)
	// Watch, if set, returns who is told what goes over a connection that was accepted.
	Watch func(net.Conn) Watcher

	waits, panics rate
	mutex         sync.Mutex
	rooms         []*room        // of the loops
	short         map[*room]bool // whose next guest has no place
}

// room is the places of one loop.
type room struct {
	pool    *Pool
	at      net.Addr
	most    int
	guests  map[*guest]bool
	freed   chan struct{} // a place may be free: here, or in the pool
	victims []*guest      // who give way next, the first first; may have left, or begun to talk
	looked  time.Time     // when they were last looked for
}

func (p *Pool) open(at net.Addr, most int) *room {
	r := &room{pool: p, at: at, most: most, guests: map[*guest]bool{}, freed: make(chan struct{}, 1)}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.rooms = append(p.rooms, r)
	return r
}

func (p *Pool) close(r *room) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for i, other := range p.rooms {
		if other == r {
			p.rooms[i] = p.rooms[len(p.rooms)-1]
			p.rooms = p.rooms[:len(p.rooms)-1]
			break
		}
	}
	delete(p.short, r)
}

// own is how many places each room has for certain.
func (p *Pool) own() int { return max(p.Size/2/len(p.rooms), 1) }

// full reports whether there is no place for another guest of the room.
func (r *room) full() bool {
	p := r.pool
	if own := p.own(); p.Size == 0 || len(r.guests) < own {
		return len(r.guests) >= r.most
	}
	return len(r.guests) >= r.most || p.shared() >= p.Size-p.own()*len(p.rooms)
}

// shared counts the guests for which their rooms have no place of their own.
func (p *Pool) shared() int {
	n, own := 0, p.own()
	for _, r := range p.rooms {
		n += max(len(r.guests)-own, 0)
	}
	return n
}

// take gives the guest a place if there is one.
func (r *room) take(g *guest) bool {
	p := r.pool
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if !r.full() {
		r.guests[g] = true
		delete(p.short, r)
		return true
	}
	if p.short == nil {
		p.short = map[*room]bool{}
	}
	p.short[r] = true
	return false
}

// enter waits for a place, and makes one where it can; false means that ctx ended.
func (r *room) enter(ctx context.Context, g *guest) bool {
	for !r.take(g) {
		timer := time.NewTimer(r.evict(g))
		select {
		case <-r.freed:
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return false
		}
		timer.Stop()
	}
	return true
}

// leave frees a place.
func (r *room) leave(g *guest) {
	p := r.pool
	p.mutex.Lock()
	defer p.mutex.Unlock()
	delete(r.guests, g)
	for short := range p.short {
		select {
		case short.freed <- struct{}{}:
		default:
		}
	}
}
