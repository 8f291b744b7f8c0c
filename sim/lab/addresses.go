package lab

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"syscall"

	"tvslab/sim"
)

// Ports of the services of a node; see faults.go for the others.
const (
	portSIP        = 5060
	portSCCP       = 2000
	portSecureSIP  = 5061
	portSecureSCCP = 2443
	portTFTPFree   = 6969 // where port 69 needs a privilege
	sharedStep     = 100  // port distance of nodes that share one address
)

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
	guard, err := net.Listen("tcp4", guarded.at(portTVS))
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
		for _, service := range listening {
			if !n.Running(service) {
				continue
			}
			if err := book.addresses[n.ID].assign(service, book.tftp); err != nil {
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

// assign chooses the ports of a service, unless it has them already, and checks that they are free.
func (a *Address) assign(service string, tftp int) error {
	var ports []int
	switch {
	case service == sim.ServiceTFTP && a.HTTP == 0:
		a.HTTP = portHTTP + a.offset
		ports = []int{a.HTTP}
		var err error
		if a.TFTP, err = tftpPort(a.IP, tftp, a.offset); err != nil {
			return err
		}
	case service == sim.ServiceTVS && a.TVS == 0:
		a.TVS = portTVS + a.offset
		ports = []int{a.TVS}
	case service == sim.ServiceCCM && a.SIP == 0:
		a.SIP, a.SCCP = portSIP+a.offset, portSCCP+a.offset
		a.SecureSIP, a.SecureSCCP = portSecureSIP+a.offset, portSecureSCCP+a.offset
		ports = []int{a.SIP, a.SCCP, a.SecureSIP, a.SecureSCCP}
	case service == sim.ServiceCAPF && a.CAPF == 0:
		a.CAPF = portCAPF + a.offset
		ports = []int{a.CAPF}
	}
	for _, port := range ports {
		if err := tryTCP(*a, port); err != nil {
			return err
		}
	}
	return nil
}

// tftpPort returns the wanted port, or 69 where that is permitted and else 6969.
func tftpPort(ip netip.Addr, want, offset int) (int, error) {
	candidates := []int{want}
	if want == 0 {
		candidates = []int{portTFTP + offset, portTFTPFree + offset}
	}
	var err error
	for _, port := range candidates {
		if err = tryUDP(ip, port); err == nil {
			return port, nil
		}
		if !errors.Is(err, syscall.EACCES) {
			return 0, err
		}
	}
	return 0, err
}

func tryUDP(ip netip.Addr, port int) error {
	conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(ip, uint16(port))))
	if err != nil {
		return err
	}
	return conn.Close()
}

func tryTCP(a Address, port int) error {
	l, err := net.Listen("tcp4", a.at(port))
	if err != nil {
		return err
	}
	return l.Close()
}
