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

	"tvslab/errno"
	"tvslab/service"
	"tvslab/sim"
)

// Nodes that share one address have their ports apart by sharedStep, at most mostShared nodes of all labs: beyond them the port of one
// service would be that of another. Whoever holds the TCP port sharedGuard of a hundred, which is no service's, has the hundred.
const (
	sharedStep  = 100
	sharedGuard = 2499
	mostShared  = 60
)

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
	guards    []io.Closer // keep the network, or where it is shared the hundreds, from other labs
	imagined  bool        // nobody listens there: nothing is to be free
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

// Wanted is what is asked of the addresses of a lab.
type Wanted struct {
	Base   netip.Addr // of the first node; invalid for a free network
	TFTP   int        // port, 0 for 69 or where that needs a privilege 6969
	Shared bool       // all nodes on Base, or 127.0.0.1, with ports apart
}

// Find gives every node an address of its own on which all its ports are free, from the base on, or in a free network. On a system with
// 127.0.0.1 alone, and where it is wanted, all nodes share one.
func Find(nodes []*sim.Node, ports Offered, w Wanted) (*Book, error) {
	switch {
	case w.Shared:
		return share(nodes, ports, w)
	case w.Base.IsValid():
		return claim(nodes, ports, newBook(w.Base, w.TFTP, false))
	}
	var last error
	for third := range 250 {
		book, err := claimNetwork(nodes, ports, byte(third), w.TFTP)
		if err == nil {
			return book, nil
		}
		last = err
		if errno.Elsewhere.Of(err) { // a system with 127.0.0.1 alone
			return share(nodes, ports, w)
		}
		if !errno.InUse.Of(err) {
			break
		}
	}
	return nil, fmt.Errorf("no free loopback addresses: %w", last)
}

// share gives all nodes one address.
func share(nodes []*sim.Node, ports Offered, w Wanted) (*Book, error) {
	base := w.Base
	if !base.IsValid() {
		base = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return claim(nodes, ports, newBook(base, w.TFTP, true))
}

// SharedPort is where a service of a node listens in a lab whose nodes share an address: that of the first node, from 0, and of others.
// tftp is as in Wanted, and not 0.
func SharedPort(node int, at service.Service, tftp int) int {
	a := Address{offset: node * sharedStep}
	return a.candidates(at, tftp)[0]
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
	book.guards = append(book.guards, guard)
	return book, nil
}

// claim places the nodes and checks that their running services can listen.
func claim(nodes []*sim.Node, ports Offered, book *Book) (*Book, error) {
	for _, n := range nodes {
		if err := book.settle(n, ports); err != nil {
			return nil, errors.Join(err, book.Close())
		}
	}
	return book, nil
}

// settle places a node; where nodes share an address and somebody else has a port of the hundred, in the next hundred.
func (b *Book) settle(n *sim.Node, ports Offered) error {
	for {
		if err := b.Place(n); err != nil {
			return err
		}
		err := b.assignRunning(n, ports)
		if err == nil || !b.shared || !errno.InUse.Of(err) {
			return err
		}
		delete(b.addresses, n.ID)
	}
}

func (b *Book) assignRunning(n *sim.Node, ports Offered) error {
	for _, cucm := range service.CUCMs() {
		if !n.Running(cucm) {
			continue
		}
		if err := b.Assign(n.ID, ports(n, cucm)); err != nil {
			return fmt.Errorf("node %q: %w", n.ID, err)
		}
	}
	return nil
}

// Place gives a node an address if it has none yet.
func (b *Book) Place(n *sim.Node) error {
	if b.addresses[n.ID] != nil {
		return nil
	}
	if b.shared {
		if err := b.nextHundred(); err != nil {
			return fmt.Errorf("node %q: %w", n.ID, err)
		}
		b.addresses[n.ID] = &Address{Node: n.ID, IP: b.next, offset: b.offset}
		b.offset += sharedStep
		return nil
	}
	if len(b.guards) > 0 && b.next.As4()[3] == guardHost {
		return fmt.Errorf("node %q: no loopback address is left", n.ID)
	}
	b.addresses[n.ID] = &Address{Node: n.ID, IP: b.next}
	b.next = b.next.Next()
	return nil
}

// nextHundred moves on to a hundred of ports that no other lab has, and takes it.
func (b *Book) nextHundred() error {
	for ; b.offset < mostShared*sharedStep; b.offset += sharedStep {
		at := Address{IP: b.next, offset: b.offset}
		guard, err := net.Listen("tcp4", at.At(at.Apart(sharedGuard)))
		if err == nil {
			b.guards = append(b.guards, guard)
			return nil
		}
		if !errno.InUse.Of(err) {
			return err
		}
	}
	return fmt.Errorf("%d nodes of labs share %s already: no ports are left", mostShared, b.next)
}

// Shared reports whether all nodes have one address.
func (b *Book) Shared() bool { return b.shared }

// Close gives the network back to other labs.
func (b *Book) Close() error {
	var errs []error
	for _, g := range b.guards {
		errs = append(errs, g.Close())
	}
	b.guards = nil
	return errors.Join(errs...)
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
		return []int{tftp + a.offset}
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
		if !errno.Denied.Of(err) {
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

	offset int // of all ports, where nodes share an address
}

// PortOf returns where a service of CUCM listens in the lab, 0 for nowhere. Call managers have their four ports only.
func (a Address) PortOf(at service.Service, port int) int {
	if at.CUCM() == sim.ServiceCCM && at.Port() != port {
		return 0
	}
	return a.Ports[at]
}
