package udp

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Socket is a UDP socket of a [Loop]. Its owner may embed it. It is opened once, and closed once for all: a socket that
// has had a peer is never given to another, nor is its port, since nobody knows what is still on its way.
type Socket struct {
	loop       *Loop
	machine    Machine
	descriptor int // 0 is closed
	number     int32
	v6         bool
	shared     bool
	asked      bool // datagrams tell the address that was asked
	requests   bool // comes last
	connected  bool
	local      netip.AddrPort // bound to
}

// arrived tells the tap of a datagram from a peer.
func (s *Socket) arrived(d *Datagram) {
	if s.loop.tap != nil {
		s.loop.tap(d.From.AddrPort(), s.speaking(&d.From), d.Data, nil)
	}
}

// speaking is the address of ours that a peer speaks to, as far as it is known.
func (s *Socket) speaking(to *Peer) netip.AddrPort {
	if asked := to.Local(); s.local.Addr().IsUnspecified() && asked.IsValid() {
		return netip.AddrPortFrom(asked, s.local.Port())
	}
	return s.local
}

// Open opens a socket for a machine.
func (l *Loop) Open(s *Socket, o Options, m Machine) error {
	v6 := o.Local.Addr().Is6()
	family := unix.AF_INET
	if v6 {
		family = unix.AF_INET6
	}
	descriptor, err := unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	*s = Socket{loop: l, machine: m, descriptor: descriptor, v6: v6, shared: o.Shared, number: l.number(s), local: o.Local}
	if err = s.prepare(o); err != nil {
		return errors.Join(err, s.Close())
	}
	return nil
}

// prepare sets the options, binds the socket and has the loop watch it.
func (s *Socket) prepare(o Options) error {
	setReportRefusals(s.descriptor, s.v6)
	if o.Buffer > 0 {
		setBuffers(s.descriptor, o.Buffer)
	}
	if o.Asked {
		if err := s.askLocal(); err != nil {
			return err
		}
	}
	if o.Local.Port() > 0 || !o.Local.Addr().IsUnspecified() {
		name := PeerOf(o.Local)
		if err := s.call("bind", unix.SYS_BIND, &name); err != nil {
			return err
		}
	}
	if s.shared {
		return s.loop.watch(s.descriptor, s.number, unix.EPOLLIN)
	}
	return s.loop.watch(s.descriptor, s.number, unix.EPOLLIN|unix.EPOLLET)
}

// Adopt takes the socket out of conn, which is closed, as a shared one that comes last: the runtime would wake a thread
// for every datagram. Its datagrams tell the time, and the address that was asked where there are several.
func (l *Loop) Adopt(s *Socket, conn *net.UDPConn, m Machine) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var descriptor int
	controlErr := raw.Control(func(fd uintptr) {
		descriptor, err = unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0)
	})
	if err = errors.Join(controlErr, os.NewSyscallError("fcntl", err)); err != nil {
		return err
	}
	at := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	local := at.Addr().Unmap()
	*s = Socket{loop: l, machine: m, descriptor: descriptor, v6: local.Is6(), shared: true, number: l.number(s), local: netip.AddrPortFrom(local, at.Port())}
	if local.IsUnspecified() {
		err = s.askLocal()
	}
	err = errors.Join(err, os.NewSyscallError("setsockopt", unix.SetsockoptInt(descriptor, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1)),
		l.watch(descriptor, s.number, unix.EPOLLIN), conn.Close())
	if err != nil {
		return errors.Join(err, s.Close())
	}
	s.requests = true
	return nil
}

// number is a free number for a socket.
func (l *Loop) number(s *Socket) int32 {
	if last := len(l.free) - 1; last >= 0 {
		n := l.free[last]
		l.free = l.free[:last]
		l.sockets[n] = s
		return n
	}
	l.sockets = append(l.sockets, s)
	return int32(len(l.sockets) - 1)
}

// Close gives the port back to the kernel. What the socket has been given to send goes out before.
func (s *Socket) Close() error {
	if s.descriptor == 0 {
		return nil
	}
	if s.loop.out.socket == s {
		s.loop.Flush()
	}
	s.loop.sockets[s.number] = nil
	s.loop.free = append(s.loop.free, s.number)
	err := os.NewSyscallError("close", unix.Close(s.descriptor))
	s.descriptor = 0
	return err
}

