package errno_test

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/errno"
)

// listening returns an address at which somebody listens.
func listening(t *testing.T, network string) string {
	l, err := net.Listen(network, "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	return l.Addr().String()
}

// TestOf makes the real errors of this system.
func TestOf(t *testing.T) {
	for name, row := range map[string]struct {
		kind errno.Kind
		make func(t *testing.T) error
	}{
		"address in use": {errno.InUse, func(t *testing.T) error {
			_, err := net.Listen("tcp4", listening(t, "tcp4"))
			return err
		}},
		"port of UDP in use": {errno.InUse, func(t *testing.T) error {
			one, err := net.ListenPacket("udp4", "127.0.0.1:0")
			require.NoError(t, err)
			t.Cleanup(func() { one.Close() })
			_, err = net.ListenPacket("udp4", one.LocalAddr().String())
			return err
		}},
		"address of another machine": {errno.Elsewhere, func(*testing.T) error {
			_, err := net.Listen("tcp4", "192.0.2.77:0")
			return err
		}},
		"refused": {errno.Refused, func(t *testing.T) error {
			l, err := net.Listen("tcp4", "127.0.0.1:0")
			require.NoError(t, err)
			require.NoError(t, l.Close())
			_, err = net.Dial("tcp4", l.Addr().String())
			return err
		}},
		"reset": {errno.Reset, func(t *testing.T) error {
			l, err := net.Listen("tcp4", "127.0.0.1:0")
			require.NoError(t, err)
			defer l.Close()
			conn, err := net.Dial("tcp4", l.Addr().String())
			require.NoError(t, err)
			defer conn.Close()
			other, err := l.Accept()
			require.NoError(t, err)
			require.NoError(t, other.(*net.TCPConn).SetLinger(0))
			require.NoError(t, other.Close())
			_, err = conn.Read(make([]byte, 1))
			return err
		}},
		"broken pipe": {errno.Broken, func(t *testing.T) error {
			r, w, err := os.Pipe()
			require.NoError(t, err)
			require.NoError(t, r.Close())
			defer w.Close()
			_, err = io.WriteString(w, "x")
			return err
		}},
		"no file":           {errno.NoPath, func(t *testing.T) error { _, err := os.Open(filepath.Join(t.TempDir(), "none")); return err }},
		"no folder":         {errno.NoPath, func(t *testing.T) error { _, err := os.Open(filepath.Join(t.TempDir(), "none", "none")); return err }},
		"a folder is read":  {errno.NoPath, func(t *testing.T) error { _, err := os.ReadFile(t.TempDir()); return err }},
		"a file is no path": {errno.NoPath, func(*testing.T) error { _, err := os.Open(filepath.Join("errno_test.go", "none")); return err }},
	} {
		t.Run(name, func(t *testing.T) {
			err := row.make(t)
			require.Error(t, err)
			for kind := errno.InUse; kind <= errno.NoPath; kind++ {
				require.Equal(t, kind == row.kind, kind.Of(err), "%d: %v (%#v)", kind, err, err)
			}
		})
	}
}

// TestPortable: the numbers of package syscall are known on every system, wrapped or not.
func TestPortable(t *testing.T) {
	require.True(t, errno.Refused.Of(fmt.Errorf("dial: %w", os.NewSyscallError("connect", syscall.ECONNREFUSED))))
	require.True(t, errno.Denied.Of(syscall.EACCES))
	require.True(t, errno.Exhausted.Of(syscall.EMFILE))
	require.True(t, errno.NoListener.Of(syscall.EINVAL))
	require.False(t, errno.Refused.Of(nil))
	require.False(t, errno.Refused.Of(io.EOF))
}
