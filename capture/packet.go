package capture

import (
	"net/netip"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// builder makes packets, from IP on. What it returns is valid until it makes the next.
type builder struct {
	buffer gopacket.SerializeBuffer
	number uint16 // of the last IPv4 packet
}

// hops is the time to live of packets: that of hosts, since there is no router on the way.
const hops = 64

// window is the largest receive window without the option for larger ones, bytes: nobody is ever kept waiting.
const window = 65535

func (b *builder) udp(from, to netip.AddrPort, head, body []byte) []byte {
	u := &layers.UDP{SrcPort: layers.UDPPort(from.Port()), DstPort: layers.UDPPort(to.Port())}
	return b.build(from.Addr(), to.Addr(), layers.IPProtocolUDP, u, u.SetNetworkLayerForChecksum, append(append([]byte(nil), head...), body...))
}

func (b *builder) tcp(from, to netip.AddrPort, t *layers.TCP, payload []byte) []byte {
	t.SrcPort, t.DstPort = layers.TCPPort(from.Port()), layers.TCPPort(to.Port())
	t.Window = window
	return b.build(from.Addr(), to.Addr(), layers.IPProtocolTCP, t, t.SetNetworkLayerForChecksum, payload)
}

// portUnreachable is what a host answers a packet for a port where nobody listens: the beginning of that packet in ICMP.
func (b *builder) portUnreachable(from, to netip.Addr, packet []byte) []byte {
	const header, quoted = 20, 8 // bytes of IPv4, and of what is behind it (RFC 792)
	icmp := &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(layers.ICMPv4TypeDestinationUnreachable, layers.ICMPv4CodePort)}
	none := func(gopacket.NetworkLayer) error { return nil }
	return b.build(from, to, layers.IPProtocolICMPv4, icmp, none, packet[:header+quoted])
}

// build puts an IP header before a transport layer. It cannot fail: lengths are bounded by what a socket sends.
func (b *builder) build(from, to netip.Addr, protocol layers.IPProtocol, transport gopacket.SerializableLayer,
	checksum func(gopacket.NetworkLayer) error, payload []byte) []byte {
	if b.buffer == nil {
		b.buffer = gopacket.NewSerializeBuffer()
	}
	network, all := b.network(from.Unmap(), to.Unmap(), protocol)
	if err := checksum(all); err != nil {
		return nil
	}
	o := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(b.buffer, o, network, transport, gopacket.Payload(payload)); err != nil {
		return nil
	}
	return b.buffer.Bytes()
}

// network is the IP header, as what is written and as what a checksum is over.
func (b *builder) network(from, to netip.Addr, protocol layers.IPProtocol) (gopacket.SerializableLayer, gopacket.NetworkLayer) {
	if from.Is6() || to.Is6() {
		ip := &layers.IPv6{Version: 6, HopLimit: hops, NextHeader: protocol, SrcIP: sixteen(from), DstIP: sixteen(to)}
		return ip, ip
	}
	b.number++
	ip := &layers.IPv4{Version: 4, IHL: 5, Id: b.number, TTL: hops, Protocol: protocol, SrcIP: from.AsSlice(), DstIP: to.AsSlice()}
	return ip, ip
}

func sixteen(a netip.Addr) []byte {
	b := a.As16()
	return b[:]
}
