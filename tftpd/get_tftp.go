package tftpd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"tvslab/accept"
	"tvslab/outcome"
	"tvslab/tftpd/internal/udp"
)

// download is a transfer on a socket of its own, driven by the goroutine of its caller.
type download struct {
	transfer
	conn    *net.UDPConn
	tap     Tap
	wait    []time.Duration
	receive [maxPacket + 1]byte // one more byte than a packet shows an overlong one
	content []byte              // buffer of transfer.data
}

var downloads = sync.Pool{New: func() any { return new(download) }}

// keptContent is the largest content buffer that is kept for further transfers.
const keptContent = 64 << 10

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
		return Result{}, fmt.Errorf("%w: %w", outcome.Unreachable, err)
	}
	if !r.Local.IsValid() {
		r.Local = c.Local
	}
	d := downloads.Get().(*download)
	defer downloads.Put(d)
	d.begin(server, r.Name, c.maxBytes(), d.content)
	d.tap = c.Tap
	d.wait, d.end = c.waits(), deadline(ctx, cmp.Or(c.TFTPTimeout, DefaultTFTPTimeout))
	port, err := d.listen(ctx, c.pool(), r.Local)
	if err != nil {
		return Result{}, fmt.Errorf("%w: %w", outcome.Unreachable, err)
	}
	release := accept.OnCancel(ctx, func() { d.conn.Close() })
	err = d.run()
	release()
	_ = d.conn.Close()
	c.pool().Put(r.Local, port, d.quiet())
	return d.finish(r.Into, err)
}

// finish hands out the content in a buffer of the caller's, or of exactly its size.
func (d *download) finish(into []byte, err error) (Result, error) {
	result := Result{Resent: d.resent}
	if err == nil {
		result.Data = copied(into, d.data)
	}
	d.content, d.data, d.conn = kept(d.data), nil, nil
	return result, err
}

func copied(into, content []byte) []byte {
	if cap(into) < len(content) || into == nil {
		into = make([]byte, 0, len(content))
	}
	return append(into[:0], content...)
}

func kept(content []byte) []byte {
	if cap(content) > keptContent {
		return nil
	}
	return content[:0]
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

// listen opens the phone's port, which no other transfer had lately, and waits for one where there is none. The socket is
// not connected, because the answer comes from another port than the request went to.
func (d *download) listen(ctx context.Context, ports *udp.Ports, local netip.Addr) (port uint16, err error) {
	network := "udp4"
	if d.server.Addr().Is6() {
		network = "udp6"
	}
	open := func(port uint16) error {
		at := &net.UDPAddr{Port: int(port)}
		if local.IsValid() {
			at = net.UDPAddrFromAddrPort(netip.AddrPortFrom(local, port))
		}
		d.conn, err = net.ListenUDP(network, at)
		return err
	}
	for {
		port, err := ports.Bind(local, open)
		if err == nil {
			udp.ReportRefusals(d.conn, d.server.Addr().Is6())
		}
		if !errors.Is(err, udp.ErrNoPort) || time.Now().After(d.end) {
			return port, err
		}
		select {
		case <-time.After(portWait):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

// run exchanges packets until the file is complete.
func (d *download) run() error {
	for {
		verdict, err := d.exchange()
		switch {
		case err != nil:
			return err
		case verdict == complete:
			// A lost final acknowledgement is the server's loss only.
			_ = d.send()
			return nil
		}
	}
}

// exchange sends the current packet, again after each wait, until the transfer moves on.
func (d *download) exchange() (progress, error) {
	for i, wait := range d.wait {
		if i > 0 {
			d.resent++
		}
		until := time.Now().Add(wait)
		if d.end.Before(until) {
			until = d.end
		}
		if err := d.conn.SetReadDeadline(until); err != nil {
			return failed, err
		}
		if err := d.send(); err != nil {
			return failed, err
		}
		verdict, err := d.next()
		if !isTimeout(err) {
			return verdict, err
		}
		if !time.Now().Before(d.end) {
			break
		}
	}
	return failed, fmt.Errorf("block %d: %w", d.block, outcome.Timeout)
}

// next receives until the transfer moves on or fails. Everything else does not move
// the deadline.
func (d *download) next() (progress, error) {
	for {
		n, from, err := d.conn.ReadFromUDPAddrPort(d.receive[:])
		if err = d.refusal(err); err != nil {
			return failed, err
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		d.tell(from, d.local(), d.receive[:n])
		verdict, err := d.take(d.receive[:n], from)
		switch verdict {
		case advanced, complete:
			return verdict, nil
		case failed:
			_ = d.send() // best effort
			return failed, err
		case stranger:
			_ = d.write(unknownTID, from)
		case repeated:
			if err := d.send(); err != nil {
				return failed, err
			}
		}
	}
}

func (d *download) send() error {
	if len(d.out) == 0 {
		return nil
	}
	return d.refusal(d.write(d.out, d.server))
}

func (d *download) write(b []byte, to netip.AddrPort) error {
	d.tell(d.local(), to, b)
	_, err := d.conn.WriteToUDPAddrPort(b, to)
	return err
}

// tell tells the tap of a datagram.
func (d *download) tell(from, to netip.AddrPort, b []byte) {
	if d.tap != nil {
		d.tap(from, to, b, nil)
	}
}

// local is the phone's end.
func (d *download) local() netip.AddrPort {
	at := d.conn.LocalAddr().(*net.UDPAddr).AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}
