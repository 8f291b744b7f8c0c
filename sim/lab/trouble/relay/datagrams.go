package relay

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"tvslab/sim/lab/trouble"
)

// transfer is one file over TFTP that is relayed, or one registration over UDP. Of TFTP, what the phone sends is numbered: the request is 0, the acknowledgement of a block
// has the block's number.
type transfer struct {
	relay       *Relay
	path        Path
	front, back *net.UDPConn // towards the phone, towards the server
	target      netip.AddrPort

	mutex  sync.Mutex
	phone  netip.AddrPort
	server netip.AddrPort // from where it sends the file; invalid until it does
	seen   map[int]int    // transmissions of a packet of the phone
	sent   int            // blocks that were handed to the phone
}

// datagrams relays one file over TFTP.
func datagrams(ctx context.Context, p Path) (*Relay, error) {
	target, err := netip.ParseAddrPort(p.Target)
	if err != nil {
		return nil, err
	}
	front, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.MustParseAddrPort(loopback)))
	if err != nil {
		return nil, err
	}
	back, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.MustParseAddrPort(loopback)))
	if err != nil {
		_ = front.Close()
		return nil, err
	}
	r, ctx := open(ctx, front.LocalAddr().String(), front, back)
	t := &transfer{relay: r, path: p, front: front, back: back, target: target, seen: map[int]int{}}
	fromPhone, fromServer := newShuffle(front, p.Fate.Late), newShuffle(back, p.Fate.Late)
	r.running.Go(func() { fromPhone.each(t.asked) })
	r.running.Go(func() {
		fromServer.each(func(b []byte, from netip.AddrPort) func() { return t.answered(ctx, b, from) })
	})
	return r, nil
}

// Operation codes of RFC 1350.
const (
	opRead = 1
	opData = 3
	opAck  = 4
)

// number is the number of a packet of the phone, or of a block; false for other packets.
func number(b []byte, op uint16) (n int, ok bool) {
	if len(b) < 4 || binary.BigEndian.Uint16(b) != op {
		return 0, op == opAck && len(b) >= 2 && binary.BigEndian.Uint16(b) == opRead
	}
	return int(binary.BigEndian.Uint16(b[2:])), true
}

// number is the number of a packet of the phone; false for what counts nothing.
func (t *transfer) number(b []byte) (int, bool) {
	if !t.path.TFTP {
		return 0, true
	}
	return number(b, opAck)
}

// asked takes a datagram of the phone, and returns what sends it on; nil for one that is lost.
func (t *transfer) asked(b []byte, from netip.AddrPort) func() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.phone = from
	to := t.server
	if n, ok := t.number(b); ok {
		if n == 0 {
			to = t.target
		}
		t.seen[n]++
		if t.swallows(n) {
			return nil
		}
	}
	if !to.IsValid() {
		return nil
	}
	return func() { _, _ = t.back.WriteToUDPAddrPort(b, to) }
}

// swallows reports whether a packet of the phone is lost, this time or for ever.
func (t *transfer) swallows(n int) bool {
	f := &t.path.Fate
	if f.Stage != trouble.Done && n >= len(f.Lost)-1 {
		t.relay.sticks()
		return true
	}
	return t.pending(n)
}

// pending reports whether a packet of the phone has not got through yet.
func (t *transfer) pending(n int) bool {
	lost := t.path.Fate.Lost
	return n < len(lost) && t.seen[n] <= lost[n]
}

// answered takes a datagram of the server, and returns what hands it to the phone; nil for one that is lost. What the server repeats because
// the phone's answer is lost is lost too: when the phone repeats that is up to its own clock.
func (t *transfer) answered(ctx context.Context, b []byte, from netip.AddrPort) func() {
	t.mutex.Lock()
	first := !t.server.IsValid()
	if first {
		t.server = from
	}
	to := t.phone
	block, data := number(b, opData)
	data = data && t.path.TFTP
	repeated := data && block <= t.sent && t.pending(block)
	if data {
		t.sent = max(t.sent, block)
	}
	stranger := from != t.server // a second answer to a request that came twice
	t.mutex.Unlock()
	if repeated || stranger {
		return nil
	}
	if late := t.path.Fate.Late; first && !pause(ctx, min(late.Delay+late.Slow, t.path.Longest)) {
		return nil
	}
	return func() { _, _ = t.front.WriteToUDPAddrPort(b, to) }
}

// shuffle reads datagrams, and passes some on twice and some after their followers.
type shuffle struct {
	conn   *net.UDPConn
	late   trouble.Course
	number int
	held   func()
}

// holding is how long a datagram waits for one that overtakes it.
const holding = 20 * time.Millisecond

func newShuffle(conn *net.UDPConn, late trouble.Course) *shuffle {
	return &shuffle{conn: conn, late: late}
}

// each hands every datagram to take until the socket is closed, and does what that returns, once or twice, now or later.
func (s *shuffle) each(take func(b []byte, from netip.AddrPort) func()) {
	buffer := make([]byte, 64<<10)
	for {
		n, from, err := s.conn.ReadFromUDPAddrPort(buffer)
		if err != nil {
			if !s.release(err) {
				return
			}
			continue
		}
		send := take(append([]byte(nil), buffer[:n]...), netip.AddrPortFrom(from.Addr().Unmap(), from.Port()))
		if send != nil {
			s.pass(send)
		}
	}
}

// pass sends a datagram, unless it is to be overtaken.
func (s *shuffle) pass(send func()) {
	s.number++
	if s.held == nil && trouble.Throws("reorder", s.number, s.late.Reorder) {
		s.held = send
		_ = s.conn.SetReadDeadline(time.Now().Add(holding))
		return
	}
	send()
	if trouble.Throws("duplicate", s.number, s.late.Duplicate) {
		send()
	}
	if s.held != nil {
		_ = s.conn.SetReadDeadline(time.Time{})
		s.held()
		s.held = nil
	}
}

// release sends the datagram that nothing has overtaken, and reports whether there are more to come.
func (s *shuffle) release(err error) bool {
	if errors.Is(err, net.ErrClosed) {
		return false
	}
	_ = s.conn.SetReadDeadline(time.Time{})
	if s.held != nil {
		s.held()
		s.held = nil
	}
	return true
}
