package tomcat

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"

	"tvslab/accept"
	"tvslab/httpd"
	"tvslab/phonetls"
	"tvslab/sim"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/trouble"
	"tvslab/sim/lab/trouble/relay"
)

// node is Cisco Tomcat of one node.
type node struct {
	server *Server
	place  atomic.Pointer[control.Place]
	web    control.Web // as the doors are
	doors  [len(control.WebPorts)]door
	run    *run // since the last start of the service; nil while it does not run
}

// door is one port.
type door struct {
	node     *node
	number   int // in control.WebPorts
	port     int // 0 before it listened
	listener net.Listener
	shut     io.Closer          // what keeps a port that a fault makes silent
	cancel   context.CancelFunc // of what answers
}

func (s *Server) newNode(at control.Place) *node {
	n := &node{server: s, web: at.Web}
	n.place.Store(&at)
	for i := range n.doors {
		n.doors[i] = door{node: n, number: i}
	}
	return n
}

// Open implements follow.One.
func (n *node) Open() error {
	for i := range n.doors {
		if err := n.doors[i].open(); err != nil {
			return err
		}
	}
	return nil
}

// Align implements follow.One: it opens, shuts and restarts what has changed.
func (n *node) Align(ctx context.Context, at control.Place) {
	n.place.Store(&at)
	if at.Web != n.web {
		_ = n.End()
		n.web = at.Web
	}
	if n.web.Started.IsZero() {
		return
	}
	if n.run == nil {
		n.run = newRun(n)
	}
	for i := range n.doors {
		if err := n.doors[i].serve(ctx); err != nil {
			n.server.tell(accept.Trouble{Kind: NotListening, Err: fmt.Errorf("%s: %w", at.Name, err), Times: 1})
		}
	}
}

// End implements follow.One: the ports are closed, and connections and sessions end.
func (n *node) End() error {
	n.run = nil
	var errs []error
	for i := range n.doors {
		errs = append(errs, n.doors[i].close())
	}
	return errors.Join(errs...)
}

// open opens the port, unless it is open, or shut by a fault or the node: the one it had, else the first it can have.
func (d *door) open() (err error) {
	web := d.node.web
	if d.listener != nil || d.shut != nil || d.node.server.Ports[d.number] == NoPort || web.Started.IsZero() || web.Doors[d.number] == trouble.Blocked {
		return nil
	}
	for _, port := range d.candidates() {
		if err = d.openAt(port); err == nil {
			d.port = port
			return nil
		}
	}
	return err
}

func (d *door) openAt(port int) (err error) {
	address := d.node.place.Load().At(port)
	if d.node.web.Doors[d.number] == trouble.Silent {
		d.shut, err = relay.Silence(address)
		return err
	}
	if d.listener, err = net.Listen("tcp", address); err != nil {
		d.listener = nil
	}
	return err
}

// candidates are the ports that it may have, best first.
func (d *door) candidates() []int {
	apart := d.node.place.Load().Apart
	switch wanted := d.node.server.Ports[d.number]; {
	case d.port != 0:
		return []int{d.port}
	case wanted != 0:
		return []int{apart(wanted)}
	}
	return []int{apart(control.WebPorts[d.number]), apart(fallbacks[d.number])}
}

// serve answers on the port, unless it is answered already.
func (d *door) serve(ctx context.Context) error {
	if err := d.open(); err != nil {
		return err
	}
	if d.cancel != nil || d.listener == nil {
		return nil
	}
	within, cancel := context.WithCancel(ctx)
	d.cancel = cancel
	answer := d.answer()
	listener, s := d.listener, d.node.server
	s.loops.Go(func() {
		if err := answer(within, listener); err != nil && !errors.Is(err, net.ErrClosed) {
			s.tell(accept.Trouble{At: listener.Addr(), Kind: NotListening, Err: err, Times: 1})
		}
	})
	return nil
}

// answer is what the port does with connections: HTTP, mostly over TLS, or nothing where a fault lets it hang.
func (d *door) answer() func(context.Context, net.Listener) error {
	if d.node.web.Doors[d.number] == trouble.Hangs {
		return func(ctx context.Context, l net.Listener) error {
			return (&accept.Pool{Tell: d.node.server.Trouble}).Loop(ctx, l, mostConnections, func(_ context.Context, conn net.Conn) {
				_, _ = io.Copy(io.Discard, conn) // until the client hangs up
			})
		}
	}
	run := d.node.run
	plain := d.number == control.PlainWeb
	server := &httpd.Server{Handler: run.handler(plain), Most: mostConnections, Tell: d.node.server.Trouble}
	if !plain {
		side := &phonetls.Server{Old: true, Resume: true, Certificate: run.certificate}
		server.Secure = func(c net.Conn) (net.Conn, error) { return side.Handshake(c) }
	}
	return server.Serve
}

// certificate is what the service shows: what it loaded at its start, however long that is ago.
func (r *run) certificate() (*tls.Certificate, error) {
	return r.server.Lab.Presents(r.node.place.Load().Node, sim.ServiceTomcat)
}

// close closes the port and ends its connections.
func (d *door) close() error {
	var err error
	if d.listener != nil {
		err = d.listener.Close()
		d.listener = nil
	}
	if d.shut != nil {
		err = errors.Join(err, d.shut.Close())
		d.shut = nil
	}
	if d.cancel != nil {
		d.cancel()
		d.cancel = nil
	}
	return err
}
