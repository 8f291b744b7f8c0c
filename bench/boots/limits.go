package boots

import (
	"net/netip"
	"slices"

	"tvslab/bench"
	"tvslab/feature"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
)

// What one phone needs, for the question whether the machine has it.
const (
	udpPerBoot       = 2   // descriptors: the socket of a transfer, and one of TCP
	inProcessPerBoot = 5   // both sides of a transfer and of a connection, and what has not been closed yet
	tcpPerBoot       = 5   // CTL, ITL and configuration over HTTP 6970, TVS, registration
	phoneBytes       = 256 // at rest, the table of its device and its configuration included where the lab is ours
)

// need says what booting takes.
func (a Ask) need(sources int, local bool) bench.Need {
	return bench.Need{Workers: min(a.Workers, a.Phones), PerBoot: udpPerBoot, TCPPerBoot: tcpPerBoot, Rate: a.Rate, Sources: sources,
		Local: local, Phones: a.Phones, PhoneBytes: phoneBytes}
}

// limit fits the storm to what the machine allows.
func (s *Storm) limit(n bench.Need, onSockets bool) {
	switch {
	case !onSockets:
		n.PerBoot, n.TCPPerBoot = 0, 0
	case s.InProcess:
		n.PerBoot = inProcessPerBoot
	}
	l := bench.ReadLimits()
	s.Warnings, s.Workers = l.Check(n), n.Workers
	if onSockets {
		s.Workers = l.Workers(n)
	}
}

// sources is how many source addresses phones get where servers are on this machine and nobody says otherwise: more than
// enough ports for whatever the descriptors allow.
const sources = 64

// bind gives phones source addresses of their own where every loopback address can be one.
func bind(c *fleet.Config, local bool) {
	if !c.Source.IsValid() && local && feature.Sources.Here() {
		c.Source, c.Sources = netip.AddrFrom4([4]byte{127, 80, 0, 1}), sources
	}
}

// serversOf lists the TFTP servers of all groups, each once.
func serversOf(groups []fleet.Group) []string {
	var list []string
	for _, g := range groups {
		for _, server := range g.TFTP {
			if !slices.Contains(list, server) {
				list = append(list, server)
			}
		}
	}
	return list
}

// loopback reports whether all servers that can be told by their address are on this machine.
func loopback(s *sockets.Servers, tftp []string) bool {
	var hosts []string
	for _, address := range s.Hosts {
		hosts = append(hosts, address)
	}
	for _, server := range tftp {
		if s.Hosts[server] == "" {
			hosts = append(hosts, server)
		}
	}
	return len(hosts) > 0 && !slices.ContainsFunc(hosts, func(h string) bool { return !isLoopback(h) })
}

// isLoopback reads an address with or without a port; a name is none.
func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	if with, err2 := netip.ParseAddrPort(host); err2 == nil {
		address, err = with.Addr(), nil
	}
	return err == nil && address.IsLoopback()
}

// Needs is what a storm of so many phones with the usual numbers takes, its servers beside it on this machine.
func Needs(phones int) bench.Need {
	n := Ask{Phones: phones, Workers: bench.DefaultWorkers}.need(sources, true)
	n.PerBoot = inProcessPerBoot
	return n
}
