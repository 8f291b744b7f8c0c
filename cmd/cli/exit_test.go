package cli

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestHints: an address that cannot be had gets the advice that helps, a file none of it.
func TestHints(t *testing.T) {
	listen := func(network string, errno syscall.Errno) error {
		return fmt.Errorf("Cisco Tftp on cucm-pub: %w", &net.OpError{Op: "listen", Net: network, Err: os.NewSyscallError("bind", errno)})
	}
	for name, row := range map[string]struct {
		err  error
		want string
	}{
		"privileged port":  {listen("udp", syscall.EACCES), "--tftp-port 6969"},
		"port in use":      {listen("tcp", syscall.EADDRINUSE), "another program"},
		"no such address":  {listen("udp", syscall.EADDRNOTAVAIL), "loopback addresses begin with 127"},
		"control socket":   {listen("unix", syscall.EADDRINUSE), ""},
		"no descriptor":    {&net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("socket", syscall.EMFILE)}, "ulimit -n"},
		"disk full":        {&fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, "make room"},
		"read only":        {&fs.PathError{Op: "open", Path: "x", Err: syscall.EROFS}, "--keys"},
		"file":             {&fs.PathError{Op: "open", Path: "x", Err: syscall.EACCES}, ""},
		"connection":       {&net.OpError{Op: "dial", Net: "tcp", Err: syscall.EACCES}, ""},
		"nothing known of": {fs.ErrClosed, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if row.want == "" {
				require.Empty(t, hintFor(row.err))
				return
			}
			require.Contains(t, hintFor(row.err), row.want)
		})
	}
}
