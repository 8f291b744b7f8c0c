// Package accept runs the accept loop that the TCP servers of a lab share: a bounded number of connections at a time,
// an end when the context ends, no goroutine left behind.
//
// It knows no protocol. What a connection may cost in bytes and time is the handler's business.
package accept

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

// Grace is how long a connection may have sent nothing before it can lose its place to another.
const Grace = time.Second

// Loop accepts connections on l and hands each to handle in a goroutine of its own, at most most at a time; further
// ones wait in the listen queue. handle's connection is closed when handle returns, and when ctx ends. Where all
// places are taken and another connection waits, the one that has been silent for longest, and for [Grace] at least,
// is closed: silent is one that has sent no byte since it was accepted. Loop returns nil when ctx has ended and every
// handler is done, or the error that made accepting impossible; l is closed then.
func Loop(ctx context.Context, l net.Listener, most int, handle func(context.Context, net.Conn)) error {
	defer OnCancel(ctx, func() { l.Close() })()
	var handlers sync.WaitGroup
	defer handlers.Wait()
	held := newPlaces(most)
	for {
		conn, err := next(ctx, l)
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
		g := &guest{Conn: conn, since: time.Now()}
		if !held.enter(ctx, g) {
			conn.Close()
			return nil
		}
		handlers.Go(func() {
			defer held.leave(g)
			defer conn.Close()
			defer OnCancel(ctx, func() { conn.Close() })()
			handle(ctx, g)
		})
	}
}

// next waits out the errors that pass by themselves, such as a process that is out of file descriptors for the moment.
func next(ctx context.Context, l net.Listener) (net.Conn, error) {
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		conn, err := l.Accept()
		if err == nil || errors.Is(err, net.ErrClosed) || pause == time.Second {
			return conn, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
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
