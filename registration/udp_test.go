package registration_test

import (
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/registration"
	"tvslab/service"
)

// serveUDP runs a server on a UDP port until the test ends and returns its address.
func serveUDP(t testing.TB, s *registration.Server) string {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.ServeUDP(ctx, conn) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	return conn.LocalAddr().String()
}

func overUDP(line registration.Line) *registration.Client {
	return &registration.Client{Protocol: service.UDPSIP, Model: 684, Line: line, T1: 20 * time.Millisecond}
}

// TestUDP: a phone registers, answers a challenge, and hears why it is refused.
func TestUDP(t *testing.T) {
	s := &registration.Server{Protocol: service.UDPSIP, Node: "cucm-pub", Judge: func(who registration.Registrant) error {
		switch {
		case who.Device != device:
			return &registration.Refusal{Reason: registration.UnknownDevice}
		case !who.Proof.Match("phone", "secret"):
			return &registration.Refusal{Reason: registration.Credentials}
		}
		return nil
	}}
	address := serveUDP(t, s)
	line := registration.Line{Number: "1001", User: "phone", Password: "secret"}
	require.NoError(t, overUDP(line).Register(t.Context(), device, "cucm-pub", address))
	for name, reason := range map[string]registration.Reason{device: registration.Credentials, "SEP0A0101000002": registration.UnknownDevice} {
		var refusal *registration.Refusal
		require.ErrorAs(t, overUDP(registration.Line{}).Register(t.Context(), name, "cucm-pub", address), &refusal)
		require.Equal(t, reason, refusal.Reason)
	}
}

// lossy is a connection that loses the first datagrams of each way.
type lossy struct {
	net.Conn
	sends, answers int
	sent           atomic.Int32
}

func (l *lossy) Write(p []byte) (int, error) {
	l.sent.Add(1)
	if l.sends--; l.sends >= 0 {
		return len(p), nil
	}
	return l.Conn.Write(p)
}

func (l *lossy) Read(p []byte) (int, error) {
	for {
		n, err := l.Conn.Read(p)
		if err != nil {
			return n, err
		}
		if l.answers--; l.answers < 0 {
			return n, nil
		}
	}
}

// TestUDPLoss: requests and answers that are lost come again, and the call manager judges once.
func TestUDPLoss(t *testing.T) {
	for name, row := range map[string]struct{ sends, answers int }{"requests": {2, 0}, "answers": {0, 2}, "both": {1, 3}} {
		t.Run(name, func(t *testing.T) {
			var judged atomic.Int32
			address := serveUDP(t, &registration.Server{Judge: func(registration.Registrant) error { judged.Add(1); return nil }})
			var conn *lossy
			client := overUDP(registration.Line{})
			client.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				plain, err := new(net.Dialer).DialContext(ctx, network, address)
				conn = &lossy{Conn: plain, sends: row.sends, answers: row.answers}
				return conn, err
			}
			require.NoError(t, client.Register(t.Context(), device, "cucm-pub", address))
			require.Equal(t, int32(1), judged.Load())
			require.Greater(t, conn.sent.Load(), int32(1))
		})
	}
}

// TestUDPNobody: a port on which nobody listens is unreachable, one on which nobody answers is silent; answers to others are none.
func TestUDPNobody(t *testing.T) {
	silent, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	require.NoError(t, err)
	address := silent.LocalAddr().String()
	client := overUDP(registration.Line{})
	client.Timeout = 200 * time.Millisecond
	go func() {
		if _, peer, err := silent.ReadFromUDP(make([]byte, 2048)); err == nil {
			_, _ = silent.WriteToUDP([]byte("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKother\r\n\r\n"), peer)
		}
	}()
	require.Equal(t, outcome.Timeout, outcome.Of(client.Register(t.Context(), device, "cucm-pub", address)))
	require.NoError(t, silent.Close())
	require.Equal(t, outcome.Unreachable, outcome.Of(client.Register(t.Context(), device, "cucm-pub", address)))
	require.Error(t, client.Register(t.Context(), device, "no host name", address))
}

// TestUDPTooLong: what does not fit into a datagram goes over TCP, and over UDP where nothing listens there (RFC 3261, 18.1.1).
func TestUDPTooLong(t *testing.T) {
	line := registration.Line{Agent: "Cisco-CP8851/" + strings.Repeat("1", 1000)}
	over := make(chan string, 4)
	judge := func(transport string) *registration.Server {
		return &registration.Server{Protocol: service.SIP, Judge: func(registration.Registrant) error { over <- transport; return nil }}
	}
	address := serveUDP(t, judge("UDP"))
	require.NoError(t, overUDP(line).Register(t.Context(), device, "cucm-pub", address))
	require.Equal(t, "UDP", <-over)
	l, err := net.Listen("tcp4", address)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- judge("TCP").Serve(ctx, l) }()
	require.NoError(t, overUDP(line).Register(t.Context(), device, "cucm-pub", address))
	require.Equal(t, "TCP", <-over)
	cancel()
	require.NoError(t, <-ended)
}
