//go:build amd64 || arm64 || riscv64

package tftpd

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"os"
	"syscall"
	"time"
	"unsafe"
)

// socket is a phone's UDP socket that changes its port from file to file. System calls
// are made directly: package syscall allocates an address per datagram, package net waits
// for each socket by itself, and the runtime need not know of calls that never wait.
type socket struct {
	descriptor int // 0 is closed
	number     int // in the epoll set
	v6         bool
	bound      bool // has had an address of its own
	flight     *flight
	until      time.Time              // end of its rest
	name       syscall.RawSockaddrAny // of the last datagram's sender
}

var errFamily = errors.New("the phone's address is of another family than the server's")

// open makes the socket and binds it to a new port of local.
func (s *socket) open(v6 bool, local netip.Addr) error {
	family := syscall.AF_INET
	if v6 {
		family = syscall.AF_INET6
	}
	descriptor, err := syscall.Socket(family, syscall.SOCK_DGRAM|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	s.descriptor, s.v6, s.bound = descriptor, v6, false
	if err := s.bind(local); err != nil {
		_ = s.close()
		return err
	}
	return nil
}

func (s *socket) close() error {
	if s.descriptor == 0 {
		return nil
	}
	err := os.NewSyscallError("close", syscall.Close(s.descriptor))
	s.descriptor = 0
	return err
}

// bind takes an address; the port is chosen by the kernel, here or when the first
// datagram is sent.
func (s *socket) bind(local netip.Addr) error {
	switch {
	case s.descriptor == 0:
		return syscall.EBADF
	case !local.IsValid() && !s.bound:
		return nil
	case !local.IsValid():
		local = netip.IPv4Unspecified()
		if s.v6 {
			local = netip.IPv6Unspecified()
		}
	case local.Unmap().Is6() != s.v6:
		return errFamily
	}
	s.bound = true
	name, size := rawName(netip.AddrPortFrom(local.Unmap(), 0))
	return s.call("bind", syscall.SYS_BIND, unsafe.Pointer(&name), size)
}

// release gives the port back, as a close would, and forgets what has arrived. Linux
// does so for a socket whose port it chose when it is connected to AF_UNSPEC.
func (s *socket) release() error {
	var unspecified syscall.RawSockaddrInet4
	if err := s.call("connect", syscall.SYS_CONNECT, unsafe.Pointer(&unspecified), unsafe.Sizeof(unspecified)); err != nil {
		return err
	}
	var rest [1]byte
	for {
		_, _, err := s.read(rest[:])
		switch err {
		case nil:
		case syscall.EAGAIN:
			return nil
		default:
			return err
		}
	}
}

// call is a system call that takes an address.
func (s *socket) call(what string, number uintptr, name unsafe.Pointer, size uintptr) error {
	_, _, e := syscall.Syscall(number, uintptr(s.descriptor), uintptr(name), size)
	if e != 0 {
		return os.NewSyscallError(what, e)
	}
	return nil
}

// send sends a datagram, without waiting.
func (s *socket) send(data []byte, to netip.AddrPort) error {
	name, size := rawName(to)
	_, _, e := syscall.RawSyscall6(syscall.SYS_SENDTO, uintptr(s.descriptor), uintptr(unsafe.Pointer(unsafe.SliceData(data))),
		uintptr(len(data)), 0, uintptr(unsafe.Pointer(&name)), size)
	if e != 0 {
		return e
	}
	return nil
}

// read takes a datagram that has arrived, or returns EAGAIN.
func (s *socket) read(b []byte) (int, netip.AddrPort, error) {
	size := uint32(unsafe.Sizeof(s.name))
	n, _, e := syscall.RawSyscall6(syscall.SYS_RECVFROM, uintptr(s.descriptor), uintptr(unsafe.Pointer(unsafe.SliceData(b))),
		uintptr(len(b)), 0, uintptr(unsafe.Pointer(&s.name)), uintptr(unsafe.Pointer(&size)))
	if e != 0 {
		return 0, netip.AddrPort{}, e
	}
	return int(n), addressOf(&s.name), nil
}

// clear takes the reports of ICMP errors off the socket, which stays readable otherwise.
func (s *socket) clear() {
	var rest, control [256]byte
	for {
		if _, _, _, _, err := syscall.Recvmsg(s.descriptor, rest[:], control[:], syscall.MSG_ERRQUEUE|syscall.MSG_DONTWAIT); err != nil {
			return
		}
	}
}

// openCounter makes a descriptor that is readable once it has been written to.
func openCounter() (int, error) {
	descriptor, _, e := syscall.Syscall(syscall.SYS_EVENTFD2, 0, syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if e != 0 {
		return 0, e
	}
	return int(descriptor), nil
}

// rawName is an address in the kernel's form, and its size.
func rawName(a netip.AddrPort) (name syscall.RawSockaddrInet6, size uintptr) {
	port := (*[2]byte)(unsafe.Pointer(&name.Port))
	binary.BigEndian.PutUint16(port[:], a.Port())
	if a.Addr().Is4() {
		name.Family = syscall.AF_INET
		v4 := (*syscall.RawSockaddrInet4)(unsafe.Pointer(&name))
		v4.Addr = a.Addr().As4()
		return name, unsafe.Sizeof(*v4)
	}
	name.Family, name.Addr, name.Scope_id = syscall.AF_INET6, a.Addr().As16(), zoneIndex(a.Addr().Zone())
	return name, unsafe.Sizeof(name)
}

func addressOf(name *syscall.RawSockaddrAny) netip.AddrPort {
	v4 := (*syscall.RawSockaddrInet4)(unsafe.Pointer(name))
	port := binary.BigEndian.Uint16((*[2]byte)(unsafe.Pointer(&v4.Port))[:])
	if name.Addr.Family == syscall.AF_INET {
		return netip.AddrPortFrom(netip.AddrFrom4(v4.Addr), port)
	}
	v6 := (*syscall.RawSockaddrInet6)(unsafe.Pointer(name))
	return netip.AddrPortFrom(netip.AddrFrom16(v6.Addr).Unmap().WithZone(zoneName(v6.Scope_id)), port)
}
