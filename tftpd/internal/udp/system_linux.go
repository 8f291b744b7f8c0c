package udp

import (
	"fmt"
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// GrowReceiveBuffer asks for a receive buffer of so many bytes, beyond net.core.rmem_max where the process may
// (CAP_NET_ADMIN), and returns what the kernel granted. The kernel counts its own overhead, for which it doubles what
// was asked (socket(7), SO_RCVBUF); the returned number is without that.
func GrowReceiveBuffer(conn *net.UDPConn, size int) (granted int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	controlErr := raw.Control(func(fd uintptr) {
		if unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, size) != nil {
			_ = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, size)
		}
		granted, err = unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF)
	})
	if controlErr != nil {
		return 0, controlErr
	}
	return granted / 2, err
}

// portRange is the range of ports for clients (ip(7), ip_local_port_range), as the kernel has it where it does not say.
func portRange() (first, last int) {
	text, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range")
	if err == nil {
		_, err = fmt.Sscan(string(text), &first, &last)
	}
	if err != nil || first < 1 || last < first || last > 1<<16-1 {
		return 32768, 60999
	}
	return first, last
}
