package tftpd

import (
	"net/netip"
	"sync"
	"time"
)

// flight is a transfer in a [Batch].
type flight struct {
	transfer
	local   netip.Addr
	socket  *socket    // nil before it begins and after it ended
	done    chan error // gets the outcome, once
	content []byte     // buffer of transfer.data
	stage   int        // transmissions of the current packet so far
	due     time.Time  // when the packet is sent again, or given up
	before  *flight    // neighbours in the queue of its stage
	after   *flight
}

var flights = sync.Pool{New: func() any { return &flight{done: make(chan error, 1)} }}

// waiting holds the flights that wait for an answer to the same transmission of their
// packets. All wait equally long, so that the first is the first that is due.
type waiting struct {
	wait        time.Duration
	first, last *flight
}

func (w *waiting) add(f *flight) {
	f.before, f.after = w.last, nil
	if w.last == nil {
		w.first = f
	} else {
		w.last.after = f
	}
	w.last = f
}

func (w *waiting) remove(f *flight) {
	if f.before == nil {
		w.first = f.after
	} else {
		f.before.after = f.after
	}
	if f.after == nil {
		w.last = f.before
	} else {
		f.after.before = f.before
	}
	f.before, f.after = nil, nil
}
