package tftpd

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"tvslab/accept"
	"tvslab/tftpd/internal/udp"
)

// lean is one running listener of EngineLean: one goroutine that takes requests and moves all transfers. It is the
// machine of the request socket.
type lean struct {
	*Server
	ctx     context.Context
	loop    *udp.Loop
	door    udp.Socket
	local   netip.Addr // of the door; invalid where it is open at all addresses
	timeout time.Duration
	longest time.Duration // of a transfer
	waits   *udp.Queue    // for acknowledgements
	active  int           // transfers
	lanes   []*lane       // shared ones that take further transfers
	known   memory
	idle    []*delivery
	head    []byte // a buffer
}

// serveLean is ServeTFTP with EngineLean.
func (s *Server) serveLean(ctx context.Context, conn *net.UDPConn) error {
	loop, err := udp.New()
	if errors.Is(err, errors.ErrUnsupported) {
		return s.servePin(ctx, conn)
	}
	if err != nil {
		return err
	}
	l := &lean{
		Server: s, ctx: ctx, loop: loop, timeout: cmp.Or(s.Timeout, DefaultTimeout),
		longest: cmp.Or(s.MaxDuration, DefaultMaxDuration), known: newMemory(),
	}
	l.waits = loop.Queue(l.timeout)
	if local := conn.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap(); !local.IsUnspecified() {
		l.local = local
	}
	if err := loop.Adopt(&l.door, conn, l); err != nil {
		return errors.Join(err, loop.Close())
	}
	release := accept.OnCancel(ctx, loop.Stop)
	loop.Run()
	release()
	l.cut()
	return loop.Close()
}

// cut ends all transfers because the server ends.
func (l *lean) cut() {
	for d, ok := l.waits.First().(*delivery); ok; d, ok = l.waits.First().(*delivery) {
		d.abort(l.ctx.Err())
	}
	l.loop.Flush()
}

// Datagram answers one of the request port.
func (l *lean) Datagram(d *udp.Datagram) bool {
	packet := d.Data[:min(len(d.Data), maxRead)]
	r, err := parseRequest(packet)
	if err != nil {
		l.end(l.line(&d.From, ""), 0, OutcomeMalformed, err)
		return true
	}
	before, known := l.known.find(&d.From)
	sum := l.known.sum(packet)
	if known && r.op == opRead && before.sum == sum && l.repeats(before, d) {
		return true
	}
	name := string(r.name)
	line := l.line(&d.From, name)
	content, outcome, err := l.grant(r, name)
	if err != nil {
		l.refuse(&d.From, line, outcome, err)
		return true
	}
	if before.delivery != nil {
		before.delivery.yields = true
	}
	l.start(delivery{peer: d.From, sum: sum, line: line}, r, content, known)
	return true
}

// Refused is part of udp.Machine; the door sends nothing.
func (*lean) Refused(*udp.Peer, error) {}

// line begins the log line of a request.
func (l *lean) line(peer *udp.Peer, name string) Transfer {
	if l.Log == nil {
		return Transfer{Time: l.clock()}
	}
	return l.begin("TFTP", peer.AddrPort().String(), name)
}

// clock is the time of the log.
func (l *lean) clock() time.Time {
	if l.Now != nil {
		return l.Now()
	}
	return l.loop.Now()
}

// repeats says that a request is the one before, sent again. A client cannot ask anew before it has got its last block:
// what came before that went out is a repeat for certain, and what came after, a new request, though its last
// acknowledgement may be lost or still on its way. In between, a client that asks again has begun anew where it has been
// silent for a while; it has not where the first answer waits, which the server repeats by itself.
func (l *lean) repeats(before recent, d *udp.Datagram) bool {
	t, now := before.delivery, l.loop.Now()
	switch {
	case cmp.Or(d.Time, now.UnixNano()) <= before.sent.UnixNano():
		return true
	case t == nil || t.heard && t.block == t.last:
		return false
	}
	return !t.heard || now.Sub(t.moved) < l.timeout
}

// grant finds the content for a request.
func (l *lean) grant(r readRequest, name string) (content []byte, outcome string, err error) {
	switch {
	case r.op == opWrite:
		return nil, OutcomeRefused, errWrite
	case l.active >= l.maxTransfers():
		return nil, OutcomeRefused, errBusy
	}
	return l.open(name)
}

// refuse answers with an error, from another port than the door's.
func (l *lean) refuse(peer *udp.Peer, line Transfer, outcome string, reason error) {
	if len(l.lanes) > 0 {
		l.lanes[0].send(peer, notFound, nil)
	} else if n, err := l.lane(); err == nil {
		n.send(peer, notFound, nil)
		n.free()
	}
	l.end(line, 0, outcome, reason)
}

// notFound is the answer to every request that is refused.
var notFound = appendError(nil, codeNotFound, errorText)

// start begins a transfer that was granted. Without a port for it there is no answer, and the phone repeats its
// request. A peer that has had a transfer gets a port that is not that transfer's, and so does one that wants larger
// blocks, for which the way to it must be known.
func (l *lean) start(of delivery, r readRequest, content []byte, known bool) {
	d := l.unused()
	of.options = d.options
	*d = of
	d.wait.Owner = d
	var err error
	if known || r.wanted().blksize != nil {
		d.lane, err = l.private(&d.peer)
	} else {
		d.lane, err = l.lane()
	}
	if err != nil {
		l.end(d.line, 0, OutcomeInterrupted, err)
		l.idle = append(l.idle, d)
		return
	}
	l.active++
	d.lane.join(d)
	d.begin(r, content, d.lane.pathSize)
	d.transmit()
	if l.known.enter(d) {
		l.lanes = nil // those that live on have had peers that are forgotten now
	}
}

// unused takes a delivery without a transfer.
func (l *lean) unused() *delivery {
	if last := len(l.idle) - 1; last >= 0 {
		d := l.idle[last]
		l.idle = l.idle[:last]
		return d
	}
	return new(delivery)
}
