//go:build unix

package accept

import "syscall"

// readable says whether a socket has something to read.
func readable(fd uintptr) bool {
	var b [1]byte
	n, _, _ := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
	return n > 0
}
