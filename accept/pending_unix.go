//go:build unix

package accept

import (
	"net"
	"syscall"
)

// pending says whether the peer has sent something that its handler has not come to read yet.
func pending(conn net.Conn) bool {
	c, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return false
	}
	var n int
	var b [1]byte
	err = raw.Control(func(fd uintptr) { n, _, _ = syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK) })
	return err == nil && n > 0
}
