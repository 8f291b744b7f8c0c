package accept

import (
	"cmp"
	"net/netip"
	"slices"
	"time"
)

const (
	// again is how long a room waits before it looks for others who could give way.
	again = 50 * time.Millisecond
	// slow is the age of a connection that may give way although its peer talks, where the peer holds most places and
	// another peer, which holds fewer than half as many, wants one.
	slow = Patience
	// handful is how many give way at a time for want of descriptors.
	handful = 16
)

// evict closes the connection of a guest who gives way to another, if there is one, and returns how long to wait before the
// next try: for its handler to leave, or for others to have used up their grace.
func (r *room) evict(newcomer *guest) time.Duration {
	now := time.Now()
	if g := r.victim(now, newcomer); g != nil {
		g.drop()
		return Patience
	}
	return again
}

// starve closes the connections of some guests of any room, to get their descriptors.
func (p *Pool) starve() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	var all []*guest
	for _, r := range p.rooms {
		for g := range r.guests {
			all = append(all, g)
		}
	}
	dropped := 0
	for _, g := range victims(all, nil, time.Now()) {
		if g.stalls() && dropped < handful {
			g.drop()
			dropped++
		}
	}
}

// victim returns a guest who gives way, nil if there is none for now. Guests are looked at anew only now and then: there
// may be thousands of them.
func (r *room) victim(now time.Time, newcomer *guest) *guest {
	r.pool.mutex.Lock()
	defer r.pool.mutex.Unlock()
	for fresh := false; ; fresh = true {
		for len(r.victims) > 0 {
			g := r.victims[0]
			r.victims = r.victims[1:]
			if g.stalls() {
				return g
			}
		}
		if fresh || now.Sub(r.looked) < again {
			return nil
		}
		r.looked = now
		r.victims = victims(r.candidates(), newcomer, now)
	}
}

// candidates are the guests whose leaving helps the room: its own, and unless its own bound is what it has met, those of
// rooms that have more than their own places.
func (r *room) candidates() []*guest {
	var list []*guest
	own := r.pool.own()
	for _, other := range r.pool.rooms {
		if other == r || len(r.guests) < r.most && len(other.guests) > own {
			for g := range other.guests {
				list = append(list, g)
			}
		}
	}
	return list
}

// victims are who have kept their handlers waiting beyond their grace, the longest first. If nobody has, the slow
// connections of the peer that has most.
func victims(all []*guest, newcomer *guest, now time.Time) []*guest {
	idle := make(map[*guest]time.Duration)
	var list []*guest
	for _, g := range all {
		if d := g.idle(now); d >= 0 {
			idle[g] = d
			list = append(list, g)
		}
	}
	slices.SortFunc(list, func(a, b *guest) int { return cmp.Compare(idle[b], idle[a]) })
	if len(list) > 0 || newcomer == nil {
		return list
	}
	return slowest(all, newcomer, now)
}

// slowest are the slow connections of the peer that has most, the oldest first.
func slowest(all []*guest, newcomer *guest, now time.Time) []*guest {
	held := map[netip.Addr]int{}
	for _, g := range all {
		held[g.peer]++
	}
	var greedy netip.Addr
	for peer, n := range held {
		if n > held[greedy] {
			greedy = peer
		}
	}
	var list []*guest
	for _, g := range all {
		if g.peer == greedy && held[greedy] > 2*(held[newcomer.peer]+1) && now.Sub(g.since) >= slow {
			list = append(list, g)
		}
	}
	slices.SortFunc(list, func(a, b *guest) int { return a.since.Compare(b.since) })
	return list
}
