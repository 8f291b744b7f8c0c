package lab

import (
	"tvslab/phone"
	"tvslab/phone/sockets"
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
func (f finder) Find(c phone.Call) (address string, ok bool) {
	_, n := f.lab.reach(c)
	if n == nil {
		return "", false
	}
	a := f.lab.servers.address(n.ID)
	own := a.PortOf(c.Service, c.Port)
	return a.At(own), own != 0
}
