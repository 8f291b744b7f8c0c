package accept

import (
	"net"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// fionread asks how many bytes of a socket can be read (ioctlsocket, winsock2.h).
const fionread = 0x4004667f

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
	var n, returned uint32
	var asked error
	err = raw.Control(func(fd uintptr) {
		asked = windows.WSAIoctl(windows.Handle(fd), fionread, nil, 0, (*byte)(unsafe.Pointer(&n)), uint32(unsafe.Sizeof(n)), &returned, nil, 0)
	})
	return err == nil && asked == nil && n > 0
}
