package cli

import (
	"bytes"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestNotify: the manager gets the words in one datagram; without a manager nothing is said, and one that is gone is a warning.
func TestNotify(t *testing.T) {
	var errs bytes.Buffer
	t.Setenv("NOTIFY_SOCKET", "")
	notifySystemd("READY=1", &errs)
	require.Empty(t, errs.String())

	name := filepath.Join(t.TempDir(), "notify")
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Skip("this system has no datagram sockets in files: ", err)
	}
	t.Setenv("NOTIFY_SOCKET", name)
	notifySystemd("READY=1", &errs)
	require.Empty(t, errs.String())
	require.NoError(t, manager.SetReadDeadline(time.Now().Add(10*time.Second)))
	told := make([]byte, 64)
	n, err := manager.Read(told)
	require.NoError(t, err)
	require.Equal(t, "READY=1", string(told[:n]))

	require.NoError(t, manager.Close())
	notifySystemd("STOPPING=1", &errs)
	require.Contains(t, errs.String(), "the service manager is not told STOPPING=1")
}
