package tomcat

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"tvslab/accept"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/follow"
)

// Server is Cisco Tomcat of every node of a lab. Its fields must not change once it listens.
type Server struct {
	Lab      *control.Lab
	Apps     []App
	Accounts Accounts
	Limits   Limits          // none where nil
	Ports    Ports           // instead of those of CUCM, with nodes that share an address 100 apart; NoPort: none; 0: its own, else one that needs no privilege or is free
	Changed  <-chan struct{} // receives where nodes and services may have changed; nil: they stay as they are
	// AddressOf says where phones have web pages, the zero value for one that has none; nil where none have.
	AddressOf func(phone string) netip.Addr
	Now       func() time.Time // for sessions and limits; nil: time.Now

	// Log is told of every request, Trouble of what goes wrong with the servers themselves; by many goroutines at once, nil for nobody.
	Log     func(lab.Access)
	Trouble func(accept.Trouble)

	nodes follow.Set[*node]
	loops sync.WaitGroup
}

// NoPort in Ports is a port that nodes do not have.
const NoPort = -1

// fallbacks are the ports for those that cannot be had.
var fallbacks = [len(control.WebPorts)]int{18443, 4443, 18080}

// mostConnections is how many connections a port of a node has at a time.
const mostConnections = 128

// NotListening is the kind of trouble that a node cannot listen on a port.
const NotListening accept.Kind = "no HTTPS"

// Listen opens the ports of the nodes that answer now, so that Ports knows them; it does not answer yet. The caller calls Serve or
// Close afterwards.
func (s *Server) Listen() error { return s.nodes.Listen("https", s.Lab.Places(), s.newNode) }

// Close gives the ports back that Listen opened, where nobody calls Serve.
func (s *Server) Close() error { return s.nodes.Close() }

// Ports are those of a node, in the order of control.WebPorts; 0 for none.
type Ports [len(control.WebPorts)]int

// PortsOf are the ports on which a node has listened so far.
func (s *Server) PortsOf(of string) (ports Ports) {
	s.nodes.Each(func(id string, n *node) {
		for i := range n.doors {
			if id == of {
				ports[i] = n.doors[i].port
			}
		}
	})
	return ports
}

// Serve answers until ctx ends, and returns when all requests are done. Nodes that come later get their own servers, those that go or go
// down lose theirs, and a restart of the service ends connections and sessions.
func (s *Server) Serve(ctx context.Context) error {
	defer s.loops.Wait()
	s.nodes.Serve(ctx, s.Lab.Places, s.Changed)
	return nil
}

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
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
