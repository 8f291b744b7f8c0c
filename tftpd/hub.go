package tftpd

import (
	"errors"
	"net/netip"
	"time"

	"tvslab/tftpd/internal/udp"
)

// hub is the loop of a [Batch] with its sockets. A socket serves one flight on a port of its own. One whose flight did
// not end well may still hear of it: it rests, so that nobody else gets its port, until another flight needs its place
// or the server has given up for sure.
type hub struct {
	loop    *udp.Loop
	stages  []*udp.Queue // by transmissions of a packet
	parked  *udp.Queue   // flights that wait for a port
	resting *udp.Queue
	ports   *udp.Ports
	limit   int // of sockets
	sockets int
	dry     time.Time // when an address had no port
	ended   chan struct{}
}

// How long a port stays quiet before another transfer gets it. After a clean end the server can only have lost the last
// acknowledgement: then it repeats the last block, four times after a second each as a rule. After any other end it may
// have two transfers for one request, answer late, or wait longer each time (RFC 1123 section 4.2.3.3).
const (
	cleanQuiet   = 6 * time.Second
	uncleanQuiet = 30 * time.Second
)

// quiet is how long the port of a transfer that has ended must be quiet.
func (t *transfer) quiet() time.Duration {
	if t.settled && t.resent == 0 && !t.strange {
		return cleanQuiet
	}
	return uncleanQuiet
}

// portWait is how long a transfer that gets no port waits before it looks again.
const portWait = 100 * time.Millisecond

// newHub returns a hub that runs, or nil where there is no loop.
func newHub(c *Client, sockets int) (*hub, error) {
	loop, err := udp.New()
	if errors.Is(err, errors.ErrUnsupported) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	h := &hub{loop: loop, ports: c.pool(), limit: sockets, ended: make(chan struct{})}
	loop.Watch(udp.Tap(c.Tap))
	for _, wait := range c.waits() {
		h.stages = append(h.stages, loop.Queue(wait))
	}
	h.parked, h.resting = loop.Queue(portWait), loop.Queue(uncleanQuiet)
	go func() {
		defer close(h.ended)
		loop.Run()
	}()
	return h, nil
}

// close ends the loop; no flight may be in progress.
func (h *hub) close() error {
	h.loop.Stop()
	<-h.ended
	for r, ok := h.resting.First().(*rest); ok; r, ok = h.resting.First().(*rest) {
		r.end()
	}
	return h.loop.Close()
}

// open gives a flight a new socket on a port of its own. At the limit the socket goes that has rested longest.
func (h *hub) open(f *flight) (*udp.Socket, uint16, error) {
	if h.loop.Now().Sub(h.dry) < portWait/2 {
		return nil, 0, udp.ErrNoPort
	}
	if r, ok := h.resting.First().(*rest); ok && h.sockets >= h.limit {
		r.end()
	}
	socket, local := new(udp.Socket), f.local
	if !local.IsValid() {
		local = unspecified(f.server.Addr().Is6())
	}
	if local.Unmap().Is6() != f.server.Addr().Is6() {
		return nil, 0, errFamily
	}
	port, err := h.ports.Bind(f.local, func(port uint16) error {
		return h.loop.Open(socket, udp.Options{Local: netip.AddrPortFrom(local.Unmap(), port)}, f)
	})
	switch {
	case err == nil:
		h.sockets++
	case errors.Is(err, udp.ErrNoPort):
		h.dry = h.loop.Now()
	}
	return socket, port, err
}

var errFamily = errors.New("the phone's address is of another family than the server's")

// unspecified is the address that means all, of a family.
func unspecified(v6 bool) netip.Addr {
	if v6 {
		return netip.IPv6Unspecified()
	}
	return netip.IPv4Unspecified()
}

// leave takes the socket of a flight that has ended.
func (h *hub) leave(f *flight) {
	r := &rest{hub: h, socket: f.socket, address: f.local, port: f.port, server: f.server, last: f.block - 1}
	r.complete, r.wait.Owner = f.settled && len(f.out) > 0, r
	r.quiet = h.loop.Now().Add(f.quiet())
	if f.quiet() < uncleanQuiet {
		r.end()
		return
	}
	r.socket.Drive(r)
	h.resting.Start(&r.wait, h.loop.Now())
}

// rest is a socket whose flight has ended. It tells servers that still send to it that nobody listens any more.
type rest struct {
	hub      *hub
	socket   *udp.Socket
	wait     udp.Wait
	address  netip.Addr
	port     uint16
	quiet    time.Time // from when the port may be used
	server   netip.AddrPort
	last     uint16 // block of the flight
	complete bool
}

// Datagram answers a block: that of the flight's own server, which has not got the last acknowledgement, with that, and
// any other with an error, as nobody knows it (RFC 1350 section 4). Nothing else may be answered.
func (r *rest) Datagram(d *udp.Datagram) bool {
	p, err := parsePacket(d.Data)
	if err != nil || p.op != opData {
		return false
	}
	answer := unknownTID
	if r.complete && d.From.AddrPort() == r.server {
		answer = appendAck(nil, r.last)
	}
	_ = r.socket.Send(&d.From, answer, nil)
	return false
}

// Refused is part of udp.Machine: a server that has gone is what a rest waits for.
func (*rest) Refused(*udp.Peer, error) {}

// Due ends a rest that was long enough.
func (r *rest) Due() { r.end() }

// end closes the socket. What is left of the rest is the port's.
func (r *rest) end() {
	r.wait.Stop()
	_ = r.socket.Close()
	r.hub.ports.Put(r.address, r.port, max(r.quiet.Sub(r.hub.loop.Now()), 0))
	r.hub.sockets--
}
