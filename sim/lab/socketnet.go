package lab

import (
	"tvslab/phone"
	"tvslab/phone/sockets"
	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/lab/addresses"
)

// newSocketNetwork returns the Network over real sockets to the loopback addresses of the nodes. The phones of a lab boot
// again and again, so configurations are shared by content too.
func newSocketNetwork(l *Lab) *sockets.Network {
	n := sockets.New(finder{l}, l.settings)
	n.ShareAll = true
	return n
}

// finder finds the servers of a lab; nothing listens where a fault blocks the way.
type finder struct{ lab *Lab }

// Find implements sockets.Finder.
func (f finder) Find(name, server string, at service.Service, port int) (address string, ok bool) {
	a, ok := f.node(name, server, at, port)
	if !ok {
		return "", false
	}
	own := a.PortOf(at, port)
	return a.At(own), own != 0
}

// node finds a TFTP server by the name in the phone's own settings, any other by a name that stands in a configuration.
func (f finder) node(name, server string, at service.Service, port int) (addresses.Address, bool) {
	if at.CUCM() == sim.ServiceTFTP {
		if f.lab.blocked(name, server, port) {
			return addresses.Address{}, false
		}
		return f.lab.servers.address(f.lab.clusters.node(server).ID), true
	}
	_, n := f.lab.reach(phone.Call{Phone: name, Server: server, Port: port})
	if n == nil {
		return addresses.Address{}, false
	}
	return f.lab.servers.address(n.ID), true
}
