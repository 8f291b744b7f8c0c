package tftpd

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net"
	"time"

	"tvslab/accept"
	"tvslab/tftpd/internal/udp"
)

// lean is one running listener of EngineLean: one goroutine that takes requests and moves all transfers. It is the
// machine of the request socket.
type lean struct {
	*Server
	ctx      context.Context
	loop     *udp.Loop
	door     udp.Socket
	lanes    lanes
	openers  openers
	timeout  time.Duration
	longest  time.Duration // of a transfer
	waits    *udp.Queue    // for acknowledgements
	openings *udp.Queue    // for content
	active   int           // transfers, those that wait for their content too
	doubts   *udp.Queue
	known    memory
	idle     []*delivery
	head     []byte // a buffer
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
	loop.Watch(udp.Tap(s.Tap))
	l := newLean(ctx, s, loop)
	local := conn.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap()
	if err := loop.Adopt(&l.door, conn, l); err != nil {
		return errors.Join(err, loop.Close())
	}
	l.lanes = newLanes(loop, local, l.door.Any())
	release := accept.OnCancel(ctx, loop.Stop)
	loop.Run()
	release()
	l.cut()
	return loop.Close()
}

func newLean(ctx context.Context, s *Server, loop *udp.Loop) *lean {
	l := &lean{
		Server: s, ctx: ctx, loop: loop, openers: newOpeners(s, loop), timeout: cmp.Or(s.Timeout, DefaultTimeout),
		longest: cmp.Or(s.MaxDuration, DefaultMaxDuration), known: newMemory(),
	}
	l.waits, l.openings, l.doubts = loop.Queue(l.timeout), loop.Queue(l.longest), loop.Queue(doubtTime)
	return l
}

// cut ends all transfers because the server ends, and waits for the files that are being opened for them.
func (l *lean) cut() {
	for _, q := range []*udp.Queue{l.waits, l.openings} {
		for d, ok := q.First().(*delivery); ok; d, ok = q.First().(*delivery) {
			d.abort(l.ctx.Err())
		}
	}
	l.lanes.close()
	_ = l.door.Close() // nobody is heard any more
	l.openers.wait()
}

// Datagram answers one of the request port.
func (l *lean) Datagram(d *udp.Datagram) bool {
	l.request(d, false)
	return true
}

// request answers a request. One that seems to repeat the one before is looked at again.
func (l *lean) request(d *udp.Datagram, again bool) {
	packet := d.Data[:min(len(d.Data), maxRead)]
	r, err := parseRequest(packet)
	if err != nil {
		l.end(l.line(&d.From, ""), 0, OutcomeMalformed, err)
		return
	}
	before, known := l.known.find(&d.From)
	sum := l.known.sum(packet)
	if known && r.op == opRead && before.sum == sum && l.repeats(before, d) {
		if !again {
			l.doubt(before, d)
		}
		return
	}
	line := l.line(&d.From, string(r.name))
	switch {
	case r.op == opWrite:
		l.refuse(&d.From, line, OutcomeRefused, errWrite)
	case l.active >= l.maxTransfers():
		l.end(line, 0, OutcomeBusy, errBusy)
	default:
		if before.delivery != nil {
			before.delivery.yields = true
		}
		l.grant(delivery{server: l, peer: d.From, known: known, sum: sum, line: line}, r, packet)
	}
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

// grant answers a read request: at once where the file is at hand, else when it has been opened.
func (l *lean) grant(of delivery, r readRequest, packet []byte) {
	name := string(r.name)
	content, outcome, ok, err := l.atHand(name)
	if ok && err != nil {
		l.refuse(&of.peer, of.line, outcome, err)
		return
	}
	d := l.enter(of)
	if ok {
		d.start(r, content)
		return
	}
	d.opening = &opening{delivery: d, name: name, packet: bytes.Clone(packet)}
	l.openings.Start(&d.wait, d.moved)
	l.openers.open(d.opening)
}

// refuse answers with an error.
func (l *lean) refuse(peer *udp.Peer, line Transfer, outcome string, reason error) {
	l.lanes.refuse(peer, notFound)
	l.end(line, 0, outcome, reason)
}

// enter takes up a transfer, in a delivery that has none.
func (l *lean) enter(of delivery) *delivery {
	d := new(delivery)
	if last := len(l.idle) - 1; last >= 0 {
		d, l.idle = l.idle[last], l.idle[:last]
	}
	of.options = d.options
	*d = of
	d.wait.Owner, d.moved = d, l.loop.Now()
	l.active++
	l.remember(d)
	return d
}

// remember makes a transfer the last to its peer.
func (l *lean) remember(d *delivery) {
	if l.known.enter(d) {
		l.lanes.retire()
	}
}

// leave takes a transfer that has ended.
func (l *lean) leave(d *delivery) {
	l.known.leave(d)
	l.active--
	l.idle = append(l.idle, d)
}
