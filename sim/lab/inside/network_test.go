package inside

import (
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var server, client = netip.MustParseAddrPort("10.0.0.1:2000"), netip.MustParseAddr("10.0.0.2")

// TestConnection: bytes and ends arrive, deadlines hold, and who is not there refuses.
func TestConnection(t *testing.T) {
	var n Network
	_, err := n.From(client)(t.Context(), "tcp", server.String())
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	l, err := n.Listen(server)
	require.NoError(t, err)
	_, err = n.Listen(server)
	require.ErrorIs(t, err, syscall.EADDRINUSE)
	accepted := make(chan net.Conn, 1)
	go func() {
		conn, _ := l.Accept()
		accepted <- conn
	}()
	conn, err := n.From(client)(t.Context(), "tcp", server.String())
	require.NoError(t, err)
	other := <-accepted
	require.Equal(t, conn.LocalAddr(), other.RemoteAddr())
	_, err = conn.Write([]byte("question"))
	require.NoError(t, err)
	part := make([]byte, 5)
	_, err = io.ReadFull(other, part)
	require.NoError(t, err)
	require.Equal(t, "quest", string(part))
	require.NoError(t, other.SetReadDeadline(time.Unix(1, 0)))
	_, err = other.Read(part)
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
	require.NoError(t, other.SetReadDeadline(time.Now().Add(time.Hour)))
	require.NoError(t, conn.Close())
	rest, err := io.ReadAll(other)
	require.NoError(t, err)
	require.Equal(t, "ion", string(rest))
	_, err = other.Write(part)
	require.ErrorIs(t, err, syscall.EPIPE)
	require.NoError(t, other.Close())
	require.NoError(t, l.Close())
	_, err = l.Accept()
	require.ErrorIs(t, err, net.ErrClosed)
}

// TestDatagrams: a taker answers who asked, a datagram a read.
func TestDatagrams(t *testing.T) {
	var n Network
	conn, err := n.From(client)(t.Context(), "udp", server.String())
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.Write([]byte("x"))
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	leave, err := n.Take(server, func(write func([]byte, netip.AddrPort)) func([]byte, netip.AddrPort) {
		return func(data []byte, from netip.AddrPort) {
			write([]byte(strings.ToUpper(string(data))), from)
			write([]byte("more"), from)
		}
	})
	require.NoError(t, err)
	defer leave()
	_, err = conn.Write([]byte("ask"))
	require.NoError(t, err)
	for _, want := range []string{"ASK", "more"} {
		b := make([]byte, 10)
		got, err := conn.Read(b)
		require.NoError(t, err)
		require.Equal(t, want, string(b[:got]))
	}
}
