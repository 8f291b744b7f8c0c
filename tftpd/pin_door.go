package tftpd

import (
	"net"
	"net/netip"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// pinDoor reads the request socket of EnginePin.
type pinDoor struct {
	conn *net.UDPConn
	own  net.IP // the socket's address; nil for all
	v4   *ipv4.PacketConn
	v6   *ipv6.PacketConn // of IPv6, or of both families
}

// arrival is a datagram of the request socket.
type arrival struct {
	packet []byte
	peer   *net.UDPAddr
	local  net.IP // address that was asked; nil is unknown
	link   int    // number of the interface; 0 is unknown
}

// newPinDoor has the socket tell where datagrams come in, where the system can.
func newPinDoor(conn *net.UDPConn) pinDoor {
	d := pinDoor{conn: conn}
	local := conn.LocalAddr().(*net.UDPAddr).IP
	if !local.IsUnspecified() {
		d.own = local
	}
	if local.To4() != nil {
		if c := ipv4.NewPacketConn(conn); c.SetControlMessage(ipv4.FlagDst|ipv4.FlagInterface, true) == nil {
			d.v4 = c
		}
	} else if c := ipv6.NewPacketConn(conn); c.SetControlMessage(ipv6.FlagDst|ipv6.FlagInterface, true) == nil {
		d.v6 = c
	}
	return d
}

// next waits for a datagram.
func (d pinDoor) next() (a arrival, err error) {
	var n int
	var peer net.Addr
	a.packet = make([]byte, maxRead)
	switch {
	case d.v4 != nil:
		var told *ipv4.ControlMessage
		if n, told, peer, err = d.v4.ReadFrom(a.packet); told != nil {
			a.local, a.link = told.Dst, told.IfIndex
		}
	case d.v6 != nil:
		var told *ipv6.ControlMessage
		if n, told, peer, err = d.v6.ReadFrom(a.packet); told != nil {
			a.local, a.link = told.Dst, told.IfIndex
		}
	default:
		n, peer, err = d.conn.ReadFrom(a.packet)
	}
	if err != nil {
		return arrival{}, err
	}
	a.packet, a.peer = a.packet[:n], peer.(*net.UDPAddr)
	if a.local.IsMulticast() || a.local.Equal(net.IPv4bcast) {
		a.local = nil
	}
	if d.own != nil {
		a.local = d.own
	}
	return a, nil
}

// asked is where a datagram went to.
func (d pinDoor) asked(a arrival) netip.AddrPort {
	own := netAddrPort(d.conn.LocalAddr())
	if local, ok := netip.AddrFromSlice(a.local); ok {
		return netip.AddrPortFrom(local.Unmap(), own.Port())
	}
	return own
}

// dial opens a socket that hears of the peer alone, at the address that was asked.
func (a arrival) dial() (*net.UDPConn, error) {
	return net.DialUDP("udp", &net.UDPAddr{IP: a.local, Zone: a.peer.Zone}, a.peer)
}

// pathSize is how many bytes of a file a packet to the peer may carry, by the interface, where the request wants to know.
func (a arrival) pathSize(r readRequest) int {
	if r.wanted().blksize == nil {
		return blockSize
	}
	link, err := net.InterfaceByIndex(a.link)
	if err != nil {
		return blockSize
	}
	headers := 40 + 8
	if a.peer.IP.To4() != nil {
		headers = 20 + 8
	}
	return link.MTU - headers
}
