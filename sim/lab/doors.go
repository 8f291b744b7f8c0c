package lab

import (
	"context"
	"io"
	"net"
	"slices"

	"tvslab/service"
	"tvslab/sim/lab/addresses"
	"tvslab/sim/lab/trouble"
	"tvslab/sim/lab/trouble/relay"
)

// doors are what clients from elsewhere meet at ports of a node, in their order: the kind of a fault that names no phones, or "" where the
// service itself answers. The lab's own phones have their faults on the way.
type doors []trouble.Kind

// doors returns those of a service's ports.
func (w *world) doors(node string, ports []service.Service) doors {
	all := make(doors, len(ports))
	for i, at := range ports {
		all[i] = w.door(node, at.Port())
	}
	return all
}

// door is what clients meet at one port. Of several faults the one counts that a client notices first.
func (w *world) door(node string, port int) trouble.Kind {
	for _, kind := range []trouble.Kind{trouble.Blocked, trouble.Silent, trouble.Hangs} {
		if slices.ContainsFunc(w.faults, func(f Fault) bool { return f.shuts(kind, node, port) }) {
			return kind
		}
	}
	return ""
}

// shuts reports whether a fault is of a kind and befalls a port for everybody.
func (f Fault) shuts(kind trouble.Kind, node string, port int) bool {
	return len(f.Phones) == 0 && f.Row().Kind == kind && f.hits("", node, port)
}

// shut opens a port behind which there is no server, and returns what keeps it until its context ends. What comes over UDP is swallowed.
func (s *servers) shut(door trouble.Kind, at service.Service, address addresses.Address) (func(context.Context) error, error) {
	port := address.Ports[at]
	switch {
	case door == trouble.Blocked:
		return kept(nothingOpen{}), nil
	case door == trouble.Silent && !at.UDP():
		silent, err := relay.Silence(address.At(port))
		if err != nil {
			return nil, err
		}
		return kept(silent), nil
	}
	open, err := address.Listen(at, port)
	if err != nil {
		return nil, err
	}
	if l, ok := open.(net.Listener); ok {
		return s.hang(l), nil
	}
	return kept(open), nil
}

// nothingOpen is a port that is closed.
type nothingOpen struct{}

// Close implements io.Closer.
func (nothingOpen) Close() error { return nil }

// kept has a port open until its context ends.
func kept(port io.Closer) func(context.Context) error {
	return func(ctx context.Context) error {
		<-ctx.Done()
		return port.Close()
	}
}

// mostHung is how many connections a server that hangs has at a time.
const mostHung = 256

// hang accepts connections and says nothing on them.
func (s *servers) hang(l net.Listener) func(context.Context) error {
	return func(ctx context.Context) error {
		return s.pool.Loop(ctx, l, mostHung, func(_ context.Context, conn net.Conn) {
			_, _ = io.Copy(io.Discard, conn) // until the client hangs up
		})
	}
}
