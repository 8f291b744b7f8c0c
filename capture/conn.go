package capture

import (
	"context"
	"net"
	"net/netip"
)

// Dial makes connections, as net.Dialer.DialContext does.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// Dialler has the connections that dial makes, and those that it cannot make, noted; note says what they are for, and from is where
// they come from, invalid where nobody knows before. A capture that is nil leaves dial as it is.
func (c *Capture) Dialler(dial Dial, from netip.Addr, note string) Dial {
	if c == nil {
		return dial
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			c.noteFailed(ctx, from, address, note, err)
			return nil, err
		}
		if _, datagrams := conn.RemoteAddr().(*net.UDPAddr); datagrams {
			return &watchedUDP{Conn: conn, capture: c}, nil
		}
		return &watched{Conn: conn, stream: c.Dialled(conn, note)}, nil
	}
}

// noteFailed leaves out what never left this machine: a name that is not known, a call that was given up.
func (c *Capture) noteFailed(ctx context.Context, from netip.Addr, address, note string, err error) {
	to, malformed := netip.ParseAddrPort(address)
	if malformed != nil || context.Cause(ctx) == context.Canceled {
		return
	}
	c.Failed(from, to, note, err)
}

// watched is a connection whose stream is told of everything.
type watched struct {
	net.Conn
	stream *Stream
}

// Read implements net.Conn.
func (w *watched) Read(b []byte) (int, error) {
	w.stream.Receiving()
	n, err := w.Conn.Read(b)
	w.stream.Received(b[:n], err)
	return n, err
}

// Write implements net.Conn.
func (w *watched) Write(b []byte) (int, error) {
	w.stream.Sent(b)
	return w.Conn.Write(b)
}

// Close implements net.Conn.
func (w *watched) Close() error {
	w.stream.Closed()
	return w.Conn.Close()
}

// watchedUDP is a socket with one peer, whose datagrams are noted.
type watchedUDP struct {
	net.Conn
	capture *Capture
}

// Read implements net.Conn.
func (w *watchedUDP) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	if err == nil {
		w.capture.Datagram(addressOf(w.RemoteAddr()), addressOf(w.LocalAddr()), b[:n], nil)
	}
	return n, err
}

// Write implements net.Conn.
func (w *watchedUDP) Write(b []byte) (int, error) {
	w.capture.Datagram(addressOf(w.LocalAddr()), addressOf(w.RemoteAddr()), b, nil)
	return w.Conn.Write(b)
}
