package control

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"

	"tvslab/errno"
)

// ErrNone is that [Find] found no lab.
var ErrNone = errors.New("no lab is running")

// SeveralError is that [Find] found more than one lab.
type SeveralError struct{ Paths []string } // their control sockets

// Error implements error.
func (e *SeveralError) Error() string { return "several labs are running" }

// FolderError is a folder for control sockets in which others could put theirs.
type FolderError struct{ Dir, Why string }

// Error implements error.
func (e *FolderError) Error() string {
	return fmt.Sprintf("control socket: folder %q %s", e.Dir, e.Why)
}

// LongPathError is a path at which no socket can be.
type LongPathError struct{ Path string }

// Error implements error.
func (e *LongPathError) Error() string {
	return fmt.Sprintf("control socket: path %q has %d bytes, that of a socket at most %d", e.Path, len(e.Path), longestPath)
}

// CheckPath returns a *LongPathError where no socket can be at the path.
func CheckPath(path string) error {
	if len(path) > longestPath {
		return &LongPathError{path}
	}
	return nil
}

// longestPath is how many bytes the path of a socket has at most, the NUL behind it apart.
const longestPath = len(syscall.RawSockaddrUnix{}.Path) - 1

// own is the name of the socket of a process.
func own(process int) string { return "serve-" + strconv.Itoa(process) + ".sock" }

// runtimeFolder returns the folder of the user's control sockets. It exists and belongs to nobody else; a *FolderError if it does not.
func runtimeFolder() (string, error) {
	dir, err := usualFolder()
	if err != nil {
		return "", fmt.Errorf("control socket: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("control socket: %w", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", fmt.Errorf("control socket: %w", err)
	}
	if why := exposed(info, os.Getuid()); why != "" {
		return "", &FolderError{dir, why}
	}
	return dir, nil
}

// Listen opens a control socket for its owner only: at the path, or a new one in the user's folder if path is "". It
// takes the place of a socket on which nobody listens any more, such as that of a lab that was killed.
func Listen(path string) (net.Listener, error) {
	if path == "" {
		dir, err := runtimeFolder()
		if err != nil {
			return nil, err
		}
		path = filepath.Join(dir, own(os.Getpid()))
	}
	if err := CheckPath(path); err != nil {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if errno.InUse.Of(err) && abandoned(path) && os.Remove(path) == nil {
		l, err = net.Listen("unix", path)
	}
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		l.Close()
		return nil, fmt.Errorf("control socket: %w", err)
	}
	return l, nil
}

// abandoned reports whether path is a socket on which nobody listens.
func abandoned(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() != fs.ModeSocket {
		return false
	}
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
	}
	return errno.Refused.Of(err)
}

// Find returns the control socket of the one lab that runs; ErrNone or a *SeveralError if there is not one. Sockets nobody
// listens on any more are passed over.
func Find() (string, error) {
	dir, err := runtimeFolder()
	if err != nil {
		return "", err
	}
	all, err := filepath.Glob(filepath.Join(dir, "serve-*"))
	if err != nil {
		return "", fmt.Errorf("control socket: %w", err)
	}
	live := slices.DeleteFunc(all, func(path string) bool { return !lives(path) })
	switch len(live) {
	case 0:
		return "", ErrNone
	case 1:
		return live[0], nil
	}
	return "", &SeveralError{live}
}

// lives reports whether somebody listens at what is a socket, or the file of a port.
func lives(path string) bool {
	if port, is := ReadPort(path); is {
		return port.alive()
	}
	conn, err := net.Dial("unix", path)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}
