//go:build amd64 || arm64 || riscv64

package tftpd

import (
	"net/netip"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// outlet is a socket of the lean engine with the transfer that it serves. It is bound to the
// address that was asked and connected to the peer, so that the kernel refuses packets of
// others, and serves one transfer after another, each from a new port.
type outlet struct {
	socket
	sending
	place[outlet] // in the queue of those who wait for an acknowledgement
	local         netip.Addr
	busy          bool
	sent          int // transmissions of the current packet
	log           Transfer
	asker         asker        // key of lean.peers
	request       []byte       // of the peer; constant while in lean.peers
	heard         atomic.Int64 // Unix nanoseconds of the last new acknowledgement, 0 before it
}

// connect gives the outlet a new port of local for packets of the peer alone.
func (o *outlet) connect(local netip.Addr, to netip.AddrPort) error {
	if local != o.local { // the kernel keeps the address from transfer to transfer
		if err := o.bind(local); err != nil {
			return err
		}
		o.local = local
	}
	name, size := rawName(to)
	return o.call("connect", syscall.SYS_CONNECT, unsafe.Pointer(&name), size)
}

// write sends to the peer. A full queue of the kernel loses the packet, as a network would.
func (o *outlet) write(b []byte) error {
	for {
		_, _, e := syscall.RawSyscall6(syscall.SYS_SENDTO, uintptr(o.descriptor), uintptr(unsafe.Pointer(unsafe.SliceData(b))),
			uintptr(len(b)), 0, 0, 0)
		switch e {
		case syscall.EINTR:
		case syscall.ECONNREFUSED:
			return e
		default:
			return nil
		}
	}
}

// receive takes a packet of the peer that has arrived, or returns EAGAIN.
func (o *outlet) receive(b []byte) (int, error) {
	n, _, e := syscall.RawSyscall6(syscall.SYS_RECVFROM, uintptr(o.descriptor), uintptr(unsafe.Pointer(unsafe.SliceData(b))),
		uintptr(len(b)), 0, 0, 0)
	if e != 0 {
		return 0, e
	}
	return int(n), nil
}

// pathSize is how many bytes of a file a packet of the connected outlet may carry without being
// cut into fragments.
func (o *outlet) pathSize() int {
	level, option, headers := syscall.IPPROTO_IP, syscall.IP_MTU, 20+8
	if o.v6 {
		level, option, headers = syscall.IPPROTO_IPV6, syscall.IPV6_MTU, 40+8
	}
	mtu, err := syscall.GetsockoptInt(o.descriptor, level, option)
	if err != nil {
		return blockSize
	}
	return mtu - headers
}

// readAsked takes a request that has arrived, with the address that was asked, which is that
// of the interface for a broadcast and invalid where the kernel does not tell it.
func readAsked(descriptor int, b []byte) (n int, from netip.AddrPort, asked netip.Addr, err error) {
	var name syscall.RawSockaddrAny
	var control [64]byte
	vector := syscall.Iovec{Base: unsafe.SliceData(b), Len: uint64(len(b))}
	message := syscall.Msghdr{
		Name: (*byte)(unsafe.Pointer(&name)), Namelen: uint32(unsafe.Sizeof(name)), Iov: &vector, Iovlen: 1,
		Control: &control[0], Controllen: uint64(len(control)),
	}
	got, _, e := syscall.RawSyscall(syscall.SYS_RECVMSG, uintptr(descriptor), uintptr(unsafe.Pointer(&message)), 0)
	if e != 0 {
		return 0, from, asked, e
	}
	return int(got), addressOf(&name), askedAddress(control[:message.Controllen]), nil
}

// askedAddress reads the control message of IP_PKTINFO or IPV6_PKTINFO (ip(7), ipv6(7)).
func askedAddress(control []byte) netip.Addr {
	messages, err := syscall.ParseSocketControlMessage(control)
	if err != nil {
		return netip.Addr{}
	}
	for _, m := range messages {
		switch {
		case m.Header.Level == syscall.IPPROTO_IP && m.Header.Type == syscall.IP_PKTINFO && len(m.Data) >= syscall.SizeofInet4Pktinfo:
			info := (*syscall.Inet4Pktinfo)(unsafe.Pointer(&m.Data[0]))
			if info.Spec_dst == [4]byte{} { // the request came before IP_PKTINFO was asked for
				return localAddress(netip.AddrFrom4(info.Addr), 0)
			}
			return netip.AddrFrom4(info.Spec_dst)
		case m.Header.Level == syscall.IPPROTO_IPV6 && m.Header.Type == syscall.IPV6_PKTINFO && len(m.Data) >= syscall.SizeofInet6Pktinfo:
			info := (*syscall.Inet6Pktinfo)(unsafe.Pointer(&m.Data[0]))
			return localAddress(netip.AddrFrom16(info.Addr), info.Ifindex)
		}
	}
	return netip.Addr{}
}

// localAddress is an address of ours to answer from; a group's or a broadcast is not.
func localAddress(a netip.Addr, index uint32) netip.Addr {
	switch a = a.Unmap(); {
	case a.IsMulticast() || a == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return netip.Addr{}
	case a.IsLinkLocalUnicast() && a.Is6():
		return a.WithZone(zoneName(index))
	}
	return a
}
