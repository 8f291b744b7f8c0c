// Package accept runs the accept loops that the TCP servers of a process share: a bounded number of connections of each
// listener and of all together, an end when the context ends, no goroutine left behind.
//
// It knows no protocol. What a connection may cost in bytes and time is the handler's business; who gives way when places
// are short is decided here, for all servers alike.
package accept

import (
	"context"
	"errors"
	"net"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"tvslab/errno"
)

// Loop accepts connections on l and hands each to handle in a goroutine of its own, at most most at a time and as many as
// the pool has places for; further ones wait in the listen queue. handle's connection is closed when handle returns, and
// when ctx ends. Where places are short and another connection waits, one whose peer keeps its handler waiting gives way;
// see [Grace] and [Patience].
//
// A handler that panics takes its connection with it and nothing else. Errors of accepting that pass by themselves, such as
// a process without file descriptors, are waited out however long they last. Both are told to the pool's Tell. Loop returns
// nil when ctx has ended and every handler is done, or the error that made accepting impossible; l is closed then.
func (p *Pool) Loop(ctx context.Context, l net.Listener, most int, handle func(context.Context, net.Conn)) error {
	if p == nil {
		p = new(Pool)
	}
	defer OnCancel(ctx, func() { l.Close() })()
	var handlers sync.WaitGroup
	defer handlers.Wait()
	r := p.open(l.Addr(), most)
	defer p.close(r)
	for {
		conn, err := r.next(ctx, l)
		switch {
		case ctx.Err() != nil:
			if conn != nil {
				conn.Close()
			}
			return nil
		case err != nil:
			l.Close()
			return err
		}
		g := newGuest(conn, p.Watch)
		if !r.enter(ctx, g) {
			conn.Close()
			return nil
		}
		handlers.Go(func() { r.serve(ctx, g, handle) })
	}
}

// serve runs a handler.
func (r *room) serve(ctx context.Context, g *guest, handle func(context.Context, net.Conn)) {
	defer r.leave(g)
	defer g.end()
	defer OnCancel(ctx, func() { g.Conn.Close() })()
	defer func() {
		if v := recover(); v != nil {
			r.pool.panics.tell(r.pool.Tell, Trouble{At: r.at, Kind: Panicked, Err: panicError(v), Stack: debug.Stack()})
		}
	}()
	handle(ctx, g)
}

// next waits out the errors that pass by themselves. While descriptors are what is missing, connections of any loop give
// way, as they would for want of places.
func (r *room) next(ctx context.Context, l net.Listener) (net.Conn, error) {
	const longest = 250 * time.Millisecond
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, longest) {
		conn, err := l.Accept()
		if err == nil || ctx.Err() != nil || lasting(err) {
			return conn, err
		}
		r.pool.waits.tell(r.pool.Tell, Trouble{At: r.at, Kind: Waiting, Err: err})
		r.pool.starve()
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// lasting reports whether an error of accepting cannot pass by itself: the listener is closed or is none. Errors of
// connections that wait, of the network, and of resources pass (accept(2) names them); so does what no one thought of.
func lasting(err error) bool {
	var number syscall.Errno
	return !errors.As(err, &number) || errno.NoListener.Of(number)
}

// OnCancel runs f when ctx ends. The returned release undoes that, and waits for f if it has begun, so that no
// goroutine is left.
func OnCancel(ctx context.Context, f func()) (release func()) {
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		f()
	})
	return func() {
		if !stop() {
			<-done
		}
	}
}
