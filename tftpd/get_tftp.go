package tftpd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"tvslab/accept"
)

// transfer is one TFTP download in progress.
type transfer struct {
	conn    *net.UDPConn
	server  netip.AddrPort // where packets go: the request port, then the peer's TID
	known   bool           // the peer's TID is known (RFC 1350 section 4)
	strange bool           // somebody else was sent an error, so a refusal may be theirs
	block   uint16         // next expected
	max     int
	wait    []time.Duration
	end     time.Time // of the whole transfer
	data    []byte
	resent  int // packets sent again
	buffers *buffers
	out     []byte // last packet sent, in buffers.send
}

// buffers of a transfer, reused: one more byte than a packet shows an overlong one.
type buffers struct {
	receive [maxPacket + 1]byte
	send    [maxPacket]byte
	strange [64]byte
}

var bufferPool = sync.Pool{New: func() any { return new(buffers) }}

// Fetch implements [Fetcher].
func (c *Client) Fetch(ctx context.Context, r Request) (Result, error) {
	if err := CheckName(r.Name); err != nil {
		return Result{}, err
	}
	result, err := c.download(ctx, r)
	if err == nil {
		return result, nil
	}
	return result, fmt.Errorf("get tftp://%s/%s: %w", r.Server, r.Name, classify(ctx, err))
}

func (c *Client) download(ctx context.Context, r Request) (Result, error) {
	server, err := resolve(ctx, r.Server)
	if err != nil {
		return Result{}, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if !r.Local.IsValid() {
		r.Local = c.Local
	}
	conn, err := listen(server.Addr(), r.Local)
	if err != nil {
		return Result{}, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer conn.Close()
	defer accept.OnCancel(ctx, func() { conn.Close() })()
	t := &transfer{conn: conn, server: server, block: 1, max: c.maxBytes(), wait: c.waits(), data: r.Into[:0]}
	t.end = deadline(ctx, cmp.Or(c.TFTPTimeout, DefaultTFTPTimeout))
	t.buffers = bufferPool.Get().(*buffers)
	defer bufferPool.Put(t.buffers)
	t.out = appendRead(t.buffers.send[:0], r.Name)
	data, err := t.run()
	return Result{Data: data, Resent: t.resent}, err
}

// resolve looks the host up only where it is a name.
func resolve(ctx context.Context, address string) (netip.AddrPort, error) {
	if a, err := netip.ParseAddrPort(address); err == nil {
		return netip.AddrPortFrom(a.Addr().Unmap(), a.Port()), nil
	}
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return netip.AddrPort{}, err
	}
	port, err := net.DefaultResolver.LookupPort(ctx, "udp", service)
	if err != nil {
		return netip.AddrPort{}, err
	}
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return netip.AddrPort{}, err
	}
	return netip.AddrPortFrom(found[0].Unmap(), uint16(port)), nil
}

// listen opens the phone's ephemeral port. The socket is not connected, because
// the answer comes from another port than the request went to.
func listen(server, local netip.Addr) (*net.UDPConn, error) {
	network := "udp4"
	if server.Is6() {
		network = "udp6"
	}
	var from *net.UDPAddr
	if local.IsValid() {
		from = net.UDPAddrFromAddrPort(netip.AddrPortFrom(local, 0))
	}
	conn, err := net.ListenUDP(network, from)
	if err != nil {
		return nil, err
	}
	reportRefusals(conn, server.Is6())
	return conn, nil
}

// run exchanges packets until the file is complete.
func (t *transfer) run() ([]byte, error) {
	for {
		p, err := t.exchange()
		if err != nil {
			return nil, err
		}
		if len(t.data)+len(p.payload) > t.max {
			t.send(appendError(t.buffers.send[:0], 3, "size limit")) // best effort
			return nil, fmt.Errorf("content exceeds %d bytes: %w", t.max, ErrTooLarge)
		}
		t.data = append(t.data, p.payload...)
		t.out = appendAck(t.buffers.send[:0], p.number)
		t.block++
		if len(p.payload) < blockSize {
			// A lost final acknowledgement is the server's loss only.
			_ = t.send(t.out)
			return t.data, nil
		}
	}
}

// exchange sends the current packet, again after each wait, until the next block
// arrives.
func (t *transfer) exchange() (packet, error) {
	for i, wait := range t.wait {
		if i > 0 {
			t.resent++
		}
		until := time.Now().Add(wait)
		if t.end.Before(until) {
			until = t.end
		}
		if err := t.conn.SetReadDeadline(until); err != nil {
			return packet{}, err
		}
		if err := t.send(t.out); err != nil {
			return packet{}, err
		}
		p, err := t.next()
		if !isTimeout(err) {
			return p, err
		}
		if !time.Now().Before(t.end) {
			break
		}
	}
	return packet{}, fmt.Errorf("block %d: %w", t.block, ErrTimeout)
}

func (t *transfer) send(b []byte) error {
	_, err := t.conn.WriteToUDPAddrPort(b, t.server)
	return t.refusal(err)
}

// refusal recognizes the ICMP answer of a host where nobody listens.
func (t *transfer) refusal(err error) error {
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return err
	}
	if t.strange {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrUnreachable, err)
}

// next receives until the expected block or an error packet is there. Everything
// else does not move the deadline.
func (t *transfer) next() (packet, error) {
	for {
		n, from, err := t.conn.ReadFromUDPAddrPort(t.buffers.receive[:])
		if err = t.refusal(err); err != nil {
			return packet{}, err
		}
		p, err := parsePacket(t.buffers.receive[:n])
		if err != nil || !t.fromPeer(from, p) {
			continue
		}
		switch {
		case p.op == opError:
			return packet{}, errorOf(p)
		case p.number == t.block:
			return p, nil
		case p.number == t.block-1 && t.known:
			// The acknowledgement was lost: a receiver repeats it, and only the
			// sender must not answer repeats (RFC 1123 section 4.2.3.1).
			if err := t.send(t.out); err != nil {
				return packet{}, err
			}
		}
	}
}

// fromPeer checks the transfer identifier. The first valid packet from the server
// sets it; packets of another port are answered with error 5 and change nothing
// (RFC 1350 section 4), which also ends the second transfer that a repeated
// request started.
func (t *transfer) fromPeer(from netip.AddrPort, p packet) bool {
	from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
	if from.Addr().WithZone("") != t.server.Addr().WithZone("") {
		return false
	}
	switch {
	case t.known && from.Port() == t.server.Port():
		return true
	case t.known:
		if p.op == opData {
			t.strange = true
			_, _ = t.conn.WriteToUDPAddrPort(appendError(t.buffers.strange[:0], codeUnknownTID, "Unknown transfer ID"), from)
		}
		return false
	case p.op == opData && p.number != t.block:
		return false
	}
	t.server, t.known = from, true
	return true
}

// errorOf maps an error packet: code 1 is a missing file, every other code a
// server that will not give it.
func errorOf(p packet) error {
	class := ErrUnavailable
	if p.number == codeNotFound {
		class = ErrNotFound
	}
	return fmt.Errorf("error code %d %q: %w", p.number, p.payload, class)
}
