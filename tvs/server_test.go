package tvs

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
)

// start runs a server on a loopback port until the test ends, and checks that it ends.
// The channel receives its log.
func start(t testing.TB, s *Server, cert string) (address string, log <-chan Exchange) {
	exchanges := make(chan Exchange, 1000)
	key := certKey(t, cert)
	if s.Certificate == nil {
		s.Certificate = func() (*tls.Certificate, error) { return key, nil }
	}
	s.Log = func(x Exchange) { exchanges <- x }
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	return l.Addr().String(), exchanges
}

// dialTLS opens a connection as a test of the server's bytes.
func dialTLS(t testing.TB, address string) *tls.Conn {
	conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true})
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	return conn
}

// TestServerVectors plays every recorded exchange against a server.
func TestServerVectors(t *testing.T) {
	address, log := start(t, &Server{Authority: vectorTable(t), Strict: true}, "tvs2048-pub")
	queried, queryLog := start(t, &Server{Authority: queryTable(t), Strict: true}, "tvs2048-pub")
	vectors := loadVectors(t)
	for _, name := range vectorNames(vectors) {
		v, address, log := vectors[name], address, log
		if name == "query-found" {
			address, log = queried, queryLog
		}
		t.Run(name, func(t *testing.T) {
			conn := dialTLS(t, address)
			data := readVector(t, v.Request)
			pieces := [][]byte{data}
			if name == "crafted-fragmented" {
				pieces = [][]byte{data[:1], data[1:9], data[9:11], data[11:500], data[500:]}
			}
			for _, piece := range pieces {
				_, err := conn.Write(piece)
				require.NoError(t, err)
			}
			answer, err := io.ReadAll(conn)
			require.NoError(t, err)
			x := <-log
			if _, refused := refusals[name]; refused {
				require.Empty(t, answer)
				require.Equal(t, OutcomeMalformed, x.Outcome)
				require.Error(t, x.Err)
				return
			}
			if v.Response != "" {
				require.Equal(t, readVector(t, v.Response), answer)
			}
			require.NoError(t, x.Err)
			require.Equal(t, map[byte]string{0: OutcomeKnown, 1: OutcomeUnknown}[answer[13]], x.Outcome)
			require.Equal(t, v.RequestFields.Session, x.Session)
		})
	}
}

func TestExchangeLog(t *testing.T) {
	now := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	clock := func() time.Time { now = now.Add(time.Second); return now }
	address, log := start(t, &Server{Authority: vectorTable(t), Now: clock}, "tvs2048-pub")
	_, err := new(Client).Do(t.Context(), address, accept0, verifyRequest(t, "ccm"))
	require.NoError(t, err)
	x := <-log
	require.Contains(t, x.Peer, "127.0.0.1:")
	require.Equal(t, time.Date(2030, 1, 2, 3, 4, 6, 0, time.UTC), x.Time)
	x.Peer, x.Time, x.CipherSuite = "", time.Time{}, 0
	require.Equal(t, Exchange{
		TLSVersion: tls.VersionTLS13, Device: "CP-8861-SEP0A1B2C3D4E5F", Command: VerifyRequest, Session: 1001,
		Outcome: OutcomeKnown, Duration: time.Second,
	}, x)
}

// TestHangingConnections: silence in any phase ends by its timeout and blocks nobody.
func TestHangingConnections(t *testing.T) {
	s := &Server{Authority: vectorTable(t), HandshakeTimeout: 300 * time.Millisecond, ReadTimeout: 300 * time.Millisecond}
	address, log := start(t, s, "tvs2048-pub")
	for range 20 { // silent before the handshake
		conn, err := net.Dial("tcp", address)
		require.NoError(t, err)
		defer conn.Close()
	}
	silent := dialTLS(t, address)
	partial := dialTLS(t, address)
	_, err := partial.Write([]byte{0x57, 1, 1, 0, 0, 0, 0, 1, 0xff, 0xff, 1})
	require.NoError(t, err)
	_, err = new(Client).Do(t.Context(), address, accept0, verifyRequest(t, "ccm"))
	require.NoError(t, err)
	for _, conn := range []*tls.Conn{silent, partial} {
		answer, err := io.ReadAll(conn)
		require.NoError(t, err)
		require.Empty(t, answer)
	}
	counts := map[string]int{}
	for range 23 {
		counts[(<-log).Outcome]++
	}
	require.Equal(t, map[string]int{OutcomeHandshake: 20, OutcomeNoRequest: 2, OutcomeKnown: 1}, counts)
}

