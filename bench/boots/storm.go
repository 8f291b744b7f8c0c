package boots

import (
	"errors"
	"runtime"
	"strings"

	"tvslab/bench"
	"tvslab/capture"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
)

// Ask is how many phones boot and how fast, as the user wants it.
type Ask struct {
	Phones  int     // of the whole fleet
	Workers int     // boots in progress at most
	Rate    float64 // boots per second at most; 0 where nobody knows
}

// Storm is what a benchmark boots, and what that needs. It must be closed.
type Storm struct {
	Target    bench.Target
	Describe  string          // what is booted against, for people
	InProcess bool            // the servers are in this process
	Workers   int             // boots in progress at most, as many as the machine allows
	Warnings  []bench.Warning // limits of the machine, and others, that the benchmark meets
	closers   []func() error  // last one first
}

func (s *Storm) onClose(f func() error) { s.closers = append(s.closers, f) }

// Close ends fleets and servers, last opened first.
func (s *Storm) Close() error {
	var all error
	for i := len(s.closers) - 1; i >= 0; i-- {
		all = errors.Join(all, s.closers[i]())
	}
	s.closers = nil
	return all
}

// Against returns the storm of a fleet on servers by address, whose packets are noted, if packets is not nil. It closes the fleet's Store too.
func Against(ask Ask, c fleet.Config, servers *sockets.Servers, packets *capture.Capture) (*Storm, error) {
	tftp := serversOf(c.Groups)
	s := &Storm{Describe: "servers " + strings.Join(tftp, ", ")}
	if c.Store != nil {
		s.onClose(c.Store.Close)
	}
	local := loopback(servers, tftp)
	bind(&c, local)
	s.limit(ask.need(c.Sources, local), true)
	net := sockets.New(servers, c.Settings)
	watch(net, servers, packets)
	fl, err := s.addFleet(c, net)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.Target = fl
	return s, nil
}

// addFleet makes a fleet on a network of sockets.
func (s *Storm) addFleet(c fleet.Config, net *sockets.Network) (*Fleet, error) {
	fl, err := fleet.New(c)
	if err != nil {
		return nil, err
	}
	s.onClose(fl.Close)
	batches, err := NewBatches(net.Client(), max(runtime.GOMAXPROCS(0)/2, 1), s.Workers)
	if err != nil {
		return nil, err
	}
	s.onClose(batches.Close)
	net.TFTP, net.Files, net.Local = batches, fl.Files(), fl.Source
	return &Fleet{Phones: fl, Network: net}, nil
}
