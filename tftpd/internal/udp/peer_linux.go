package udp

import (
	"encoding/binary"
	"net"
	"net/netip"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// PeerOf is the peer at an address, as a socket of the address's family knows it.
func PeerOf(a netip.AddrPort) (p Peer) {
	family := uint16(unix.AF_INET6)
	if a.Addr().Is4() {
		family = unix.AF_INET
		v4 := a.Addr().As4()
		copy(p.name[4:], v4[:])
	} else {
		v6 := a.Addr().As16()
		copy(p.name[8:], v6[:])
		binary.NativeEndian.PutUint32(p.name[24:], zoneIndex(a.Addr().Zone()))
	}
	binary.NativeEndian.PutUint16(p.name[:], family)
	binary.BigEndian.PutUint16(p.name[2:], a.Port())
	return p
}

func (p *Peer) is4() bool { return binary.NativeEndian.Uint16(p.name[:]) == unix.AF_INET }

// size is that of the peer's name for the kernel.
func (p *Peer) size() uintptr {
	if p.is4() {
		return unix.SizeofSockaddrInet4
	}
	return unix.SizeofSockaddrInet6
}

// AddrPort is the peer's address.
func (p *Peer) AddrPort() netip.AddrPort {
	port := binary.BigEndian.Uint16(p.name[2:])
	if p.is4() {
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte(p.name[4:8])), port)
	}
	a := netip.AddrFrom16([16]byte(p.name[8:24])).Unmap()
	return netip.AddrPortFrom(a.WithZone(zoneName(binary.NativeEndian.Uint32(p.name[24:]))), port)
}

// told takes what the kernel says beside a datagram (ip(7) IP_PKTINFO, ipv6(7) IPV6_PKTINFO, socket(7) SO_TIMESTAMPNS).
func (d *Datagram) told(level, kind int32, data []byte) {
	switch {
	case level == unix.IPPROTO_IP && kind == unix.IP_PKTINFO && len(data) >= unix.SizeofInet4Pktinfo:
		info := (*unix.Inet4Pktinfo)(unsafe.Pointer(&data[0]))
		a := info.Spec_dst
		if a == [4]byte{} { // it came before IP_PKTINFO was asked for
			a = info.Addr
		}
		if from := netip.AddrFrom4(a); !from.IsMulticast() && a != [4]byte{255, 255, 255, 255} {
			copy(d.From.local[:], a[:])
		}
	case level == unix.IPPROTO_IPV6 && kind == unix.IPV6_PKTINFO && len(data) >= unix.SizeofInet6Pktinfo:
		info := (*unix.Inet6Pktinfo)(unsafe.Pointer(&data[0]))
		a := netip.AddrFrom16(info.Addr)
		if a.IsMulticast() {
			return
		}
		copy(d.From.local[:], info.Addr[:])
		if a.IsLinkLocalUnicast() {
			binary.NativeEndian.PutUint32(d.From.local[16:], info.Ifindex)
		}
	case level == unix.SOL_SOCKET && kind == unix.SCM_TIMESTAMPNS && len(data) >= int(unsafe.Sizeof(unix.Timespec{})):
		d.Time = (*unix.Timespec)(unsafe.Pointer(&data[0])).Nano()
	}
}

// from makes the control message that has a datagram leave from the peer's address of ours.
func (p *Peer) from(b []byte, v6 bool) (length int) {
	clear(b)
	h := (*unix.Cmsghdr)(unsafe.Pointer(&b[0]))
	data := b[unix.CmsgLen(0):]
	if v6 {
		h.Level, h.Type = unix.IPPROTO_IPV6, unix.IPV6_PKTINFO
		h.SetLen(unix.CmsgLen(unix.SizeofInet6Pktinfo))
		copy(data, p.local[:]) // the address and the interface, as they stand in in6_pktinfo
		return unix.CmsgSpace(unix.SizeofInet6Pktinfo)
	}
	h.Level, h.Type = unix.IPPROTO_IP, unix.IP_PKTINFO
	h.SetLen(unix.CmsgLen(unix.SizeofInet4Pktinfo))
	copy(data[4:], p.local[:4])
	return unix.CmsgSpace(unix.SizeofInet4Pktinfo)
}

// Local is the address of ours that the peer speaks to, where the socket tells it.
func (p *Peer) Local() (a netip.Addr) {
	switch {
	case p.local == [localSize]byte{}:
		return a
	case p.is4():
		return netip.AddrFrom4([4]byte(p.local[:4]))
	}
	a = netip.AddrFrom16([16]byte(p.local[:16])).Unmap()
	return a.WithZone(zoneName(binary.NativeEndian.Uint32(p.local[16:])))
}

// eachControl goes through control messages (cmsg(3)).
func eachControl(b []byte, each func(level, kind int32, data []byte)) {
	for len(b) >= unix.SizeofCmsghdr {
		h := (*unix.Cmsghdr)(unsafe.Pointer(&b[0]))
		end := int(h.Len)
		if end < unix.CmsgLen(0) || end > len(b) {
			return
		}
		each(h.Level, h.Type, b[unix.CmsgLen(0):end])
		b = b[min(unix.CmsgSpace(end-unix.CmsgLen(0)), len(b)):]
	}
}

// zoneIndex is the interface number of an IPv6 zone; 0 is none, or an unknown one.
func zoneIndex(zone string) uint32 {
	if zone == "" {
		return 0
	}
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(n)
	}
	i, err := net.InterfaceByName(zone)
	if err != nil {
		return 0
	}
	return uint32(i.Index)
}

// zoneName is a zone for the number of an interface.
func zoneName(index uint32) string {
	if index == 0 {
		return ""
	}
	return strconv.FormatUint(uint64(index), 10)
}
