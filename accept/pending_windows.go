package accept

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// fionread asks how many bytes of a socket can be read (ioctlsocket, winsock2.h).
const fionread = 0x4004667f

// readable says whether a socket has something to read.
func readable(fd uintptr) bool {
	var n, returned uint32
	err := windows.WSAIoctl(windows.Handle(fd), fionread, nil, 0, (*byte)(unsafe.Pointer(&n)), uint32(unsafe.Sizeof(n)), &returned, nil, 0)
	return err == nil && n > 0
}
