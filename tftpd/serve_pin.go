package tftpd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"

	"tvslab/accept"
)

// pin is one running listener of EnginePin: it takes the requests, and a goroutine for each answers.
type pin struct {
	*Server
	ctx       context.Context
	slots     chan struct{} // one for each transfer
	transfers sync.WaitGroup
}

// servePin is ServeTFTP with EnginePin.
func (s *Server) servePin(ctx context.Context, conn *net.UDPConn) error {
	p := &pin{Server: s, ctx: ctx, slots: make(chan struct{}, s.maxTransfers())}
	release := accept.OnCancel(ctx, func() { _ = conn.Close() })
	err := p.accept(newPinDoor(conn))
	release()
	p.transfers.Wait()
	if ctx.Err() != nil {
		return nil
	}
	return errors.Join(err, conn.Close())
}

// accept takes requests until the socket is closed.
func (p *pin) accept(door pinDoor) error {
	for {
		a, err := door.next()
		switch {
		case errors.Is(err, net.ErrClosed):
			return err
		case err == nil:
			p.tell(netAddrPort(a.peer), door.asked(a), a.packet)
			p.take(a)
		}
		// Any other error is of a datagram that is gone.
	}
}

// tell tells the tap of a datagram.
func (p *pin) tell(from, to netip.AddrPort, b []byte) {
	if p.Tap != nil {
		p.Tap(from, to, b, nil)
	}
}

// netAddrPort is the address of a UDP socket.
func netAddrPort(a net.Addr) netip.AddrPort {
	at := a.(*net.UDPAddr).AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}

// take has a request answered, unless all places are taken.
func (p *pin) take(a arrival) {
	r, err := parseRequest(a.packet)
	if err != nil {
		p.end(p.begin("TFTP", a.peer.String(), ""), 0, OutcomeMalformed, err)
		return
	}
	line := p.begin("TFTP", a.peer.String(), string(r.name))
	select {
	case p.slots <- struct{}{}:
		p.transfers.Go(func() {
			defer func() { <-p.slots }()
			n, outcome, err := p.serve(a, r, line)
			p.end(line, n, outcome, err)
		})
	default:
		p.end(line, 0, OutcomeBusy, errBusy)
	}
}

// serve answers a request from a socket of its own.
func (p *pin) serve(a arrival, r readRequest, line Transfer) (n int64, outcome string, err error) {
	data, outcome, err := p.grant(r, line.Name)
	conn, failed := a.dial()
	if failed != nil {
		return 0, OutcomeBusy, errors.Join(failed, err)
	}
	defer conn.Close()
	if err != nil {
		p.tell(netAddrPort(conn.LocalAddr()), netAddrPort(a.peer), notFound)
		_, _ = conn.Write(notFound)
		return 0, outcome, err
	}
	n, err = newPinned(p, conn, line.Time).run(pinRequest(r), a.pathSize(r), data)
	if err != nil {
		// The engine counts the block that it was sending as sent.
		return 0, OutcomeInterrupted, err
	}
	return n, OutcomeSent, nil
}

// grant finds the content for a request.
func (p *pin) grant(r readRequest, name string) (data []byte, outcome string, err error) {
	if r.op == opWrite {
		return nil, OutcomeRefused, errWrite
	}
	return p.open(name)
}

// pinRequest is a request as pin/tftp takes it: it compares names of modes and options with case (RFC 1350 and 2347 say
// without).
func pinRequest(r readRequest) []byte {
	b := append([]byte{0, opRead}, r.name...)
	mode := "octet"
	if is(r.mode, "netascii") {
		mode = "netascii"
	}
	b = append(append(append(b, 0), mode...), 0)
	w := r.wanted()
	for _, option := range []struct {
		name  string
		value []byte
	}{{"blksize", w.blksize}, {"tsize", w.tsize}} {
		if option.value != nil {
			b = appendOption(b, option.name, option.value)
		}
	}
	return b
}

// failure joins what an engine says of the end of a transfer and the reason that was given to it.
func failure(err, reason error) error {
	switch {
	case err == nil:
		return nil
	case reason == nil:
		return err
	}
	return fmt.Errorf("%w (%w)", reason, err)
}
