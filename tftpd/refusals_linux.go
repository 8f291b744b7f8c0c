package tftpd

import (
	"net"
	"syscall"
)

// ipv6RecvErr is IPV6_RECVERR of linux/in6.h, which package syscall lacks.
const ipv6RecvErr = 25

// reportRefusals asks the kernel to report ICMP errors on an unconnected socket
// (ip(7), IP_RECVERR), so that a server that does not run shows at once. Best
// effort: without it the transfer times out.
func reportRefusals(conn *net.UDPConn, v6 bool) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) { setReportRefusals(int(fd), v6) })
}

func setReportRefusals(descriptor int, v6 bool) {
	level, option := syscall.IPPROTO_IP, syscall.IP_RECVERR
	if v6 {
		level, option = syscall.IPPROTO_IPV6, ipv6RecvErr
	}
	_ = syscall.SetsockoptInt(descriptor, level, option, 1)
}
