package snmpd

import (
	"context"
	"fmt"
	"hash/fnv"
	"net"
	"net/netip"
	"sync"
	"time"

	"tvslab/accept"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/follow"
	"tvslab/snmp"
)

// The ports that a node may have: SNMP's, and the one that programs without privileges take.
const (
	Port161  = 161
	Port1161 = 1161
)

// NotListening is the kind of trouble that a node cannot listen on its port.
const NotListening accept.Kind = "no SNMP"

// Server is the agents of all nodes of a lab on sockets. Its fields must not change once it listens.
type Server struct {
	Lab         *control.Lab
	Port        int // of each node, or its neighbour 100 further on for each node that shares the address; 0: Port161, else Port1161
	Communities []string
	Users       []snmp.User
	// AddressOf is where a phone is; it may say nothing, and may be nil.
	AddressOf func(phone string) netip.Addr
	Changed   <-chan struct{}      // receives where nodes and services may have changed; nil: they stay as they are
	Trouble   func(accept.Trouble) // is told what goes wrong with the agents themselves, by many goroutines at once

	agents follow.Set[*agent]
	view   pictures
	work   sync.WaitGroup
}

// agent is the agent of one node.
type agent struct {
	server *Server
	at     control.Place
	port   int          // 0 before it listened
	socket *net.UDPConn // nil while it does not listen
	cancel context.CancelFunc
}

// Listen opens the ports of the nodes that are up, so that Ports knows them; nobody answers yet. The caller calls Serve or Close afterwards.
func (s *Server) Listen() error {
	s.view.lab, s.view.addressOf = s.Lab, s.AddressOf
	return s.agents.Listen("snmp", s.Lab.Places(), func(at control.Place) *agent { return &agent{server: s, at: at} })
}

// Close gives the ports back that Listen opened, where nobody calls Serve.
func (s *Server) Close() error { return s.agents.Close() }

// Ports are the ports of the nodes that have listened so far, by identity.
func (s *Server) Ports() map[string]int {
	ports := map[string]int{}
	s.agents.Each(func(id string, a *agent) {
		if a.port != 0 {
			ports[id] = a.port
		}
	})
	return ports
}

// Serve answers until ctx ends. Nodes that come later get their own agent, and those that go or go down lose theirs.
func (s *Server) Serve(ctx context.Context) error {
	defer s.work.Wait()
	s.agents.Serve(ctx, func() []control.Place {
		s.view.forget()
		return s.Lab.Places()
	}, s.Changed)
	return nil
}

// Open implements follow.One.
func (a *agent) Open() error {
	if a.at.Down {
		return nil
	}
	return a.server.open(a)
}

// Align implements follow.One.
func (a *agent) Align(ctx context.Context, at control.Place) {
	a.at = at
	a.server.align(ctx, a)
}

// align starts or ends one agent.
func (s *Server) align(ctx context.Context, a *agent) {
	if a.at.Down {
		_ = a.End() // what closing says of a port that nobody reads any more helps nobody
		return
	}
	if a.socket == nil {
		if err := s.open(a); err != nil {
			s.Trouble(accept.Trouble{Kind: NotListening, Err: fmt.Errorf("%s: %w", a.at.Name, err), Times: 1})
			return
		}
	}
	if a.cancel == nil {
		s.begin(ctx, a)
	}
}

// open opens the port of a node: the one it had, else the first it can have.
func (s *Server) open(a *agent) (err error) {
	for _, port := range s.candidates(a) {
		var at *net.UDPAddr
		if at, err = net.ResolveUDPAddr("udp", a.at.At(port)); err != nil {
			return err
		}
		if a.socket, err = net.ListenUDP("udp", at); err == nil {
			a.port = port
			return nil
		}
		a.socket = nil
	}
	return err
}

func (s *Server) candidates(a *agent) []int {
	switch {
	case a.port != 0:
		return []int{a.port}
	case s.Port != 0:
		return []int{a.at.Apart(s.Port)}
	}
	return []int{a.at.Apart(Port161), a.at.Apart(Port1161)}
}

// begin answers on the socket of a node.
func (s *Server) begin(ctx context.Context, a *agent) {
	engine := s.engine(a)
	users, err := snmp.NewUsers(engine, s.Users...)
	if err != nil {
		_ = a.End()
		s.Trouble(accept.Trouble{Kind: NotListening, Err: fmt.Errorf("%s: %w", a.at.Name, err), Times: 1})
		return
	}
	var within context.Context
	within, a.cancel = context.WithCancel(ctx)
	node, socket := a.at.Node, a.socket
	it := &snmp.Agent{Engine: engine, Communities: s.Communities, Users: users, Tree: func() (snmp.Tree, bool) { return s.view.of(node) }}
	s.work.Go(func() { _ = it.Serve(within, socket, s.Trouble) })
}

// engine is who the agent of a node is: Cisco's number, and eight bytes of its place, so that managers that know it know it in every lab.
// Boots must grow, and nobody writes them down: they are the seconds since a day before the first lab.
func (s *Server) engine(a *agent) snmp.Engine {
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	h := fnv.New64a()
	fmt.Fprintf(h, "snmp engine %s", a.at.At(a.at.Apart(0)))
	return snmp.Engine{ID: string(h.Sum([]byte{0x80, 0, 0, 9, 5})), Boots: uint32(max(1, time.Since(first)/time.Second)), Since: time.Now()}
}

// End implements follow.One.
func (a *agent) End() error {
	if a.cancel != nil {
		a.cancel() // the agent closes its socket
		a.cancel, a.socket = nil, nil
		return nil
	}
	if a.socket == nil {
		return nil
	}
	err := a.socket.Close()
	a.socket = nil
	return err
}
