package tftpd

import (
	"hash/maphash"
	"time"

	"tvslab/tftpd/internal/udp"
)

// memory is what a server knows of the last transfer to each peer: whether a request is a repeat, and whether the peer
// may still speak of an earlier transfer. It forgets in two steps, so that it is bounded and yet knows each peer for
// as long as a lane takes transfers.
type memory struct {
	seed       maphash.Seed
	fresh, old map[udp.Peer]recent
}

// recent is the last transfer to a peer.
type recent struct {
	delivery *delivery // nil once it has ended
	sum      uint64    // of its request
	sent     time.Time // when its latest block went out first
}

// mostRecent bounds the peers of one step.
const mostRecent = 8192

func newMemory() memory {
	return memory{seed: maphash.MakeSeed(), fresh: map[udp.Peer]recent{}, old: map[udp.Peer]recent{}}
}

// sum tells requests apart.
func (m *memory) sum(request []byte) uint64 { return maphash.Bytes(m.seed, request) }

// find is the last transfer to a peer.
func (m *memory) find(peer *udp.Peer) (r recent, ok bool) {
	if r, ok = m.fresh[*peer]; !ok {
		r, ok = m.old[*peer]
	}
	if r.delivery != nil {
		r.sent = r.delivery.moved
	}
	return r, ok
}

// enter makes a transfer the last to its peer. True means that a step is over: what is entered from now on may be of
// peers that were known and are forgotten.
func (m *memory) enter(d *delivery) (over bool) {
	m.fresh[d.peer] = recent{delivery: d, sum: d.sum}
	if len(m.fresh) < mostRecent {
		return false
	}
	m.fresh, m.old = m.old, m.fresh
	clear(m.fresh)
	return true
}

// leave keeps of a transfer that has ended what a repeat of its request is known by.
func (m *memory) leave(d *delivery) {
	for _, peers := range []map[udp.Peer]recent{m.fresh, m.old} {
		if r, ok := peers[d.peer]; ok && r.delivery == d {
			peers[d.peer] = recent{sum: d.sum, sent: d.moved}
		}
	}
}
