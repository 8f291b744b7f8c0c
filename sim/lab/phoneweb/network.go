package phoneweb

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"tvslab/errno"
)

// Networks are 127.78.0.0/16 and the next ones: the first of which no other lab holds the last address.
const (
	firstNetwork = 78
	networks     = 40
	perThird     = 250 // addresses that are used of each 127.x.y.0/24
	// MostPlaces is how many phones of a lab have an address.
	MostPlaces = perThird * perThird
)

// Ports of the web servers: 80, or where that needs a privilege 8080.
const (
	portWeb     = 80
	portWebFree = 8080
)

// network is where the phones of a lab are.
type network struct {
	second byte // of the addresses
	port   int
	shared bool // phones have ports of 127.0.0.1, counted up from port
	guard  net.Listener
}

// Where phones share 127.0.0.1, as on a system that has no other address, each lab has portsEach ports, from portWebFree on or the next that
// no other lab has. The last of them is the guard.
const portsEach = 2000

// shareOne finds such ports; wanted is the first one, 0 for any.
func shareOne(wanted int) (*network, error) {
	first, last := portWebFree, 1<<16-portsEach
	if wanted != 0 {
		first, last = wanted, wanted
	}
	err := fmt.Errorf("port %d: %d ports are needed", wanted, portsEach)
	for port := first; port <= last && port+portsEach <= 1<<16; port += portsEach {
		n := &network{port: port, shared: true}
		if n.guard, err = net.Listen("tcp4", netip.AddrPortFrom(one, uint16(port+portsEach-1)).String()); err == nil {
			return n, nil
		}
		if !errno.InUse.Of(err) {
			break
		}
	}
	return nil, fmt.Errorf("no ports for phones: %w", err)
}

// one is the address that every system has.
var one = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// claim finds a network of which nobody else holds the guard, and the port; wanted is the port, 0 for the usual ones.
func claim(wanted int) (*network, error) {
	ports := []int{portWeb, portWebFree}
	if wanted != 0 {
		ports = []int{wanted}
	}
	var last error
	for _, port := range ports {
		n, err := claimPort(port)
		if err == nil {
			return n, nil
		}
		last = err
		if errno.Elsewhere.Of(err) { // a system with 127.0.0.1 alone
			return shareOne(wanted)
		}
		if !errno.Denied.Of(err) {
			break
		}
	}
	return nil, fmt.Errorf("no loopback addresses for phones: %w", last)
}

func claimPort(port int) (*network, error) {
	var last error
	for i := range networks {
		n := &network{second: byte(firstNetwork + i), port: port}
		guard, err := net.Listen("tcp4", netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, n.second, 255, 254}), uint16(port)).String())
		if err == nil {
			n.guard = guard
			return n, nil
		}
		last = err
		if !errno.InUse.Of(err) {
			break
		}
	}
	return nil, last
}

// at is the address of the phone at a place of the lab, from 0; false for one that is beyond what there are.
func (n *network) at(place int) (netip.AddrPort, bool) {
	if n.shared {
		return netip.AddrPortFrom(one, uint16(n.port+place)), place < portsEach-1
	}
	address := netip.AddrFrom4([4]byte{127, n.second, byte(place / perThird), byte(place%perThird + 1)})
	return netip.AddrPortFrom(address, uint16(n.port)), place < MostPlaces
}

func (n *network) close() error {
	if n.guard == nil {
		return nil
	}
	return n.guard.Close()
}

// URL is how a browser finds an address.
func URL(at netip.AddrPort) string {
	if at.Port() == portWeb {
		return "http://" + at.Addr().String() + "/"
	}
	return "http://" + at.Addr().String() + ":" + strconv.Itoa(int(at.Port())) + "/"
}
