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

// Ports of the services of a node.
const (
	portSIP      = 5060
	portSCCP     = 2000
	portTFTPFree = 6969 // where port 69 needs a privilege
	sharedStep   = 100  // port distance of nodes that share one address
)

// guardHost is the last byte of the address whose TVS port a lab holds to keep its network for itself: two labs that
// start at the same time must not choose the same one.
const guardHost = 254

// findAddresses gives every node an address of its own on which all its ports are free. The closer keeps the
// network until the lab ends; it is nil where none needs to be kept.
func findAddresses(nodes []*sim.Node, cfg Sockets) (map[string]Address, io.Closer, error) {
	if cfg.Base.IsValid() {
		addresses, err := claim(nodes, cfg.Base, cfg.TFTPPort, false)
		return addresses, nil, err
	}
	var last error
	for third := range 250 {
		addresses, guard, err := claimNetwork(nodes, byte(third), cfg.TFTPPort)
		if err == nil {
			return addresses, guard, nil
		}
		last = err
		if errors.Is(err, syscall.EADDRNOTAVAIL) { // a system with 127.0.0.1 alone
			addresses, err := claim(nodes, netip.AddrFrom4([4]byte{127, 0, 0, 1}), cfg.TFTPPort, true)
			return addresses, nil, err
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			break
		}
	}
	return nil, nil, fmt.Errorf("no free loopback addresses: %w", last)
}

// claimNetwork takes 127.77.third.0/24 for the lab, if no other lab has it.
func claimNetwork(nodes []*sim.Node, third byte, tftp int) (map[string]Address, io.Closer, error) {
	guarded := Address{IP: netip.AddrFrom4([4]byte{127, 77, third, guardHost})}
	guard, err := net.Listen("tcp4", guarded.at(portTVS))
	if err != nil {
		return nil, nil, err
	}
	addresses, err := claim(nodes, netip.AddrFrom4([4]byte{127, 77, third, 1}), tftp, false)
	if err != nil {
		return nil, nil, errors.Join(err, guard.Close())
	}
	return addresses, guard, nil
}

// claim checks that the nodes can listen from base on. shared puts them all on base, with ports apart.
func claim(nodes []*sim.Node, base netip.Addr, tftp int, shared bool) (map[string]Address, error) {
	addresses := map[string]Address{}
	ip, offset := base, 0
	for _, n := range nodes {
		a, err := claimNode(n, ip, tftp, offset)
		if err != nil {
			return nil, fmt.Errorf("node %q: %w", n.Name, err)
		}
		addresses[n.ID] = a
		if shared {
			offset += sharedStep
		} else {
			ip = ip.Next()
		}
	}
	return addresses, nil
}

func claimNode(n *sim.Node, ip netip.Addr, tftp, offset int) (Address, error) {
	a := Address{Node: n.ID, IP: ip}
	var err error
	if n.Has(sim.RoleTFTP) {
		a.HTTP = portHTTP + offset
		if a.TFTP, err = tftpPort(ip, tftp, offset); err != nil {
			return a, err
		}
	}
	if n.Has(sim.RoleTVS) {
		a.TVS = portTVS + offset
	}
	if n.Has(sim.RoleCCM) {
		a.SIP, a.SCCP = portSIP+offset, portSCCP+offset
	}
	for _, port := range []int{a.HTTP, a.TVS, a.SIP, a.SCCP} {
		if err := tryTCP(a, port); err != nil {
			return a, err
		}
	}
	return a, nil
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
	if port == 0 {
		return nil
	}
	l, err := net.Listen("tcp4", a.at(port))
	if err != nil {
		return err
	}
	return l.Close()
}
