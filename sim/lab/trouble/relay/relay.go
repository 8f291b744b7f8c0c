package relay

import (
	"context"
	"io"
	"net"
	"sync"
	"time"

	"tvslab/sim/lab/trouble"
)

// Path is one exchange of a phone with a server, whose fate is known.
type Path struct {
	Target string // host:port of the server
	Fate   trouble.Fate
	// Question is how many records of application data a phone sends over TLS until it has asked; 0 without TLS.
	Question int
	// TFTP tells packets of UDP apart by RFC 1350; else all of a phone are one, sent again.
	TFTP bool
	// Longest bounds each wait in real time: the lab's clock goes on by itself.
	Longest time.Duration
}

// Relay is a running relay. Close ends it.
type Relay struct {
	address string
	stuck   chan struct{}
	once    sync.Once
	cancel  context.CancelFunc
	doors   []io.Closer
	running sync.WaitGroup
}

// Address is host:port where phones find it.
func (r *Relay) Address() string { return r.address }

// Stuck is closed when the exchange has come as far as it ever will.
func (r *Relay) Stuck() <-chan struct{} { return r.stuck }

// Close ends the relay and waits for it.
func (r *Relay) Close() {
	r.cancel()
	for _, d := range r.doors {
		_ = d.Close()
	}
	r.running.Wait()
}

func (r *Relay) sticks() { r.once.Do(func() { close(r.stuck) }) }

func open(ctx context.Context, address string, doors ...io.Closer) (*Relay, context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	return &Relay{address: address, stuck: make(chan struct{}), cancel: cancel, doors: doors}, ctx
}

// pause waits, and reports whether the relay goes on.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// loopback is where relays of single exchanges listen.
const loopback = "127.0.0.1:0"

// For opens the relay of an exchange. One that gets no connection has a silent port, which must be closed likewise.
func For(ctx context.Context, udp bool, p Path) (*Relay, error) {
	switch {
	case udp:
		return datagrams(ctx, p)
	case p.Fate.Stage == trouble.Connect:
		return silence(ctx)
	}
	return connections(ctx, p)
}

// silence opens a port that never answers.
func silence(ctx context.Context) (*Relay, error) {
	s, err := Silence(loopback)
	if err != nil {
		return nil, err
	}
	r, _ := open(ctx, s.Address(), s)
	r.sticks()
	return r, nil
}

// connections relays TCP.
func connections(ctx context.Context, p Path) (*Relay, error) {
	l, err := net.Listen("tcp4", loopback)
	if err != nil {
		return nil, err
	}
	r, ctx := open(ctx, l.Addr().String(), l)
	r.running.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			r.running.Go(func() { (&stream{phone: conn, conduct: newFated(r, p), target: p.Target}).run(ctx) })
		}
	})
	return r, nil
}
