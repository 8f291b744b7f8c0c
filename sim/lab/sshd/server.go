package sshd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"tvslab/accept"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/follow"
)

// Server is the sshd of every node of a lab on sockets. Its fields must not change once it listens.
type Server struct {
	Lab     *control.Lab
	Login   Login
	Keys    HostKeys
	Port    int             // of each node, or its neighbour 100 further on for each node that shares the address; 0: Port22, else Port2222
	Gate    netip.AddrPort  // where other machines log in, of the first node; each further node 100 above; the zero value for the nodes' own addresses
	Changed <-chan struct{} // receives where nodes and services may have changed; nil: they stay as they are
	Idle    time.Duration   // ends a session in which nothing is typed; 0 = admincli.SessionTimeout

	// Log is told of every login and every one that failed, Trouble of what goes wrong with the servers themselves; by many goroutines at
	// once, nil for nobody.
	Log     func(lab.Access)
	Trouble func(accept.Trouble)

	nodes follow.Set[*node]
	gates int // nodes that have a port at the gate
	loops sync.WaitGroup
}

// The ports that a node may have: SSH's, and the one that programs without privileges take.
const (
	Port22   = 22
	Port2222 = 2222
)

// gateStep is the distance of the ports of nodes at a gate.
const gateStep = 100

// mostConnections is how many connections a node has at a time.
const mostConnections = 32

// NotListening is the kind of trouble that a node cannot listen on its port.
const NotListening accept.Kind = "no SSH"

// node is the sshd of one node.
type node struct {
	server    *Server
	at        control.Place
	port      int                // 0 before it listened
	listener  net.Listener       // nil while it does not accept
	answering bool               // a loop has the listener
	ctx       context.Context    // of its sessions, until the node goes down
	cancel    context.CancelFunc // ends them; nil while there are none
}

// Listen opens the ports of the nodes that accept now, so that Ports knows them; it does not answer yet. The caller calls Serve
// or Close afterwards.
func (s *Server) Listen() error {
	return s.nodes.Listen("ssh", s.Lab.Places(), func(at control.Place) *node { return &node{server: s, at: at} })
}

// Close gives the ports back that Listen opened, where nobody calls Serve.
func (s *Server) Close() error { return s.nodes.Close() }

// Ports are the ports of the nodes that have listened so far, by identity.
func (s *Server) Ports() map[string]int {
	ports := map[string]int{}
	s.nodes.Each(func(id string, n *node) {
		if n.port != 0 {
			ports[id] = n.port
		}
	})
	return ports
}

// Serve answers until ctx ends, and returns when all sessions are gone. Nodes that come later get their own sshd, and those that go
// or go down lose theirs; one whose System SSH is stopped goes on with its sessions, as OpenSSH does.
func (s *Server) Serve(ctx context.Context) error {
	defer s.loops.Wait()
	s.nodes.Serve(ctx, s.Lab.Places, s.Changed)
	return nil
}

// Open implements follow.One.
func (n *node) Open() error {
	if !n.at.Login {
		return nil
	}
	return n.server.open(n)
}

// Align implements follow.One.
func (n *node) Align(ctx context.Context, at control.Place) {
	n.at = at
	n.server.align(ctx, n)
}

// End implements follow.One: the port is closed, and all sessions end.
func (n *node) End() error {
	err := n.deaf()
	if n.cancel != nil {
		n.cancel()
		n.cancel = nil
	}
	return err
}

// align starts or ends one sshd.
func (s *Server) align(ctx context.Context, n *node) {
	switch {
	case n.at.Down:
		_ = n.End() // what closing says of a port that nobody reads any more helps nobody
	case !n.at.Login:
		_ = n.deaf()
	default:
		if n.listener == nil {
			if err := s.open(n); err != nil {
				s.tell(accept.Trouble{Kind: NotListening, Err: fmt.Errorf("%s: %w", n.at.Name, err), Times: 1})
				return
			}
		}
		s.begin(ctx, n)
	}
}

// open opens the port of a node: the one it had, else the first it can have.
func (s *Server) open(n *node) (err error) {
	for _, port := range s.candidates(n) {
		if n.listener, err = net.Listen("tcp", s.place(n, port)); err == nil {
			if s.Gate.IsValid() && n.port == 0 {
				s.gates++
			}
			n.port = port
			return nil
		}
		n.listener = nil
	}
	return err
}

func (s *Server) candidates(n *node) []int {
	switch {
	case n.port != 0:
		return []int{n.port}
	case s.Gate.IsValid():
		return []int{int(s.Gate.Port()) + gateStep*s.gates}
	case s.Port != 0:
		return []int{n.at.Apart(s.Port)}
	}
	return []int{n.at.Apart(Port22), n.at.Apart(Port2222)} // 22 may be taken by the machine's own, on all addresses
}

// place is where a port of a node is.
func (s *Server) place(n *node, port int) string {
	if s.Gate.IsValid() {
		return netip.AddrPortFrom(s.Gate.Addr(), uint16(port)).String()
	}
	return n.at.At(port)
}

// begin answers on the listener of a node, unless it is answered already.
func (s *Server) begin(ctx context.Context, n *node) {
	if n.answering {
		return
	}
	keys, err := s.Keys(n.at.Address)
	if err != nil {
		_ = n.deaf()
		s.tell(accept.Trouble{Kind: NotListening, Err: fmt.Errorf("%s: %w", n.at.Name, err), Times: 1})
		return
	}
	if n.cancel == nil {
		n.ctx, n.cancel = context.WithCancel(ctx)
	}
	n.answering = true
	listener, within, h := n.listener, n.ctx, host{server: s, node: n.at.Node, config: s.Login.config(keys)}
	s.loops.Go(func() {
		pool := &accept.Pool{Tell: s.tell}
		if err := pool.Loop(within, listener, mostConnections, h.serve); err != nil && !errors.Is(err, net.ErrClosed) {
			s.tell(accept.Trouble{At: listener.Addr(), Kind: NotListening, Err: err, Times: 1})
		}
	})
}

// deaf closes the port; sessions go on.
func (n *node) deaf() error {
	if n.listener == nil {
		return nil
	}
	err := n.listener.Close()
	n.listener, n.answering = nil, false
	return err
}

func (s *Server) tell(t accept.Trouble) {
	if s.Trouble != nil {
		s.Trouble(t)
	}
}

func (s *Server) log(a lab.Access) {
	if s.Log != nil {
		s.Log(a)
	}
}
