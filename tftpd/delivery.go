package tftpd

import (
	"errors"
	"fmt"
	"time"

	"tvslab/outcome"
	"tvslab/tftpd/internal/udp"
)

// delivery is a transfer of EngineLean: the machine of sending, with its peer and its waits. It begins with a file that is
// being opened, or with one that is at hand.
type delivery struct {
	sending
	server  *lean
	opening *opening // until the file is there
	lane    *lane    // from then on
	wait    udp.Wait // for the file, or for an acknowledgement
	peer    udp.Peer
	known   bool   // the peer has had a transfer before
	sum     uint64 // of the request
	line    Transfer
	sent    int       // transmissions of the current packet
	moved   time.Time // when the current packet went out first; when the request was taken up
	heard   bool      // an acknowledgement has come
	yields  bool      // the peer has asked for something else since: nothing is sent of itself
}

var errAnew = errors.New("its client began anew")

// opened takes the file that was waited for, or why there is none.
func (d *delivery) opened(j *opening) {
	l := d.server
	d.opening, d.moved = nil, l.loop.Now()
	d.wait.Stop()
	switch {
	case d.yields:
		d.end(OutcomeInterrupted, errAnew, true)
	case j.err != nil:
		l.lanes.refuse(&d.peer, notFound)
		d.end(j.outcome, j.err, true)
	default:
		l.remember(d) // as late as its lane
		r, _ := parseRequest(j.packet)
		d.start(r, j.data)
	}
}

// start begins to send. Without a port there is no answer, and the phone repeats its request. A peer that has had a
// transfer gets a port that is not that transfer's, and so does one that wants larger blocks, for which the way to it must
// be known.
func (d *delivery) start(r readRequest, content []byte) {
	l := d.server
	var n *lane
	var err error
	if d.known || r.wanted().blksize != nil {
		n, err = l.lanes.private(&d.peer)
	} else {
		n, err = l.lanes.take()
	}
	if err != nil {
		d.end(OutcomeBusy, err, true)
		return
	}
	d.lane = n
	n.join(d)
	d.begin(r, content, n.pathSize)
	d.transmit()
}

// hear takes a packet of the peer.
func (d *delivery) hear(packet []byte) {
	verdict, err := d.take(packet)
	switch verdict {
	case advanced:
		d.advance()
	case complete:
		d.end(OutcomeSent, nil, true)
	case failed:
		d.end(OutcomeInterrupted, err, true)
	}
}

// advance sends the next block, unless the transfer lasts too long.
func (d *delivery) advance() {
	l := d.server
	if l.clock().Sub(d.line.Time) > l.longest {
		d.abort(errTooSlow)
		return
	}
	d.sent, d.heard = 0, true
	d.transmit()
}

// transmit sends the current packet and waits for its acknowledgement.
func (d *delivery) transmit() {
	l := d.server
	if d.sent == 0 {
		d.moved = l.loop.Now()
	}
	d.sent++
	l.waits.Start(&d.wait, l.loop.Now())
	head, body := d.packet(l.head[:0])
	d.lane.send(&d.peer, head, body)
	l.head = head
}

// Due sends the current packet again, or gives the transfer up.
func (d *delivery) Due() {
	switch {
	case d.opening != nil:
		d.abort(errTooSlow)
	case d.yields:
		d.end(OutcomeInterrupted, errAnew, false)
	case d.sent > retries:
		d.abort(fmt.Errorf("block %d: %w", d.block, outcome.Timeout))
	default:
		d.transmit()
	}
}

// abort ends a transfer, which its peer is told where it has begun.
func (d *delivery) abort(reason error) {
	if d.lane != nil && !d.yields {
		d.lane.send(&d.peer, brokenOff, nil)
	}
	d.end(OutcomeInterrupted, reason, false)
}

// end logs a transfer and leaves its lane. In a clean end the peer had the last word, or was sent no block.
func (d *delivery) end(outcome string, err error, clean bool) {
	l := d.server
	d.wait.Stop()
	if d.opening != nil {
		d.opening.delivery = nil
	}
	var n int64
	if outcome == OutcomeSent {
		n = int64(len(d.data))
	}
	l.end(d.line, n, outcome, err)
	if d.lane != nil {
		d.lane.leave(d, clean)
	}
	l.leave(d)
	d.data, d.lane, d.opening, d.line = nil, nil, nil, Transfer{}
}
