package inside

import (
	"io"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"
)

// flow is one direction of a connection. What was written and not read yet is kept, however much it is: what servers of a lab send has
// the size of a file.
type flow struct {
	mutex   sync.Mutex
	changed sync.Cond
	parts   [][]byte // written, one Write each; datagrams stay apart
	whole   bool     // a part is a datagram
	ended   bool     // nobody writes any more
	closed  bool     // nobody reads any more
	due     time.Time
	timer   *time.Timer // wakes who reads when it is due
}

func newFlow(whole bool) *flow {
	f := &flow{whole: whole}
	f.changed.L = &f.mutex
	return f
}

func (f *flow) write(b []byte) (int, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	switch {
	case f.ended:
		return 0, net.ErrClosed
	case f.closed:
		return 0, syscall.EPIPE
	}
	if len(b) > 0 {
		f.parts = append(f.parts, slices.Clone(b))
	}
	f.changed.Broadcast()
	return len(b), nil
}

// read waits for bytes, the end, or the deadline.
func (f *flow) read(b []byte) (int, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	for {
		switch {
		case f.closed:
			return 0, net.ErrClosed
		case !f.due.IsZero() && !time.Now().Before(f.due):
			return 0, os.ErrDeadlineExceeded
		case len(f.parts) > 0:
			return f.take(b), nil
		case f.ended:
			return 0, io.EOF
		}
		f.changed.Wait()
	}
}

func (f *flow) take(b []byte) int {
	n := copy(b, f.parts[0])
	if n == len(f.parts[0]) || f.whole {
		f.parts = f.parts[1:]
	} else {
		f.parts[0] = f.parts[0][n:]
	}
	return n
}

// deadline has read fail from a time on; the zero time lets it wait.
func (f *flow) deadline(t time.Time) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.timer != nil {
		f.timer.Stop()
		f.timer = nil
	}
	f.due = t
	if !t.IsZero() && !f.closed {
		f.timer = time.AfterFunc(time.Until(t), f.wake)
	}
	f.changed.Broadcast()
}

func (f *flow) wake() {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.changed.Broadcast()
}

// end says that nobody writes any more; leave, that nobody reads.
func (f *flow) end()   { f.stop(&f.ended) }
func (f *flow) leave() { f.stop(&f.closed) }

func (f *flow) stop(mark *bool) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	*mark = true
	if f.closed && f.timer != nil {
		f.timer.Stop()
		f.timer = nil
	}
	f.changed.Broadcast()
}

// conn is one end of a connection.
type conn struct {
	in, out   *flow
	own, peer net.Addr
}

// pair returns both ends of a connection.
func pair(client, server netip.AddrPort) (net.Conn, net.Conn) {
	there, back := newFlow(false), newFlow(false)
	a, b := net.TCPAddrFromAddrPort(client), net.TCPAddrFromAddrPort(server)
	return &conn{back, there, a, b}, &conn{there, back, b, a}
}

func (c *conn) Read(b []byte) (int, error)         { return c.in.read(b) }
func (c *conn) Write(b []byte) (int, error)        { return c.out.write(b) }
func (c *conn) LocalAddr() net.Addr                { return c.own }
func (c *conn) RemoteAddr() net.Addr               { return c.peer }
func (c *conn) SetReadDeadline(t time.Time) error  { c.in.deadline(t); return nil }
func (c *conn) SetWriteDeadline(_ time.Time) error { return nil } // writing never waits
func (c *conn) SetDeadline(t time.Time) error      { return c.SetReadDeadline(t) }

// Close implements net.Conn.
func (c *conn) Close() error {
	c.out.end()
	c.in.leave()
	return nil
}

// datagrams is a socket with one peer. Where nobody takes its datagrams, reading fails as after an ICMP message.
type datagrams struct {
	conn
	network *Network
	own, to netip.AddrPort
}

func (n *Network) datagrams(own, to netip.AddrPort) net.Conn {
	in := newFlow(true)
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if n.sockets == nil {
		n.sockets = map[netip.AddrPort]*flow{}
	}
	n.sockets[own] = in
	return &datagrams{conn{in, in, net.UDPAddrFromAddrPort(own), net.UDPAddrFromAddrPort(to)}, n, own, to}
}

// Write implements net.Conn: the taker answers before it returns.
func (d *datagrams) Write(b []byte) (int, error) {
	d.network.mutex.Lock()
	take := d.network.takers[d.to]
	d.network.mutex.Unlock()
	if take == nil {
		return 0, &net.OpError{Op: "write", Net: "udp", Addr: d.peer, Err: os.NewSyscallError("write", syscall.ECONNREFUSED)}
	}
	take(slices.Clone(b), d.own)
	return len(b), nil
}

// Close implements net.Conn.
func (d *datagrams) Close() error {
	d.network.mutex.Lock()
	delete(d.network.sockets, d.own)
	d.network.mutex.Unlock()
	return d.conn.Close()
}
