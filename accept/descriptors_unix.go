//go:build unix

package accept

import (
	"math"
	"syscall"
)

// Descriptors returns how many files and connections this process may have open, 0 where the system does not tell. Go raises
// the soft limit to the hard one at its start.
func Descriptors() int {
	var r syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r) != nil {
		return 0
	}
	return int(min(uint64(r.Cur), math.MaxInt32))
}
