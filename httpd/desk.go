package httpd

import (
	"context"
	"math"
	"net"
	"net/http"
	"sync"
	"time"

	"tvslab/accept"
)

// desk hands connections of an accept loop to an HTTP server: places for connections are shared out as on the lab's other TCP
// servers, and those who say nothing give way.
type desk struct {
	at          net.Addr
	secure      func(net.Conn) (net.Conn, error) // nil for plain connections
	connections chan net.Conn
	closed      chan struct{}
	once        sync.Once
}

// take gives a connection to the server and keeps its place until the server has closed it. It is a handler of accept.Pool.Loop.
func (d *desk) take(ctx context.Context, c net.Conn) {
	spoken, err := d.greet(c)
	if err != nil {
		return
	}
	v := &visitor{Conn: spoken, place: c, gone: make(chan struct{})}
	select {
	case d.connections <- v:
		<-v.gone
	case <-d.closed:
	case <-ctx.Done():
	}
}

// greet is the handshake of a connection, if it has one. What a client does wrong in it is the client's.
func (d *desk) greet(c net.Conn) (net.Conn, error) {
	if d.secure == nil {
		return c, nil
	}
	if err := c.SetDeadline(time.Now().Add(headTime)); err != nil {
		return nil, err
	}
	secured, err := d.secure(c)
	if err != nil {
		return nil, err
	}
	return secured, c.SetDeadline(time.Time{})
}

// Accept implements net.Listener.
func (d *desk) Accept() (net.Conn, error) {
	select {
	case c := <-d.connections:
		return c, nil
	case <-d.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (d *desk) Close() error { d.once.Do(func() { close(d.closed) }); return nil }

// Addr implements net.Listener.
func (d *desk) Addr() net.Addr { return d.at }

// visitor is a connection that the server has.
type visitor struct {
	net.Conn
	place net.Conn // of the accept loop: below TLS
	gone  chan struct{}
	once  sync.Once
}

// Close implements net.Conn.
func (v *visitor) Close() error {
	err := v.Conn.Close()
	v.once.Do(func() { close(v.gone) })
	return err
}

// attend lets connections whose request is being answered keep their places: what they wait for is the lab. It is a ConnState of
// http.Server.
func attend(c net.Conn, state http.ConnState) {
	v, ok := c.(*visitor)
	switch {
	case !ok:
	case state == http.StateActive:
		accept.Allow(v.place, math.MaxInt64)
	case state == http.StateIdle:
		accept.Allow(v.place, 0)
	}
}
