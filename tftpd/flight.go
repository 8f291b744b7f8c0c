package tftpd

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"

	"tvslab/errno"
	"tvslab/outcome"
	"tvslab/tftpd/internal/udp"
)

// flight is a transfer in a [Batch]: the machine of transfer, with its socket and its waits.
type flight struct {
	transfer
	hub     *hub
	local   netip.Addr
	port    uint16
	socket  *udp.Socket // nil before it begins and after it ended
	peer    udp.Peer    // the server
	wait    udp.Wait    // for an answer, or for a port
	stage   int         // transmissions of the current packet so far
	done    chan error  // gets the outcome, once
	content []byte      // buffer of transfer.data
}

var flights = sync.Pool{New: func() any {
	f := &flight{done: make(chan error, 1)}
	f.wait.Owner = f
	return f
}}

// Run begins a flight that was posted: it gets a socket on a port of its own and sends its request. Where each port is
// in use or may still hear of an earlier transfer, it waits for one.
func (f *flight) Run() {
	socket, port, err := f.hub.open(f)
	switch {
	case errors.Is(err, udp.ErrNoPort) && f.hub.loop.Now().Before(f.end):
		f.hub.parked.Start(&f.wait, f.hub.loop.Now())
	case err != nil:
		f.done <- fmt.Errorf("%w: %w", outcome.Unreachable, err)
	default:
		f.socket, f.port, f.peer, f.stage = socket, port, udp.PeerOf(f.server), 0
		f.transmit()
	}
}

// cancellation ends a posted flight, unless it has ended.
type cancellation struct{ flight *flight }

func (c cancellation) Run() {
	switch f := c.flight; {
	case f.socket != nil:
		f.finish(context.Canceled)
	case f.wait.Waits():
		f.wait.Stop()
		f.done <- fmt.Errorf("%w: %w", outcome.Unreachable, udp.ErrNoPort)
	}
}

// transmit sends the current packet and waits for the answer.
func (f *flight) transmit() {
	f.hub.stages[f.stage].Start(&f.wait, f.hub.loop.Now())
	if f.stage > 0 {
		f.resent++
	}
	f.sendOrEnd()
}

func (f *flight) sendOrEnd() {
	if err := f.refusal(f.send()); err != nil {
		f.finish(err)
	}
}

func (f *flight) send() error { return f.socket.Send(&f.peer, f.out, nil) }

// Due sends again, or gives up.
func (f *flight) Due() {
	switch {
	case f.socket == nil:
		f.Run()
	case f.stage+1 == len(f.hub.stages) || !f.hub.loop.Now().Before(f.end):
		f.finish(f.late())
	default:
		f.stage++
		f.transmit()
	}
}

func (f *flight) late() error { return fmt.Errorf("block %d: %w", f.block, outcome.Timeout) }

// Datagram moves a flight on; false asks for what may have come behind.
func (f *flight) Datagram(d *udp.Datagram) (answered bool) {
	identified := f.known
	verdict, err := f.take(d.Data, d.From.AddrPort())
	if f.known && !identified {
		f.meet(&d.From)
	}
	switch verdict {
	case stranger:
		_ = f.socket.Send(&d.From, unknownTID, nil)
	case repeated:
		f.sendOrEnd()
	case advanced:
		f.advance()
		return true
	case complete:
		_ = f.send() // a server that does not get it repeats the block, and the socket rests
		f.finish(nil)
	case failed:
		if len(f.out) > 0 {
			_ = f.send()
		}
		f.finish(err)
	}
	return false
}

// meet takes up the server's port. Where the request went out once there is but one transfer, and the kernel can keep
// others off: it refuses them by ICMP.
func (f *flight) meet(server *udp.Peer) {
	f.peer = *server
	if f.resent == 0 {
		_ = f.socket.Connect(server) // best effort: take looks at the sender of each packet
	}
}

// advance acknowledges a block, within the time of the whole transfer.
func (f *flight) advance() {
	if !f.hub.loop.Now().Before(f.end) {
		f.finish(f.late())
		return
	}
	f.stage = 0
	f.transmit()
}

// Refused ends a flight whose server does not listen.
func (f *flight) Refused(peer *udp.Peer, err error) {
	if peer.AddrPort() != f.server {
		return // a stranger that was told so
	}
	if err = f.refusal(err); err != nil {
		f.finish(err)
	}
}

// finish reports the outcome of a flight, whose socket serves no other.
func (f *flight) finish(err error) {
	f.wait.Stop()
	f.hub.leave(f)
	f.socket = nil
	f.done <- err
}

// refusal recognizes the ICMP answer of a host where nobody listens.
func (t *transfer) refusal(err error) error {
	if !errno.Refused.Of(err) {
		return err
	}
	if t.strange {
		return nil
	}
	t.settled = true
	return fmt.Errorf("%w: %w", outcome.Unreachable, err)
}
