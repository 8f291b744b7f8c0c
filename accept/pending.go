package accept

import (
	"net"
	"syscall"
)

// pending says whether the peer has sent something that its handler has not come to read yet.
func pending(conn net.Conn) (waits bool) {
	c, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return false
	}
	err = raw.Control(func(fd uintptr) { waits = readable(fd) })
	return err == nil && waits
}
