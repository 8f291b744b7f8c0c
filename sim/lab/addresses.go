package lab

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"syscall"

	"tvslab/service"
	"tvslab/sim"
)

// sharedStep is the port distance of nodes that share one address.
const sharedStep = 100

// guardHost is the last byte of the address whose TVS port a lab holds to keep its network for itself: two labs that
// start at the same time must not choose the same one.
const guardHost = 254

// addressBook gives nodes their addresses, the next free one to each node that is new.
type addressBook struct {
	addresses map[string]*Address // by identity of the node; nodes that are gone keep theirs
	tftp      int                 // wanted TFTP port, 0 for any
	shared    bool                // all nodes on one address, with ports apart
	next      netip.Addr
	offset    int
	guard     io.Closer // keeps the network from other labs; may be nil
}

func newAddressBook(base netip.Addr, tftp int, shared bool) *addressBook {
	return &addressBook{addresses: map[string]*Address{}, tftp: tftp, shared: shared, next: base}
}

// findAddresses gives every node an address of its own on which all its ports are free.
func findAddresses(nodes []*sim.Node, cfg Sockets) (*addressBook, error) {
	if cfg.Base.IsValid() {
		return claim(nodes, newAddressBook(cfg.Base, cfg.TFTPPort, false))
	}
	var last error
	for third := range 250 {
		book, err := claimNetwork(nodes, byte(third), cfg.TFTPPort)
		if err == nil {
			return book, nil
		}
		last = err
		if errors.Is(err, syscall.EADDRNOTAVAIL) { // a system with 127.0.0.1 alone
			return claim(nodes, newAddressBook(netip.AddrFrom4([4]byte{127, 0, 0, 1}), cfg.TFTPPort, true))
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			break
		}
	}
	return nil, fmt.Errorf("no free loopback addresses: %w", last)
}

// claimNetwork takes 127.77.third.0/24 for the lab, if no other lab has it.
func claimNetwork(nodes []*sim.Node, third byte, tftp int) (*addressBook, error) {
	guarded := Address{IP: netip.AddrFrom4([4]byte{127, 77, third, guardHost})}
	guard, err := net.Listen("tcp4", guarded.at(service.TVS.Port()))
	if err != nil {
		return nil, err
	}
	book, err := claim(nodes, newAddressBook(netip.AddrFrom4([4]byte{127, 77, third, 1}), tftp, false))
	if err != nil {
		return nil, errors.Join(err, guard.Close())
	}
	book.guard = guard
	return book, nil
}

// claim places the nodes and checks that their running services can listen.
func claim(nodes []*sim.Node, book *addressBook) (*addressBook, error) {
	for _, n := range nodes {
		if err := book.place(n); err != nil {
			return nil, err
		}
		for _, cucm := range service.CUCMs() {
			if !n.Running(cucm) {
				continue
			}
			if err := book.addresses[n.ID].assign(cucm, book.tftp); err != nil {
				return nil, fmt.Errorf("node %q: %w", n.ID, err)
			}
		}
	}
	return book, nil
}

// place gives a node an address if it has none yet.
func (b *addressBook) place(n *sim.Node) error {
	if b.addresses[n.ID] != nil {
		return nil
	}
	if !b.shared && b.guard != nil && b.next.As4()[3] == guardHost {
		return fmt.Errorf("node %q: no loopback address is left", n.ID)
	}
	b.addresses[n.ID] = &Address{Node: n.ID, IP: b.next, offset: b.offset}
	if b.shared {
		b.offset += sharedStep
	} else {
		b.next = b.next.Next()
	}
	return nil
}

func (b *addressBook) close() error {
	if b.guard == nil {
		return nil
	}
	err := b.guard.Close()
	b.guard = nil
	return err
}

// assign chooses the ports of a service of CUCM, unless it has them already, and checks that they are free. tftp is the
// wanted TFTP port, 0 for any.
func (a *Address) assign(cucm string, tftp int) error {
	for _, at := range service.Of(cucm) {
		if a.Ports[at] != 0 {
			continue
		}
		port, err := a.firstFree(at, a.candidates(at, tftp))
		if err != nil {
			return err
		}
		a.Ports[at] = port
	}
	return nil
}

// candidates are the ports that a service may have, best first.
func (a *Address) candidates(at service.Service, tftp int) []int {
	switch {
	case at == service.TFTP && tftp != 0:
		return []int{tftp}
	case at.FreePort() != 0:
		return []int{at.Port() + a.offset, at.FreePort() + a.offset}
	}
	return []int{at.Port() + a.offset}
}

// firstFree returns the first port that this program may have; one that is taken already is an error.
func (a *Address) firstFree(at service.Service, ports []int) (port int, err error) {
	for _, port = range ports {
		var closer io.Closer
		if closer, err = a.listen(at, port); err == nil {
			return port, closer.Close()
		}
		if !errors.Is(err, syscall.EACCES) {
			return 0, err
		}
	}
	return 0, err
}

// listen opens a port of a service: a *net.UDPConn or a net.Listener.
func (a *Address) listen(at service.Service, port int) (io.Closer, error) {
	if at.UDP() {
		return net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(a.IP, uint16(port))))
	}
	return net.Listen("tcp4", a.at(port))
}

// at returns host:port.
func (a *Address) at(port int) string { return net.JoinHostPort(a.IP.String(), strconv.Itoa(port)) }
