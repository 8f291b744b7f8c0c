package tvs

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/trustlist"
)

// accept0 accepts every server certificate.
func accept0([]byte) error { return nil }

func verifyRequest(t testing.TB, cert string) *Request {
	return &Request{Command: VerifyRequest, Session: 1001, Device: "CP-8861-SEP0A1B2C3D4E5F", Certificate: certDER(t, cert)}
}

func TestClientAnswers(t *testing.T) {
	address, _ := start(t, &Server{Authority: vectorTable(t)}, "tvs2048-pub")
	r, err := new(Client).Do(t.Context(), address, accept0, verifyRequest(t, "appserver"))
	require.NoError(t, err)
	require.True(t, r.HasRole(trustlist.RoleAppServer))
	r, err = new(Client).Do(t.Context(), address, accept0, verifyRequest(t, "unlisted"))
	require.NoError(t, err)
	require.False(t, r.Found())
	query := &Request{
		Command: QueryRequest, Session: 1002, Device: "CP-8861-SEP0A1B2C3D4E5F",
		Subject: "CN=SAST;OU=SAST;O=SAST", Issuer: "CN=SAST;OU=SAST;O=SAST", Serial: []byte{0x7a, 1},
	}
	r, err = new(Client).Do(t.Context(), address, accept0, query)
	require.NoError(t, err)
	require.False(t, r.Found())
	known := new(table)
	known.add(certDER(t, "sast4096"), time.Hour, trustlist.RoleSAST)
	address, _ = start(t, &Server{Authority: known}, "tvs2048-pub")
	r, err = new(Client).Do(t.Context(), address, accept0, query)
	require.NoError(t, err)
	require.Equal(t, certDER(t, "sast4096"), r.Certificate)
}

// TestTLS runs old and new phones against servers with old and new keys.
func TestTLS(t *testing.T) {
	old := Server{OldCiphers: true}
	phone79 := Client{OldCiphers: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_256_CBC_SHA}}
	phone88 := Client{OldCiphers: true, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_256_CBC_SHA, tls.TLS_RSA_WITH_AES_128_CBC_SHA}}
	rows := map[string]struct {
		server  Server
		client  Client
		cert    string
		version uint16
		suite   uint16 // 0: any
	}{
		"TLS 1.0, AES256-SHA, 2048": {old, phone79, "tvs2048-pub", tls.VersionTLS10, tls.TLS_RSA_WITH_AES_256_CBC_SHA},
		"TLS 1.0, AES256-SHA, 1024": {old, phone79, "cm1024-pub", tls.VersionTLS10, tls.TLS_RSA_WITH_AES_256_CBC_SHA},
		"TLS 1.2, AES-SHA, 1024":    {old, phone88, "cm1024-pub", tls.VersionTLS12, 0},
		"TLS 1.2, 1024":             {old, Client{MaxVersion: tls.VersionTLS12}, "cm1024-pub", tls.VersionTLS12, 0},
		"TLS 1.3, 1024":             {old, Client{}, "cm1024-pub", tls.VersionTLS13, 0},
		"TLS 1.2, modern server":    {Server{}, Client{MaxVersion: tls.VersionTLS12}, "tvs2048-pub", tls.VersionTLS12, 0},
		"TLS 1.3, modern server":    {Server{}, Client{OldCiphers: true}, "tvs2048-pub", tls.VersionTLS13, 0},
		"EC key":                    {old, Client{}, "ec256", tls.VersionTLS13, 0},
		"modern server, old phone":  {Server{}, phone79, "tvs2048-pub", 0, 0},
		"modern server, RSA suites": {Server{}, phone88, "tvs2048-pub", 0, 0},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			row.server.Authority = vectorTable(t)
			address, log := start(t, &row.server, row.cert)
			var shown []byte
			r, err := row.client.Do(t.Context(), address, func(der []byte) error { shown = der; return nil }, verifyRequest(t, "ccm"))
			x := <-log
			if row.version == 0 {
				require.ErrorIs(t, err, outcome.Handshake)
				require.Equal(t, OutcomeHandshake, x.Outcome)
				return
			}
			require.NoError(t, err)
			require.True(t, r.HasRole(trustlist.RoleTVS))
			require.Equal(t, certDER(t, row.cert), shown)
			require.Equal(t, row.version, x.TLSVersion)
			if row.suite != 0 {
				require.Equal(t, row.suite, x.CipherSuite)
			}
		})
	}
}

// recorder counts what a client writes.
type recorder struct {
	net.Conn
	sent []byte
}

func (r *recorder) Write(b []byte) (int, error) {
	r.sent = append(r.sent, b...)
	return r.Conn.Write(b)
}