// TestConnectionLimit: connections beyond the limit wait until one is free.
func TestConnectionLimit(t *testing.T) {
	address, log := start(t, &Server{Authority: vectorTable(t), MaxConnections: 2}, "tvs2048-pub")
	held := []net.Conn{dialTLS(t, address), dialTLS(t, address)}
	impatient := &Client{AnswerTimeout: 200 * time.Millisecond}
	_, err := impatient.Do(t.Context(), address, accept0, verifyRequest(t, "ccm"))
	require.ErrorIs(t, err, outcome.Handshake)
	patient := make(chan error)
	go func() {
		_, err := new(Client).Do(context.Background(), address, accept0, verifyRequest(t, "ccm"))
		patient <- err
	}()
	require.Empty(t, log, "nobody was served yet")
	held[0].Close()
	require.NoError(t, <-patient)
}

// TestSilentConnectionsGiveWay: a server full of silent connections answers a phone long before they time out.
func TestSilentConnectionsGiveWay(t *testing.T) {
	address, _ := start(t, &Server{Authority: vectorTable(t), MaxConnections: 3, HandshakeTimeout: time.Minute}, "tvs2048-pub")
	for range 5 {
		conn, err := net.Dial("tcp", address)
		require.NoError(t, err)
		defer conn.Close()
	}
	_, err := (&Client{AnswerTimeout: 30 * time.Second}).Do(t.Context(), address, accept0, verifyRequest(t, "ccm"))
	require.NoError(t, err)
}

// TestServeEnds: cancelling ends connections in every phase at once.
func TestServeEnds(t *testing.T) {
	key := certKey(t, "tvs2048-pub")
	s := &Server{Authority: vectorTable(t), Certificate: func() (*tls.Certificate, error) { return key, nil }}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- s.Serve(ctx, l) }()
	conn, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	dialTLS(t, l.Addr().String())
	cancel()
	select {
	case err := <-done:
		require.NoError(t, err)
	case <-time.After(5 * time.Second):
		t.Fatal("Serve waits for silent connections")
	}
	_, err = net.Dial("tcp", l.Addr().String())
	require.Error(t, err)
}

// TestListenerFails: an error that is not the end of ctx is reported.
func TestListenerFails(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.ErrorIs(t, new(Server).Serve(t.Context(), l), net.ErrClosed)
}

// TestCertificatePerHandshake: a restarted service shows its new certificate.
func TestCertificatePerHandshake(t *testing.T) {
	var current atomic.Pointer[tls.Certificate]
	s := &Server{Authority: vectorTable(t), Certificate: func() (*tls.Certificate, error) { return current.Load(), nil }}
	address, _ := start(t, s, "tvs2048-pub")
	for _, name := range []string{"tvs2048-pub", "tvs2048-sub", "cm1024-pub", "ec256"} {
		current.Store(certKey(t, name))
		var shown []byte
		_, err := new(Client).Do(t.Context(), address, func(der []byte) error { shown = der; return nil }, verifyRequest(t, "ccm"))
		require.NoError(t, err)
		require.Equal(t, certDER(t, name), shown)
	}
}

// TestUnencodableAnswer: an authority's impossible answer closes, it does not crash.
func TestUnencodableAnswer(t *testing.T) {
	a := vectorTable(t)
	a.add(certDER(t, "ccm"), time.Hour, 300)
	address, log := start(t, &Server{Authority: a}, "tvs2048-pub")
	_, err := new(Client).Do(t.Context(), address, accept0, verifyRequest(t, "ccm"))
	require.ErrorIs(t, err, outcome.BadAnswer)
	requireRule(t, RuleHeader, err)
	require.Equal(t, OutcomeFailed, (<-log).Outcome)
}
