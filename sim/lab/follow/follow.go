// Package follow keeps a server for each node of a lab, beside the lab's own: one that comes with its node, and goes when the node goes, is
// down, or has the service stopped. It knows no protocol.
package follow

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"tvslab/sim/lab/control"
)

// One is the server of one node. Its methods are called by one goroutine at a time.
type One interface {
	// Open opens its ports, if the node answers, so that they are known; nobody is answered yet.
	Open() error
	// Align starts, restarts or ends it, as the node stands now. What it starts ends with ctx, and its owner waits for that.
	Align(ctx context.Context, at control.Place)
	// End closes its ports.
	End() error
}

// Set is the servers of all nodes of a lab. The zero value has none.
type Set[T One] struct {
	mutex sync.Mutex
	all   map[string]T // by identity
	make  func(control.Place) T
}

// Listen makes the servers of nodes and opens their ports. The error names what and the node whose port cannot be had; no port is open then.
// The caller calls Serve or Close afterwards.
func (s *Set[T]) Listen(what string, nodes []control.Place, make func(control.Place) T) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.all, s.make = map[string]T{}, make
	for _, at := range nodes {
		one := make(at)
		s.all[at.Node] = one
		if err := one.Open(); err != nil {
			return errors.Join(fmt.Errorf("%s on %s: %w", what, at.Name, err), s.end())
		}
	}
	return nil
}

// Close closes all ports.
func (s *Set[T]) Close() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.end()
}

func (s *Set[T]) end() error {
	var errs []error
	for _, one := range s.all {
		errs = append(errs, one.End())
	}
	return errors.Join(errs...)
}

// Serve lets servers follow their nodes until ctx ends: nodes is asked at once and whenever changed receives. All ports are closed then.
func (s *Set[T]) Serve(ctx context.Context, nodes func() []control.Place, changed <-chan struct{}) {
	defer func() { _ = s.Close() }() // what closing says of ports that nobody reads any more helps nobody
	for {
		s.align(ctx, nodes())
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
	}
}

// align brings every server in line with its node.
func (s *Set[T]) align(ctx context.Context, nodes []control.Place) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	here := map[string]bool{}
	for _, at := range nodes {
		here[at.Node] = true
		one, ok := s.all[at.Node]
		if !ok {
			one = s.make(at)
			s.all[at.Node] = one
		}
		one.Align(ctx, at)
	}
	for id, one := range s.all {
		if !here[id] {
			_ = one.End()
			delete(s.all, id)
		}
	}
}

// Each lets see look at the servers, with the identities of their nodes, while nothing happens to them.
func (s *Set[T]) Each(see func(node string, one T)) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for id, one := range s.all {
		see(id, one)
	}
}
