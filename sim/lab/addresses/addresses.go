// Package addresses gives the nodes of a socket lab loopback addresses and the ports of their services, so that two labs on
// one machine never choose the same. It starts no server.
package addresses

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

// Book gives nodes their addresses, the next free one to each node that is new.
type Book struct {
	addresses map[string]*Address // by identity of the node; nodes that are gone keep theirs
	tftp      int                 // wanted TFTP port, 0 for any
	shared    bool                // all nodes on one address, with ports apart
	next      netip.Addr
	offset    int
	guard     io.Closer // keeps the network from other labs; may be nil
	imagined  bool      // nobody listens there: nothing is to be free
}

// Imagine returns a book for nodes that listen nowhere but in this process, each with the ports that phones know.
func Imagine() *Book {
	b := newBook(netip.AddrFrom4([4]byte{10, 77, 0, 1}), 0, false)
	b.imagined = true
	return b
}

func newBook(base netip.Addr, tftp int, shared bool) *Book {
	return &Book{addresses: map[string]*Address{}, tftp: tftp, shared: shared, next: base}
}

// Offered says which ports a service of CUCM has on a node.
type Offered func(n *sim.Node, cucm string) []service.Service

// Find gives every node an address of its own on which all its ports are free, from base on, or where that is invalid in a free
// network. tftp is the wanted TFTP port, 0 for any.
func Find(nodes []*sim.Node, ports Offered, base netip.Addr, tftp int) (*Book, error) {
	if base.IsValid() {
		return claim(nodes, ports, newBook(base, tftp, false))
	}
	var last error
	for third := range 250 {
		book, err := claimNetwork(nodes, ports, byte(third), tftp)
		if err == nil {
			return book, nil
		}
		last = err
		if errors.Is(err, syscall.EADDRNOTAVAIL) { // a system with 127.0.0.1 alone
			return claim(nodes, ports, newBook(netip.AddrFrom4([4]byte{127, 0, 0, 1}), tftp, true))
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			break
		}
	}
	return nil, fmt.Errorf("no free loopback addresses: %w", last)
}

// claimNetwork takes 127.77.third.0/24 for the lab, if no other lab has it.
func claimNetwork(nodes []*sim.Node, ports Offered, third byte, tftp int) (*Book, error) {
	guarded := Address{IP: netip.AddrFrom4([4]byte{127, 77, third, guardHost})}
	guard, err := net.Listen("tcp4", guarded.At(service.TVS.Port()))
	if err != nil {
		return nil, err
	}
	book, err := claim(nodes, ports, newBook(netip.AddrFrom4([4]byte{127, 77, third, 1}), tftp, false))
	if err != nil {
		return nil, errors.Join(err, guard.Close())
	}
	book.guard = guard
	return book, nil
}

// claim places the nodes and checks that their running services can listen.
func claim(nodes []*sim.Node, ports Offered, book *Book) (*Book, error) {
	for _, n := range nodes {
		if err := book.Place(n); err != nil {
			return nil, err
		}
		for _, cucm := range service.CUCMs() {
			if !n.Running(cucm) {
				continue
			}
			if err := book.Assign(n.ID, ports(n, cucm)); err != nil {
				return nil, fmt.Errorf("node %q: %w", n.ID, err)
			}
		}
	}
	return book, nil
}

// Place gives a node an address if it has none yet.
func (b *Book) Place(n *sim.Node) error {
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

// Close gives the network back to other labs.
func (b *Book) Close() error {
	if b.guard == nil {
		return nil
	}
	err := b.guard.Close()
	b.guard = nil
	return err
}

// Assign chooses ports on a node, unless it has them already, and checks that they are free.
func (b *Book) Assign(node string, ports []service.Service) error {
	if b.imagined {
		for _, at := range ports {
			b.addresses[node].Ports[at] = at.Port()
		}
		return nil
	}
	return b.addresses[node].assign(ports, b.tftp)
}

// Of returns where a node listens.
func (b *Book) Of(node string) Address { return *b.addresses[node] }

// assign chooses ports, unless it has them already, and checks that they are free. tftp is the wanted TFTP port, 0 for any.
func (a *Address) assign(ports []service.Service, tftp int) error {
	for _, at := range ports {
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
		if closer, err = a.Listen(at, port); err == nil {
			return port, closer.Close()
		}
		if !errors.Is(err, syscall.EACCES) {
			return 0, err
		}
	}
	return 0, err
}

// Apart returns the port of the node that stands for a port of a service which is not of package service: the same one, but where
// nodes share an address.
func (a Address) Apart(port int) int { return port + a.offset }

// Listen opens a port of a service: a *net.UDPConn or a net.Listener.
func (a Address) Listen(at service.Service, port int) (io.Closer, error) {
	if at.UDP() {
		return net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(a.IP, uint16(port))))
	}
	return net.Listen("tcp4", a.At(port))
}

// At returns host:port.
func (a Address) At(port int) string { return net.JoinHostPort(a.IP.String(), strconv.Itoa(port)) }

// Address is where one node of a socket lab listens.
type Address struct {
	Node  string
	IP    netip.Addr
	Ports service.Ports

	offset int // of all ports but those of TFTP that were asked for
}

// PortOf returns where a service of CUCM listens in the lab, 0 for nowhere. Call managers have their four ports only.
func (a Address) PortOf(at service.Service, port int) int {
	if at.CUCM() == sim.ServiceCCM && at.Port() != port {
		return 0
	}
	return a.Ports[at]
}
