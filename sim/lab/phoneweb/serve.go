package phoneweb

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"tvslab/accept"
	"tvslab/devices"
	"tvslab/phone/web"
)

// Bounds of connections and times.
const (
	mostEach    = 4   // connections of a phone at a time
	mostServed  = 256 // of all phones that are served at a time; others wait
	headerTime  = 5 * time.Second
	requestTime = 10 * time.Second
	idleTime    = 10 * time.Second
	// answerTime is for an answer, and for what is done before it: a phone that boots.
	answerTime = 2 * time.Minute
	maxHeader  = 8 << 10
)

// Serve keeps the web servers up until ctx ends. It returns then, when all is gone, with what went wrong.
func (s *Set) Serve(ctx context.Context) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	h := &house{
		set: s, come: make(chan net.Conn), ended: make(chan struct{}), places: make(chan struct{}, mostServed),
		doors: map[devices.Number]*door{}, pool: &accept.Pool{Tell: s.options.Tell},
	}
	server := &http.Server{
		Handler: http.HandlerFunc(h.serve), ConnContext: h.enter, BaseContext: func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: headerTime, ReadTimeout: requestTime, WriteTimeout: answerTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		ConnState: h.count, ErrorLog: log.New(io.Discard, "", 0), // what clients do wrong is theirs
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(h) }()
	h.look(ctx)
	end()
	_ = server.Close()
	h.close()
	err := <-served
	h.connections.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, s.Close())
}

// house is the web servers of all phones: a listener of connections to any of them.
type house struct {
	set         *Set
	pool        *accept.Pool
	come        chan net.Conn
	ended       chan struct{}
	places      chan struct{} // of connections that are served
	once        sync.Once
	doors       map[devices.Number]*door
	connections sync.WaitGroup // of the HTTP server
}

// count waits for connections at the end.
func (h *house) count(_ net.Conn, s http.ConnState) {
	switch s {
	case http.StateNew:
		h.connections.Add(1)
	case http.StateClosed:
		h.connections.Done()
	}
}

// door is the listener of one phone.
type door struct {
	unit *web.Unit
	end  context.CancelFunc
	gone chan struct{} // closed when the listener and its connections are gone
}

// look opens and closes doors until ctx ends.
func (h *house) look(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for ctx.Err() == nil {
		h.update(ctx, h.set.open())
		select {
		case <-ctx.Done():
		case <-h.set.kick:
		case <-ticker.C:
		}
	}
	h.update(ctx, nil)
}

// update makes the doors those of the phones that have web servers.
func (h *house) update(ctx context.Context, open devices.Set) {
	for n, d := range h.doors {
		if !open.Has(n) || d.over() {
			d.end()
			<-d.gone
			delete(h.doors, n)
		}
	}
	for n := range open.All() {
		at, known := h.set.places[n]
		if h.doors[n] != nil || !known {
			continue
		}
		if d, err := h.open(ctx, at); err == nil {
			h.doors[n] = d
		} else if h.set.options.Tell != nil {
			h.set.options.Tell(accept.Trouble{At: net.TCPAddrFromAddrPort(at.at), Kind: accept.Waiting, Err: err})
		}
	}
}

// over reports whether the door has ended by itself.
func (d *door) over() bool {
	select {
	case <-d.gone:
		return true
	default:
		return false
	}
}

// open listens at a phone's address.
func (h *house) open(ctx context.Context, at place) (*door, error) {
	l, err := net.Listen("tcp4", at.at.String())
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(ctx)
	d := &door{unit: web.NewUnit(unit{h.set, at}, at.model, time.Now), end: end, gone: make(chan struct{})}
	go func() {
		defer close(d.gone)
		_ = h.pool.Loop(ctx, l, mostEach, func(ctx context.Context, c net.Conn) { h.pass(ctx, d, c) }) // one that ended is opened again
	}()
	return d, nil
}

// visit is a connection to a door.
type visit struct {
	net.Conn
	door *door
	once *sync.Once
	left chan struct{}
}

// Close implements net.Conn.
func (v visit) Close() error {
	v.once.Do(func() { close(v.left) })
	return v.Conn.Close()
}

// pass hands a connection to the HTTP server and waits until that has done with it.
func (h *house) pass(ctx context.Context, d *door, c net.Conn) {
	select {
	case h.places <- struct{}{}:
		defer func() { <-h.places }()
	case <-ctx.Done():
		return
	}
	v := visit{c, d, new(sync.Once), make(chan struct{})}
	select {
	case h.come <- v:
	case <-ctx.Done():
		return
	case <-h.ended:
		return
	}
	select {
	case <-v.left:
	case <-ctx.Done(): // the caller closes it
	}
}

// Accept implements net.Listener.
func (h *house) Accept() (net.Conn, error) {
	select {
	case c := <-h.come:
		return c, nil
	case <-h.ended:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (h *house) Close() error {
	h.close()
	return nil
}

func (h *house) close() { h.once.Do(func() { close(h.ended) }) }

// Addr implements net.Listener.
func (h *house) Addr() net.Addr { return net.TCPAddrFromAddrPort(h.set.list[0].At) }

type doorKey struct{}

func (h *house) enter(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, doorKey{}, c.(visit).door)
}

// serve answers a request to the phone that it came to.
func (h *house) serve(w http.ResponseWriter, r *http.Request) {
	r.Context().Value(doorKey{}).(*door).unit.ServeHTTP(w, r)
}
