package tftpd

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync/atomic"

	"tvslab/outcome"
)

// Direct fetches files without a network: the machines of phone and server play against each other, and the tap is told of the packets
// that would go over one. Nothing is lost there.
type Direct struct {
	// At returns the files of the server at an address, false where nobody listens.
	At func(netip.AddrPort) (Source, bool)
	// Tap is told of the packets; nil for nobody.
	Tap Tap
	// Refused, if set, is told of a request to an address where nobody listens.
	Refused func(from netip.Addr, to netip.AddrPort, request []byte)

	ports atomic.Uint32 // of transfers, on both sides
}

// Ports of a [Direct], as RFC 6335, section 6 has them for clients.
const (
	firstDirect = 49152
	directPorts = 65536 - firstDirect
)

// Fetch implements [Fetcher]. Server must be an address, and Local set.
func (d *Direct) Fetch(ctx context.Context, r Request) (Result, error) {
	if err := errors.Join(ctx.Err(), CheckName(r.Name)); err != nil {
		return Result{}, err
	}
	server, err := netip.ParseAddrPort(r.Server)
	if err == nil {
		var t *transfer
		if t, err = d.play(server, r); err == nil {
			return Result{Data: copied(r.Into, t.data)}, nil
		}
	}
	return Result{}, fmt.Errorf("get tftp://%s/%s: %w", r.Server, r.Name, err)
}

// play exchanges packets until the file is complete or a side gives up.
func (d *Direct) play(server netip.AddrPort, r Request) (*transfer, error) {
	source, ok := d.At(server)
	if !ok {
		if d.Refused != nil {
			d.Refused(r.Local, server, appendRead(nil, r.Name))
		}
		return nil, outcome.Unreachable
	}
	port := uint16(firstDirect + d.ports.Add(1)%directPorts)
	client, lane := netip.AddrPortFrom(r.Local, port), netip.AddrPortFrom(server.Addr(), port)
	t := new(transfer)
	t.begin(server, r.Name, DefaultMaxBytes, nil)
	request := append([]byte(nil), t.out...)
	d.tell(client, server, request)
	data, _, err := (&Server{Source: source}).open(r.Name)
	if err != nil {
		d.tell(lane, client, notFound)
		_, err := t.take(notFound, lane)
		return t, err
	}
	return t, d.send(t, request, data, lane, client)
}

func (d *Direct) send(t *transfer, request, data []byte, lane, client netip.AddrPort) error {
	asked, err := parseRequest(request)
	if err != nil {
		return err
	}
	var s sending
	s.begin(asked, data, func() int { return blockSize })
	for {
		head, body := s.packet(nil)
		packet := append(head, body...)
		d.tell(lane, client, packet)
		verdict, err := t.take(packet, lane)
		if len(t.out) > 0 {
			d.tell(client, lane, t.out)
		}
		if err != nil || verdict == complete {
			return err
		}
		if _, err := s.take(t.out); err != nil {
			return err
		}
	}
}

func (d *Direct) tell(from, to netip.AddrPort, packet []byte) {
	if d.Tap != nil {
		d.Tap(from, to, packet, nil)
	}
}
