package udp

import (
	"net"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ReportRefusals asks the kernel to report ICMP errors on an unconnected socket (ip(7), IP_RECVERR), so that a server
// that does not run shows at once. Best effort: without it a transfer times out.
func ReportRefusals(conn *net.UDPConn, v6 bool) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) { setReportRefusals(int(fd), v6) })
}

func setReportRefusals(descriptor int, v6 bool) {
	_ = unix.SetsockoptInt(descriptor, unix.IPPROTO_IP, unix.IP_RECVERR, 1) // of IPv4 peers of an IPv6 socket too
	if v6 {
		_ = unix.SetsockoptInt(descriptor, unix.IPPROTO_IPV6, unix.IPV6_RECVERR, 1)
	}
}

// refusals hands a machine the ICMP errors that have come.
func (s *Socket) refusals() {
	for range batch {
		peer, errno := s.refusal()
		if errno == 0 {
			return
		}
		s.machine.Refused(&peer, errno)
		if s.descriptor == 0 {
			return
		}
	}
}

// refusal takes a report off the socket's error queue: whom the datagram was for, and why it did not arrive.
func (s *Socket) refusal() (peer Peer, reason syscall.Errno) {
	var control [256]byte
	var data [1]byte
	vector := unix.Iovec{Base: &data[0]}
	vector.SetLen(len(data))
	m := unix.Msghdr{Name: &peer.name[0], Namelen: nameSize, Iov: &vector, Control: &control[0]}
	m.SetIovlen(1)
	m.SetControllen(len(control))
	_, _, e := unix.RawSyscall(unix.SYS_RECVMSG, uintptr(s.descriptor), uintptr(unsafe.Pointer(&m)), unix.MSG_ERRQUEUE|unix.MSG_DONTWAIT)
	if e != 0 {
		return peer, 0
	}
	reason = unix.EIO
	eachControl(control[:m.Controllen], func(level, kind int32, data []byte) {
		report := level == unix.IPPROTO_IP && kind == unix.IP_RECVERR || level == unix.IPPROTO_IPV6 && kind == unix.IPV6_RECVERR
		if report && len(data) >= int(unsafe.Sizeof(unix.SockExtendedErr{})) {
			reason = syscall.Errno((*unix.SockExtendedErr)(unsafe.Pointer(&data[0])).Errno)
		}
	})
	return peer, reason
}
