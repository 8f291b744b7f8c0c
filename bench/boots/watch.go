package boots

import (
	"net/netip"

	"tvslab/capture"
	"tvslab/phone/sockets"
)

// watch has a capture note what goes over a network, with the names of servers whose addresses are known.
func watch(net *sockets.Network, servers *sockets.Servers, packets *capture.Capture) {
	net.Watch(packets)
	for name, address := range servers.Hosts {
		if a, err := netip.ParseAddr(address); err == nil {
			packets.Name(a, name)
		}
	}
}
