//go:build unix

package doctor

import (
	"math"
	"syscall"

	"golang.org/x/sys/unix"
)

func hardLimit() int {
	var r syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r) != nil {
		return 0
	}
	return int(min(uint64(r.Max), math.MaxInt32))
}

// free is how much a user may still write in a folder, or in the one above it that is there.
func free(dir string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(standing(dir), &s); err != nil {
		return 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}
