package tftpd

import (
	"errors"
	"fmt"
	"time"

	"tvslab/outcome"
	"tvslab/tftpd/internal/udp"
)

// delivery is a transfer of EngineLean: the machine of sending, with its peer and its waits.
type delivery struct {
	sending
	wait   udp.Wait // for an acknowledgement
	lane   *lane
	peer   udp.Peer
	sum    uint64 // of the request
	line   Transfer
	sent   int       // transmissions of the current packet
	moved  time.Time // when the current packet went out first
	heard  bool      // an acknowledgement has come
	yields bool      // the peer has asked for something else since: nothing is sent of itself
}

var errAnew = errors.New("its client began anew")

// hear takes a packet of the peer.
func (d *delivery) hear(packet []byte) {
	verdict, err := d.take(packet)
	switch verdict {
	case advanced:
		d.advance()
	case complete:
		d.finish(OutcomeSent, nil)
	case failed:
		d.finish(OutcomeInterrupted, err)
	}
}

// advance sends the next block, unless the transfer lasts too long.
func (d *delivery) advance() {
	l := d.lane.server
	if l.clock().Sub(d.line.Time) > l.longest {
		d.abort(errTooSlow)
		return
	}
	d.sent, d.heard = 0, true
	d.transmit()
}

// transmit sends the current packet and waits for its acknowledgement.
func (d *delivery) transmit() {
	l := d.lane.server
	if d.sent == 0 {
		d.moved = l.loop.Now()
	}
	d.sent++
	l.waits.Start(&d.wait, l.loop.Now())
	d.send()
}

func (d *delivery) send() {
	l := d.lane.server
	head, body := d.packet(l.head[:0])
	d.lane.send(&d.peer, head, body)
	l.head = head
}

// Due sends the current packet again, or gives the transfer up.
func (d *delivery) Due() {
	switch {
	case d.yields:
		d.finish(OutcomeInterrupted, errAnew)
	case d.sent > retries:
		d.abort(fmt.Errorf("block %d: %w", d.block, outcome.Timeout))
	default:
		d.transmit()
	}
}

// abort ends a transfer with the text that all refusals have.
func (d *delivery) abort(reason error) {
	if !d.yields {
		d.lane.send(&d.peer, notFound, nil)
	}
	d.finish(OutcomeInterrupted, reason)
}

// finish logs a transfer and leaves its lane.
func (d *delivery) finish(outcome string, err error) {
	l := d.lane.server
	d.wait.Stop()
	l.known.leave(d)
	l.active--
	var n int64
	if outcome == OutcomeSent {
		n = int64(len(d.data))
	}
	l.end(d.line, n, outcome, err)
	d.lane.leave(d)
	d.data, d.lane, d.line = nil, nil, Transfer{}
	l.idle = append(l.idle, d)
}
