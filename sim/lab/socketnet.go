package lab

import (
	"tvslab/phone"
	"tvslab/phone/sockets"
)

// newSocketNetwork returns the Network over real sockets to the loopback addresses of the nodes. The phones of a lab boot
// again and again, so configurations are shared by content too.
func newSocketNetwork(l *Lab, watched bool) troubled {
	d := &detours{}
	n := sockets.New(finder{l, d}, l.settings)
	n.ShareAll = true
	if !watched {
		n.Watch(l.capture)
	}
	return troubled{Network: n, lab: l, detours: d}
}

// finder finds the servers of a lab; nothing listens where a fault blocks the way.
type finder struct {
	lab     *Lab
	detours *detours
}

// Find implements sockets.Finder.
func (f finder) Find(c phone.Call) (address string, ok bool) {
	if address, ok := f.detours.find(c); ok {
		return address, true
	}
	_, n := f.lab.called(c)
	if n == nil {
		return "", false
	}
	a := f.lab.servers.address(n.ID)
	own := a.PortOf(c.Service, c.Port)
	if own == 0 {
		return a.At(c.Port), false
	}
	return a.At(own), !f.lab.blocked(c.Phone, n.ID, c.Port)
}
