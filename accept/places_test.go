package accept_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/accept"
)

// TestSilentLoseTheirPlaces: connections that never send a byte give way to others, the oldest first, and those that
// have sent something do not, read or not.
func TestSilentLoseTheirPlaces(t *testing.T) {
	const most = 4
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	held, hold := make(chan net.Conn, 100), make(chan struct{})
	ended := make(chan error)
	go func() {
		ended <- new(accept.Pool).Loop(ctx, l, most, func(_ context.Context, c net.Conn) {
			held <- c
			<-hold
		})
	}()
	dial := func(first string) net.Conn {
		c, err := net.Dial("tcp4", l.Addr().String())
		require.NoError(t, err)
		t.Cleanup(func() { c.Close() })
		_, err = c.Write([]byte(first))
		require.NoError(t, err)
		return c
	}
	talks, reads := dial("a"), dial("b")
	<-held
	heard := <-held
	_, err = heard.Read(make([]byte, 1))
	require.NoError(t, err)
	silent := []net.Conn{dial(""), dial("")}
	<-held
	<-held
	dial("c")
	require.NoError(t, silent[0].SetReadDeadline(time.Now().Add(20*time.Second)))
	_, err = silent[0].Read(make([]byte, 1))
	require.Error(t, err)
	require.NotErrorIs(t, err, context.DeadlineExceeded)
	var timeout net.Error
	require.NotErrorAs(t, err, &timeout, "the oldest silent connection is closed, not timed out")
	for _, c := range []net.Conn{talks, reads, silent[1]} {
		require.NoError(t, c.SetReadDeadline(time.Now().Add(20*time.Millisecond)))
		_, err = c.Read(make([]byte, 1))
		require.ErrorAs(t, err, &timeout, "is still open")
	}
	close(hold)
	<-held
	cancel()
	require.NoError(t, <-ended)
}
