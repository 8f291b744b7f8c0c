//go:build unix

package control

import (
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// usualFolder is below XDG_RUNTIME_DIR, else, and where that path is too long for sockets, below the folder for temporary files.
func usualFolder() (string, error) {
	if base := os.Getenv("XDG_RUNTIME_DIR"); base != "" && len(filepath.Join(base, "tvslab", own(math.MaxInt32))) <= longestPath {
		return filepath.Join(base, "tvslab"), nil
	}
	return filepath.Join(os.TempDir(), "tvslab-"+strconv.Itoa(os.Getuid())), nil
}

// exposed says how others could get at what is in a folder, "" if they cannot: by its mode, or because it is theirs. The
// owner of a folder can replace what is in it whatever its mode.
func exposed(info fs.FileInfo, user int) string {
	stat, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !info.IsDir() || info.Mode().Perm()&0o077 != 0:
		return "is open to others"
	case !ok || int(stat.Uid) != user:
		return "belongs to another user"
	}
	return ""
}
