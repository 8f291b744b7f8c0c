package tftpd

import (
	"net"
	"syscall"
)

// growReceiveBuffer asks for a receive buffer of so many bytes, beyond net.core.rmem_max
// where the process may (CAP_NET_ADMIN), and returns what the kernel granted. The kernel
// counts its own overhead, for which it doubles what was asked (socket(7), SO_RCVBUF);
// the returned number is without that.
func growReceiveBuffer(conn *net.UDPConn, size int) (granted int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	controlErr := raw.Control(func(fd uintptr) {
		if syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUFFORCE, size) != nil {
			_ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, size)
		}
		granted, err = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF)
	})
	if controlErr != nil {
		return 0, controlErr
	}
	return granted / 2, err
}
