package lab

import (
	"errors"
	"fmt"
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

// findAddresses gives every node an address of its own on which all its ports are free.
func findAddresses(c *sim.Cluster, cfg Sockets) (map[string]Address, error) {
	tftp := cfg.TFTPPort
	if cfg.Base.IsValid() {
		return claim(c, cfg.Base, tftp, false)
	}
	var last error
	for net := range 64 {
		addresses, err := claim(c, netip.AddrFrom4([4]byte{127, 77, byte(net), 1}), tftp, false)
		if err == nil {
			return addresses, nil
		}
		last = err
		if errors.Is(err, syscall.EADDRNOTAVAIL) { // a system with 127.0.0.1 alone
			return claim(c, netip.AddrFrom4([4]byte{127, 0, 0, 1}), tftp, true)
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			break
		}
	}
	return nil, fmt.Errorf("no free loopback addresses: %w", last)
}

// claim checks that the nodes can listen from base on. shared puts them all on base, with ports apart.
func claim(c *sim.Cluster, base netip.Addr, tftp int, shared bool) (map[string]Address, error) {
	addresses := map[string]Address{}
	ip, offset := base, 0
	for _, n := range c.Nodes {
		a, err := claimNode(n, ip, tftp, offset)
		if err != nil {
			return nil, fmt.Errorf("node %q: %w", n.Name, err)
		}
		addresses[n.Name] = a
		if shared {
			offset += sharedStep
		} else {
			ip = ip.Next()
		}
	}
	return addresses, nil
}

func claimNode(n *sim.Node, ip netip.Addr, tftp, offset int) (Address, error) {
	a := Address{Node: n.Name, IP: ip}
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
