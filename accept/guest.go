package accept

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"sync/atomic"
	"time"
)

// How long a peer may keep the handler of its connection waiting, to send or to take bytes, before the connection can lose
// its place to another.
const (
	// Grace is for a peer that has sent nothing yet.
	Grace = time.Second
	// Patience is for the others: a phone that looks for a certificate asks a TVS in the midst of a handshake.
	Patience = 5 * time.Second
)

// writeBuffer is asked of the kernel for each connection, in bytes: what a peer that reads nothing can make it hold.
const writeBuffer = 64 << 10

// guest is a connection that has a place or waits for one.
type guest struct {
	net.Conn
	peer    netip.Addr // invalid where the peer has no IP address
	since   time.Time  // when it was accepted
	waits   atomic.Int64
	writes  atomic.Bool  // the handler waits for the peer to take bytes, not to send some
	grace   atomic.Int64 // 0: Grace or Patience
	spoke   atomic.Bool  // has sent something
	dropped atomic.Bool  // has lost its place
	reset   atomic.Bool  // the kernel shall forget what the peer has not taken
	watcher Watcher      // nil for nobody
}

// Watcher is told what goes over a connection.
type Watcher interface {
	// Sent is told of bytes before they are sent.
	Sent(b []byte)
	// Received is told of bytes that came, and of the error beside them.
	Received(b []byte, err error)
	// Closed is told that the connection was closed here, perhaps more than once.
	Closed()
}

func newGuest(conn net.Conn, watch func(net.Conn) Watcher) *guest {
	g := &guest{Conn: conn, since: time.Now()}
	if watch != nil {
		g.watcher = watch(conn)
	}
	if at, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
		g.peer = at.AddrPort().Addr().Unmap()
	}
	if c, ok := conn.(*net.TCPConn); ok {
		_ = c.SetWriteBuffer(writeBuffer) // best effort
	}
	g.wait()
	return g
}

// forever is a grace that does not overflow.
const forever = time.Duration(1 << 61)

// Allow lets the peer of a handler's connection keep the handler waiting for that long, 0 for Grace and Patience. Connections
// that are no loop's are left alone.
func Allow(conn net.Conn, grace time.Duration) {
	if g, ok := conn.(*guest); ok {
		g.grace.Store(int64(min(grace, forever)))
	}
}

// wait notes that the handler waits for the peer, from now on; 0 in waits is that it does not. A connection that has just
// been accepted counts as one whose handler waits: its first act is to read.
func (g *guest) wait() { g.waits.Store(max(int64(time.Since(g.since)), 1)) }

// Read notes how long the peer keeps its handler waiting.
func (g *guest) Read(b []byte) (int, error) {
	g.wait()
	defer g.waits.Store(0)
	n, err := g.Conn.Read(b)
	if n > 0 {
		g.spoke.Store(true)
	}
	if g.watcher != nil {
		g.watcher.Received(b[:n], err)
	}
	return n, err
}

// Write notes how long the peer keeps its handler waiting. A peer that let the deadline pass is sent nothing more.
func (g *guest) Write(b []byte) (int, error) {
	if g.watcher != nil {
		g.watcher.Sent(b)
	}
	g.writes.Store(true)
	g.wait()
	n, err := g.Conn.Write(b)
	g.waits.Store(0)
	g.writes.Store(false)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		g.reset.Store(true)
	}
	return n, err
}

// idle returns for how long the peer has kept the handler waiting beyond its grace; negative if it has not.
func (g *guest) idle(now time.Time) time.Duration {
	began := g.waits.Load()
	if began == 0 {
		return -1
	}
	grace := Patience
	if allowed := g.grace.Load(); allowed != 0 {
		grace = time.Duration(allowed)
	} else if !g.spoke.Load() {
		grace = Grace
	}
	return now.Sub(g.since) - time.Duration(began) - grace
}

// stalls reports whether the peer keeps the handler waiting even now: what it has sent is not there only because the
// handler has not come to read it yet.
func (g *guest) stalls() bool {
	return !g.dropped.Load() && g.waits.Load() != 0 && (g.writes.Load() || !pending(g.Conn))
}

// drop ends the connection of a peer that loses its place.
func (g *guest) drop() {
	g.dropped.Store(true)
	if g.writes.Load() {
		g.reset.Store(true)
	}
	g.end()
}

// end closes the connection. What a peer does not take the kernel would offer it for minutes.
func (g *guest) end() {
	if c, ok := g.Conn.(*net.TCPConn); ok && g.reset.Load() {
		_ = c.SetLinger(0)
	}
	if g.watcher != nil {
		g.watcher.Closed()
	}
	g.Conn.Close()
}
