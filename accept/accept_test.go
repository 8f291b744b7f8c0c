package accept_test

import (
	"context"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/accept"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestLoopBoundsAndEnds holds one connection of one allowed: the second waits until the first is done, and the end of
// the context closes what is open.
func TestLoopBoundsAndEnds(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	handled := make(chan net.Addr)
	ended := make(chan error)
	go func() {
		ended <- accept.Loop(ctx, l, 1, func(_ context.Context, c net.Conn) {
			handled <- c.RemoteAddr()
			_, _ = io.Copy(io.Discard, c) // until the peer or the context closes it
		})
	}()
	dial := func() net.Conn {
		c, err := net.Dial("tcp4", l.Addr().String())
		require.NoError(t, err)
		return c
	}
	first := dial()
	require.Equal(t, first.LocalAddr().String(), (<-handled).String())
	second := dial()
	select {
	case <-handled:
		t.Fatal("a second connection was handled beside the first")
	default:
	}
	require.NoError(t, first.Close())
	require.Equal(t, second.LocalAddr().String(), (<-handled).String())
	cancel()
	require.NoError(t, <-ended)
	_, err = second.Read(make([]byte, 1))
	require.Error(t, err, "the server closed it")
	require.NoError(t, second.Close())
}

// TestLoopReportsBrokenListener ends with the listener's own error when nobody asked it to end.
func TestLoopReportsBrokenListener(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.ErrorIs(t, accept.Loop(t.Context(), l, 1, func(context.Context, net.Conn) {}), net.ErrClosed)
}
