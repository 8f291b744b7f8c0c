package tftpd

import (
	"net/netip"
	"sync"
)

// flight is a transfer in a [Batch].
type flight struct {
	transfer
	place[flight] // in the queue of its stage
	local         netip.Addr
	socket        *socket    // nil before it begins and after it ended
	done          chan error // gets the outcome, once
	content       []byte     // buffer of transfer.data
	stage         int        // transmissions of the current packet so far
}

var flights = sync.Pool{New: func() any {
	f := &flight{done: make(chan error, 1)}
	f.owner = f
	return f
}}