// TestServerCertificate: after a failed check the server never sees a request.
func TestServerCertificate(t *testing.T) {
	itl, err := trustlist.Parse(readVector(t, "tlv-cucm-layout/ITLFile-11.5-sha1-rsa2048-itlrecovery.tlv"), trustlist.Lenient)
	require.NoError(t, err)
	check := func(der []byte) error { return CheckServer(itl, der) }
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			c := &Client{OldCiphers: true, MaxVersion: version}
			address, log := start(t, &Server{Authority: vectorTable(t), OldCiphers: true}, "cm2048-pub")
			var conn *recorder
			c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				inner, err := new(net.Dialer).DialContext(ctx, network, address)
				conn = &recorder{Conn: inner}
				return conn, err
			}
			long := verifyRequest(t, "ccm") // longer than any handshake
			long.Certificate = make([]byte, 30_000)
			_, err := c.Do(t.Context(), address, check, long)
			require.ErrorIs(t, err, outcome.Untrusted)
			require.NotErrorIs(t, err, outcome.Handshake)
			requireRule(t, RuleServer, err)
			x := <-log
			require.Equal(t, OutcomeHandshake, x.Outcome)
			require.Zero(t, x.Command)
			require.Less(t, len(conn.sent), len(long.Certificate), "the request was not sent")

			address, log = start(t, &Server{Authority: vectorTable(t), OldCiphers: true}, "tvs2048-sub")
			_, err = c.Do(t.Context(), address, check, verifyRequest(t, "ccm"))
			require.NoError(t, err)
			require.Equal(t, version, (<-log).TLSVersion)
		})
	}
}

// answering runs a TLS server that sends fixed bytes to every request.
func answering(t *testing.T, answer []byte) string {
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{*certKey(t, "tvs2048-pub")}})
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if _, err := ReadRequest(conn, false); err == nil {
				conn.Write(answer)
			}
			conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return l.Addr().String()
}

func TestBadAnswers(t *testing.T) {
	vectors := loadVectors(t)
	good := readVector(t, vectors["crafted-session-1001"].Response)
	change := func(offset int, b byte) []byte {
		data := append([]byte(nil), good...)
		data[offset] = b
		return data
	}
	rows := map[string]struct {
		answer []byte
		rule   string
	}{
		"nothing":         {nil, RuleHeader},
		"half":            {good[:20], RuleBody},
		"protocol id":     {change(0, 1), RuleProtocol},
		"QUERY response":  {change(2, 4), RuleCommand},
		"request":         {change(2, 1), RuleCommand},
		"other session":   {change(7, 1), RuleSession},
		"without status":  {change(10, 6), RuleStatus},
		"element too big": {change(12, 90), RuleElement},
		"good":            {good, ""},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			r, err := new(Client).Do(t.Context(), answering(t, row.answer), accept0, verifyRequest(t, "cm2048-pub"))
			if row.rule == "" {
				require.NoError(t, err)
				require.True(t, r.Found())
				return
			}
			require.ErrorIs(t, err, outcome.BadAnswer)
			requireRule(t, row.rule, err)
		})
	}
}

func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	l.Close()
	_, err = new(Client).Do(t.Context(), address, accept0, verifyRequest(t, "ccm"))
	require.ErrorIs(t, err, outcome.Unreachable)

	c := &Client{ConnectTimeout: time.Millisecond, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	_, err = c.Do(t.Context(), address, accept0, verifyRequest(t, "ccm"))
	require.ErrorIs(t, err, outcome.Unreachable)
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

// TestSilentServer: neither a listener that never speaks nor a cancelled context holds
// a client.
func TestSilentServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	c := &Client{AnswerTimeout: 50 * time.Millisecond}
	_, err = c.Do(t.Context(), l.Addr().String(), accept0, verifyRequest(t, "ccm"))
	require.ErrorIs(t, err, outcome.Handshake)
	var network net.Error
	require.True(t, errors.As(err, &network) && network.Timeout())

	ctx, cancel := context.WithCancel(t.Context())
	arrived := make(chan struct{})
	go func() {
		defer close(arrived)
		conn, err := l.Accept() // the first client, long gone
		require.NoError(t, err)
		conn.Close()
		conn, err = l.Accept()
		require.NoError(t, err)
		defer conn.Close()
		_, err = conn.Read(make([]byte, 1))
		require.NoError(t, err)
		cancel()
		_, _ = io.Copy(io.Discard, conn)
	}()
	_, err = new(Client).Do(ctx, l.Addr().String(), accept0, verifyRequest(t, "ccm"))
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, outcome.Handshake)
	<-arrived
}

// TestClientCertificate: the phone's certificate is given to a server that wants one.
func TestClientCertificate(t *testing.T) {
	config := &tls.Config{Certificates: []tls.Certificate{*certKey(t, "tvs2048-pub")}, ClientAuth: tls.RequireAnyClientCert, MinVersion: tls.VersionTLS10}
	l, err := tls.Listen("tcp", "127.0.0.1:0", config)
	require.NoError(t, err)
	defer l.Close()
	shown := make(chan []byte, 1)
	go func() {
		conn, err := l.Accept()
		require.NoError(t, err)
		defer conn.Close()
		request, err := ReadRequest(conn, true)
		require.NoError(t, err)
		answer, err := Respond(vectorTable(t), request).Marshal()
		require.NoError(t, err)
		shown <- conn.(*tls.Conn).ConnectionState().PeerCertificates[0].Raw
		conn.Write(answer)
	}()
	c := &Client{Certificate: certKey(t, "lsc-7965")}
	_, err = c.Do(t.Context(), l.Addr().String(), accept0, verifyRequest(t, "ccm"))
	require.NoError(t, err)
	require.Equal(t, certDER(t, "lsc-7965"), <-shown)
}
