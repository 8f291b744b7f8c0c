// Package claim keeps files for one process at a time: what two would write at once would be nobody's.
package claim

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// ErrInUse says that another process writes the file.
var ErrInUse = errors.New("another process writes it")

// suffix is what is put behind the name of a file. The lock is not on the file itself: where flock and the locks of
// SQLite are of one kind (BSD, macOS), that would lock SQLite out.
const suffix = "-lock"

// Take takes an existing file, whatever name it is called by, until the claim is closed or the process ends. The error is ErrInUse where
// another process has it, and says which.
// The lock file stays: to delete it would let two processes lock two files of the same name.
func Take(path string) (io.Closer, error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, err
	}
	lock := flock.New(real+suffix, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	switch got, err := lock.TryLock(); {
	case err != nil:
		return nil, err
	case !got:
		return nil, fmt.Errorf("%w%s", ErrInUse, holder(lock.Path()))
	}
	host, _ := os.Hostname()
	who := fmt.Sprintf("process %d on %s, since %s\n", os.Getpid(), host, time.Now().UTC().Format(time.RFC3339))
	_ = os.WriteFile(lock.Path(), []byte(who), 0o600) // for people only; Windows lets nobody write into a locked file
	return lock, nil
}

// maxHolder bounds what is read of a lock file.
const maxHolder = 200

// holder is who has the lock, as the lock file tells.
func holder(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxHolder))
	if who := strings.TrimSpace(string(data)); err == nil && who != "" {
		return fmt.Sprintf(": %q", who)
	}
	return ""
}
