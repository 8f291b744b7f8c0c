package httpd

import (
	"context"
	"math"
	"net"
	"net/http"
	"sync"

	"tvslab/accept"
)

// desk hands connections of an accept loop to an HTTP server: places for connections are shared out as on the lab's other TCP
// servers, and those who say nothing give way.
type desk struct {
	at          net.Addr
	connections chan net.Conn
	closed      chan struct{}
	once        sync.Once
}

// take gives a connection to the server and keeps its place until the server has closed it. It is a handler of accept.Pool.Loop.
func (d *desk) take(ctx context.Context, c net.Conn) {
	v := &visitor{Conn: c, gone: make(chan struct{})}
	select {
	case d.connections <- v:
		<-v.gone
	case <-d.closed:
	case <-ctx.Done():
	}
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
	gone chan struct{}
	once sync.Once
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
		accept.Allow(v.Conn, math.MaxInt64)
	case state == http.StateIdle:
		accept.Allow(v.Conn, 0)
	}
}
