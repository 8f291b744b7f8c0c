//go:build !windows

package errno

import "syscall"

// own is empty where the portable numbers are the system's.
var own map[Kind][]syscall.Errno
