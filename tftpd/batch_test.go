package tftpd

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
)

// newBatch returns a batch that is closed when the test ends.
func newBatch(t testing.TB, c *Client, sockets int) *Batch {
	b, err := c.Batch(sockets)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b
}

// TestBatchPorts: one socket serves many files, each from a port of its own and from the
// address that the phone has; a port is given back with its file.
func TestBatchPorts(t *testing.T) {
	s := start(t, &Server{Source: samples()})
	b := newBatch(t, new(Client), 1)
	ports := map[uint16]bool{}
	for i, local := range []string{"127.0.0.1", "127.0.0.2", "", "127.0.0.3", "127.0.0.2", ""} {
		r := Request{Server: s.tftp, Name: "CTLFile.tlv"}
		want := netip.MustParseAddr("127.0.0.1")
		if local != "" {
			r.Local = netip.MustParseAddr(local)
			want = r.Local
		}
		result, err := b.Fetch(t.Context(), r)
		require.NoError(t, err)
		require.Equal(t, content(6433), result.Data)
		require.Zero(t, result.Resent)
		from := netip.MustParseAddrPort((<-s.log).Peer)
		require.Equal(t, want, from.Addr())
		ports[from.Port()] = true
		again, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(from))
		require.NoError(t, err, "file %d", i)
		again.Close()
	}
	require.Greater(t, len(ports), 3)
}

// TestBatchFamilies: an address of the other family is an error of that file alone.
func TestBatchFamilies(t *testing.T) {
	s := start(t, &Server{Source: samples()})
	b := newBatch(t, new(Client), 1)
	for range 2 {
		_, err := b.Fetch(t.Context(), Request{Server: s.tftp, Name: "one", Local: netip.MustParseAddr("::1")})
		require.ErrorIs(t, err, outcome.Unreachable)
		result, err := b.Fetch(t.Context(), Request{Server: s.tftp, Name: "one"})
		require.NoError(t, err)
		require.Equal(t, content(1), result.Data)
	}
}

// TestBatchOverIPv6 fetches by IPv4 and IPv6 with the same socket number.
func TestBatchOverIPv6(t *testing.T) {
	conn, err := net.ListenUDP("udp6", &net.UDPAddr{IP: net.IPv6loopback})
	if err != nil {
		t.Skip("no IPv6 here")
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- (&Server{Source: samples()}).ServeTFTP(ctx, conn) }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-done) })
	s := start(t, &Server{Source: samples()})
	b := newBatch(t, new(Client), 1)
	for _, address := range []string{s.tftp, conn.LocalAddr().String(), s.tftp} {
		data, err := b.TFTP(t.Context(), address, "CTLFile.tlv")
		require.NoError(t, err)
		require.Equal(t, content(6433), data)
	}
}

// TestBatchBuffer: the file is put into the caller's buffer where it fits.
func TestBatchBuffer(t *testing.T) {
	s := start(t, &Server{Source: samples()})
	for name, f := range map[string]Fetcher{"client": new(Client), "batch": newBatch(t, new(Client), 4)} {
		t.Run(name, func(t *testing.T) {
			buffer := make([]byte, 0, 7000)
			result, err := f.Fetch(t.Context(), Request{Server: s.tftp, Name: "CTLFile.tlv", Into: buffer})
			require.NoError(t, err)
			require.Equal(t, content(6433), result.Data)
			require.Same(t, &buffer[:1][0], &result.Data[0])
			result, err = f.Fetch(t.Context(), Request{Server: s.tftp, Name: "large", Into: buffer})
			require.NoError(t, err)
			require.Equal(t, content(300_000), result.Data)
			result, err = f.Fetch(t.Context(), Request{Server: s.tftp, Name: "missing", Into: buffer})
			require.ErrorIs(t, err, outcome.NotFound)
			require.Nil(t, result.Data)
		})
	}
}

// TestBatchResends counts what was sent again, and a socket that had to repeat a request
// does not take the second answer for that to its next one.
func TestBatchResends(t *testing.T) {
	requests := 0
	var firstPhone *net.UDPAddr
	address := scripted(t, func(conn *net.UDPConn, packet []byte, from *net.UDPAddr) bool {
		if packet[1] != opRead {
			return true
		}
		requests++
		switch requests {
		case 1: // lost
			firstPhone = from
		case 2:
			conn.WriteToUDP(data(1, "first"), from)
		case 3:
			conn.WriteToUDP(data(1, "late answer"), firstPhone)
			conn.WriteToUDP(data(1, "second"), from)
		}
		return true
	})
	b := newBatch(t, quick, 2)
	for i, want := range []string{"first", "second"} {
		result, err := b.Fetch(t.Context(), Request{Server: address, Name: "file"})
		require.NoError(t, err)
		require.Equal(t, want, string(result.Data))
		require.Equal(t, 1-i, result.Resent)
	}
}

// TestBatchWaitsForSockets: more phones than sockets, none fails.
func TestBatchWaitsForSockets(t *testing.T) {
	s := start(t, &Server{Source: samples()})
	b := newBatch(t, new(Client), 3)
	results := make(chan error, 50)
	for range cap(results) {
		go func() {
			_, err := b.TFTP(context.Background(), s.tftp, "CTLFile.tlv")
			results <- err
		}()
	}
	for range cap(results) {
		require.NoError(t, <-results)
	}
	held := peer(t)
	ctx, cancel := context.WithCancel(t.Context())
	for range 3 {
		go b.TFTP(ctx, held.LocalAddr().String(), "one")
		receive(t, held)
	}
	waiting, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	_, err := b.TFTP(waiting, s.tftp, "one")
	require.ErrorIs(t, err, outcome.Timeout)
	cancel()
	_, err = b.TFTP(t.Context(), s.tftp, "one")
	require.NoError(t, err)
}

func TestBatchClosed(t *testing.T) {
	b, err := new(Client).Batch(0)
	require.NoError(t, err)
	require.NoError(t, b.Close())
	_, err = b.TFTP(t.Context(), "127.0.0.1:69", "one")
	require.ErrorIs(t, err, net.ErrClosed)
}

// TestGranted: the server says what receive buffer it has.
func TestGranted(t *testing.T) {
	granted := make(chan int, 1)
	start(t, &Server{Source: samples(), Granted: func(bytes int) { granted <- bytes }})
	require.Positive(t, <-granted)
}
