package capture

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"slices"

	"github.com/gopacket/gopacket/layers"

	"tvslab/errno"
)

// segment is how many bytes of a stream a packet carries at most: what an Ethernet lets through over IPv4.
const segment = 1460

// Stream is a TCP connection, as one of its ends sees it. What the other end does is noted when this one learns of it. The methods
// of one that is nil do nothing.
type Stream struct {
	capture *Capture
	own     end
	peer    end
	held    []byte // the peer's, that are not noted yet; see Received
}

// end is one end of a connection.
type end struct {
	at     netip.AddrPort
	next   uint32 // sequence number
	closed bool
}

// Dialled begins the stream of a connection that was made from here; note says what for.
func (c *Capture) Dialled(conn net.Conn, note string) *Stream {
	if c == nil {
		return nil
	}
	s := c.stream(addressOf(conn.LocalAddr()), addressOf(conn.RemoteAddr()))
	c.mutex.Lock()
	defer c.mutex.Unlock()
	s.shake(&s.own, &s.peer, note)
	return s
}

// Accepted begins the stream of a connection that was made from elsewhere.
func (c *Capture) Accepted(conn net.Conn) *Stream {
	if c == nil {
		return nil
	}
	s := c.stream(addressOf(conn.LocalAddr()), addressOf(conn.RemoteAddr()))
	c.mutex.Lock()
	defer c.mutex.Unlock()
	s.shake(&s.peer, &s.own, "")
	return s
}

func (c *Capture) stream(own, peer netip.AddrPort) *Stream {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.seed += 0x10000 // far enough for a reader who looks at numbers; relative ones begin at 0 anyway
	return &Stream{capture: c, own: end{at: own, next: c.seed}, peer: end{at: peer, next: c.seed + 0x8000}}
}

// addressOf is an address of TCP or UDP; an invalid one, whose packets are left out, where it is neither.
func addressOf(a net.Addr) netip.AddrPort {
	t, ok := a.(interface{ AddrPort() netip.AddrPort })
	if !ok {
		return netip.AddrPort{}
	}
	at := t.AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap().WithZone(""), at.Port())
}

// shake is the handshake of TCP. The capture's mutex is held, here and below.
func (s *Stream) shake(from, to *end, note string) {
	s.syn(from, to, note)
	s.send(to, from, &layers.TCP{SYN: true, ACK: true, Options: mss()}, nil, "")
	to.next++
	s.send(from, to, &layers.TCP{ACK: true}, nil, "")
}

// syn asks for a connection.
func (s *Stream) syn(from, to *end, note string) {
	s.send(from, to, &layers.TCP{SYN: true, Options: mss()}, nil, note)
	from.next++
}

func mss() []layers.TCPOption {
	return []layers.TCPOption{{OptionType: layers.TCPOptionKindMSS, OptionLength: 4, OptionData: []byte{segment >> 8, segment & 0xff}}}
}

// send writes one packet.
func (s *Stream) send(from, to *end, t *layers.TCP, payload []byte, note string) {
	t.Seq = from.next
	if t.ACK {
		t.Ack = to.next
	}
	if from.at.IsValid() && to.at.IsValid() {
		s.capture.emit(s.capture.packets.tcp(from.at, to.at, t, payload), note)
	}
}

// flow writes bytes in segments, and their acknowledgement.
func (s *Stream) flow(from, to *end, b []byte) {
	if len(b) == 0 || from.closed {
		return
	}
	for part := range slices.Chunk(b, segment) {
		s.send(from, to, &layers.TCP{ACK: true, PSH: len(part) < segment}, part, "")
		from.next += uint32(len(part))
	}
	s.send(to, from, &layers.TCP{ACK: true}, nil, "")
}

// finish ends one direction.
func (s *Stream) finish(from, to *end) {
	if from.closed {
		return
	}
	from.closed = true
	s.send(from, to, &layers.TCP{FIN: true, ACK: true}, nil, "")
	from.next++
	s.send(to, from, &layers.TCP{ACK: true}, nil, "")
}

// reset ends both.
func (s *Stream) reset(from, to *end) {
	if from.closed && to.closed {
		return
	}
	from.closed, to.closed = true, true
	s.send(from, to, &layers.TCP{RST: true, ACK: true}, nil, "")
}

// Sent is told of bytes before they are sent.
func (s *Stream) Sent(b []byte) {
	if s == nil {
		return
	}
	s.capture.mutex.Lock()
	defer s.capture.mutex.Unlock()
	s.release()
	s.flow(&s.own, &s.peer, b)
}

// Receiving is told before more is waited for.
func (s *Stream) Receiving() {
	if s == nil {
		return
	}
	s.capture.mutex.Lock()
	defer s.capture.mutex.Unlock()
	s.release()
}

// Received is told of bytes that came, and of the error beside them. The answer of a TLS server is noted when the next thing happens:
// up to TLS 1.3 secrets are known only when it was read, and a reader wants them before.
func (s *Stream) Received(b []byte, err error) {
	if s == nil {
		return
	}
	s.capture.mutex.Lock()
	defer s.capture.mutex.Unlock()
	if isServerHello(b) && err == nil {
		s.held = slices.Clone(b)
		return
	}
	s.flow(&s.peer, &s.own, b)
	switch {
	case errors.Is(err, io.EOF):
		s.finish(&s.peer, &s.own)
	case errno.Reset.Of(err):
		s.reset(&s.peer, &s.own)
	}
}

// isServerHello recognizes the record of a TLS handshake that begins with a ServerHello (RFC 8446, 4 and 5.1).
func isServerHello(b []byte) bool { return len(b) > 5 && b[0] == 22 && b[1] == 3 && b[5] == 2 }

func (s *Stream) release() {
	s.flow(&s.peer, &s.own, s.held)
	s.held = nil
}

// Closed is told that this end has closed the connection. A second call does nothing.
func (s *Stream) Closed() {
	if s == nil {
		return
	}
	s.capture.mutex.Lock()
	defer s.capture.mutex.Unlock()
	s.release()
	s.finish(&s.own, &s.peer)
}

// Failed notes a connection that did not come to be, from an address to another, by what the kernel said: nobody listens, or nobody
// answered in time. Then the request stands there twice, since it was sent again, at the time at which it was given up.
func (c *Capture) Failed(from netip.Addr, to netip.AddrPort, note string, err error) {
	if c == nil || !to.IsValid() {
		return
	}
	if !from.IsValid() {
		from = unspecified(to.Addr())
	}
	s := c.stream(netip.AddrPortFrom(from, c.anyPort()), to)
	c.mutex.Lock()
	defer c.mutex.Unlock()
	s.syn(&s.own, &s.peer, note)
	if !errors.Is(err, os.ErrDeadlineExceeded) && !isTimeout(err) {
		s.peer.next = 0 // RFC 9293, 3.5.2: a reset that answers a SYN has sequence number 0
		s.reset(&s.peer, &s.own)
		return
	}
	s.own.next--
	s.send(&s.own, &s.peer, &layers.TCP{SYN: true, Options: mss()}, nil, "sent again; nobody answered")
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}

// unspecified stands for an address of ours that nobody knows.
func unspecified(like netip.Addr) netip.Addr {
	if like.Is6() {
		return netip.IPv6Loopback()
	}
	return netip.AddrFrom4([4]byte{127, 0, 0, 1})
}

// anyPort is a port for a connection that never had one that was told.
func (c *Capture) anyPort() uint16 {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.port = max(c.port+1, 49152)
	return c.port
}
