package lab

import (
	"context"
	"net/netip"
	"sync"

	"tvslab/accept"
	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/lab/addresses"
	"tvslab/sim/lab/inside"
	"tvslab/tftpd"
)

// openInside lets the phones of a lab in memory speak for real to servers within the process, so that there is something to note.
func (l *Lab) openInside(ctx context.Context) error {
	s := &servers{lab: l, ctx: ctx, changed: func() {}, open: true, book: addresses.Imagine(), inside: new(inside.Network), pool: new(accept.Pool),
		running: map[endpoint]*running{}, sources: map[string]*source{}}
	l.servers = s
	if err := s.reconcile(); err != nil {
		return err
	}
	l.real = true
	n := newSocketNetwork(l, false)
	n.within = true
	phones := &homes{lab: l}
	n.Local, n.Dial = phones.of, s.inside.From
	n.TFTP = &tftpd.Direct{At: s.tftpAt, Tap: l.capture.Datagram, Refused: l.capture.Unreachable}
	l.network = n
	return nil
}

// homes are the addresses of phones that have none, in the order in which they are asked for. Safe for concurrent use.
type homes struct {
	lab   *Lab
	mutex sync.Mutex
	known map[string]netip.Addr
	last  netip.Addr
}

// of returns the address of a phone, which a capture has by its name.
func (h *homes) of(phone string) netip.Addr {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	a, ok := h.known[phone]
	if ok {
		return a
	}
	if h.known == nil {
		h.known, h.last = map[string]netip.Addr{}, netip.AddrFrom4([4]byte{10, 78, 0, 0})
	}
	h.last = h.last.Next()
	h.known[phone] = h.last
	h.lab.capture.Name(h.last, phone)
	return h.last
}

// tftpAt returns the files of the TFTP service at an address, false where none runs.
func (s *servers) tftpAt(at netip.AddrPort) (tftpd.Source, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for up := range s.running {
		if up.cucm == sim.ServiceTFTP && s.book.Of(up.node).IP == at.Addr() {
			return s.sources[up.node], true
		}
	}
	return nil, false
}

// listenInside opens a port within the process. TFTP has none: its files are found by their server's address.
func (s *servers) listenInside(h host, at service.Service, address netip.AddrPort) (func(context.Context) error, error) {
	switch {
	case at == service.TFTP:
		return func(ctx context.Context) error { <-ctx.Done(); return nil }, nil
	case at.UDP():
		leave, err := s.inside.Take(address, s.callManager(h, at).Datagrams)
		return func(ctx context.Context) error { <-ctx.Done(); leave(); return nil }, err
	}
	listener, err := s.inside.Listen(address)
	if err != nil {
		return nil, err
	}
	serve := daemons[at](s, h, at)
	return func(ctx context.Context) error { return serve(ctx, listener) }, nil
}