// Drive has the socket drive another machine from now on.
func (s *Socket) Drive(m Machine) { s.machine = m }

// Connect has the kernel take datagrams of this peer alone from now on, and keep the way to it. What others have sent
// before may still arrive.
func (s *Socket) Connect(peer *Peer) error {
	err := s.call("connect", unix.SYS_CONNECT, peer)
	s.connected = err == nil
	return err
}

// askLocal has datagrams tell the address that they were sent to.
func (s *Socket) askLocal() error {
	level, option := unix.IPPROTO_IP, unix.IP_PKTINFO
	if s.v6 {
		level, option = unix.IPPROTO_IPV6, unix.IPV6_RECVPKTINFO
	}
	s.asked = true
	return os.NewSyscallError("setsockopt", unix.SetsockoptInt(s.descriptor, level, option, 1))
}

// call is a system call that takes an address.
func (s *Socket) call(what string, number uintptr, name *Peer) error {
	_, _, e := unix.RawSyscall(number, uintptr(s.descriptor), uintptr(unsafe.Pointer(name)), name.size())
	if e != 0 {
		return os.NewSyscallError(what, e)
	}
	return nil
}

// Any is the address that means all of ours, of the socket's family.
func (s *Socket) Any() netip.Addr {
	if s.v6 {
		return netip.IPv6Unspecified()
	}
	return netip.IPv4Unspecified()
}

// PathSize is how many bytes a datagram to the peer of a connected socket may carry without being cut into fragments; 0
// is unknown.
func (s *Socket) PathSize() int {
	level, option, headers := unix.IPPROTO_IP, unix.IP_MTU, 20+8
	if s.v6 {
		level, option, headers = unix.IPPROTO_IPV6, unix.IPV6_MTU, 40+8
	}
	mtu, err := unix.GetsockoptInt(s.descriptor, level, option)
	if err != nil {
		return 0
	}
	return mtu - headers
}

// Send sends a datagram of two parts, of which the second is not changed before the loop's next [Loop.Flush]; on a
// socket that is not shared there is but one part, which goes out at once. A full queue of the kernel loses it, as a
// network would. The error is what the kernel reports at once of a peer that cannot be reached.
func (s *Socket) Send(to *Peer, head, body []byte) error {
	if s.loop.tap != nil {
		s.loop.tap(s.speaking(to), to.AddrPort(), head, body)
	}
	if s.shared {
		s.loop.out.add(s, to, head, body)
		return nil
	}
	name, size := uintptr(unsafe.Pointer(to)), to.size()
	if s.connected {
		name, size = 0, 0
	}
	for {
		_, _, e := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(s.descriptor), uintptr(unsafe.Pointer(unsafe.SliceData(head))),
			uintptr(len(head)), 0, name, size)
		switch e {
		case unix.EINTR:
		case 0, unix.EAGAIN, unix.ENOBUFS:
			return nil
		default:
			return e
		}
	}
}

// ready takes what has arrived at a socket.
func (s *Socket) ready(events uint32) {
	if events&unix.EPOLLERR != 0 {
		s.refusals()
	}
	if s.shared {
		s.loop.in.takeAll(s)
		return
	}
	// The set tells of arrivals once. A peer that has been answered sends again, so that nothing needs to be looked
	// for behind its datagram.
	for s.descriptor != 0 && s.loop.in.take(s) {
	}
}

// setBuffers asks for room for datagrams in both directions, beyond the system's limit where the process may.
func setBuffers(descriptor, size int) {
	for force, option := range map[int]int{unix.SO_RCVBUFFORCE: unix.SO_RCVBUF, unix.SO_SNDBUFFORCE: unix.SO_SNDBUF} {
		if unix.SetsockoptInt(descriptor, unix.SOL_SOCKET, force, size) != nil {
			_ = unix.SetsockoptInt(descriptor, unix.SOL_SOCKET, option, size)
		}
	}
}

// Room is how many datagrams of a few bytes the socket holds until the loop takes them.
func (s *Socket) Room() int {
	granted, err := unix.GetsockoptInt(s.descriptor, unix.SOL_SOCKET, unix.SO_RCVBUF)
	if err != nil {
		return 1
	}
	return max(granted/smallDatagram, 1)
}

// smallDatagram is what a datagram of a few bytes takes of a receive buffer, counted in Linux's own way (socket(7),
// SO_RCVBUF), with something to spare: 768 were seen.
const smallDatagram = 1024
