package tvs

import (
	"crypto/tls"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/phonetls"
)

// TestResumption: a client that keeps sessions resumes them, until the service shows
// another certificate; then it sees that, whatever ticket it has.
func TestResumption(t *testing.T) {
	for name, version := range map[string]uint16{"TLS 1.2": tls.VersionTLS12, "TLS 1.3": tls.VersionTLS13} {
		t.Run(name, func(t *testing.T) {
			var current atomic.Pointer[tls.Certificate]
			s := &Server{Authority: vectorTable(t), Certificate: func() (*tls.Certificate, error) { return current.Load(), nil }}
			address, _ := start(t, s, "tvs2048-pub")
			var resumed bool
			client := &Client{MaxVersion: version, Sessions: tls.NewLRUClientSessionCache(1)}
			meet := func() (shown []byte) {
				raw, err := net.Dial("tcp", address)
				require.NoError(t, err)
				defer raw.Close()
				require.NoError(t, raw.SetDeadline(time.Now().Add(10*time.Second)))
				conn, err := client.tls(func(der []byte) error { shown = der; return nil }).Handshake(raw)
				require.NoError(t, err)
				resumed = conn.ConnectionState().DidResume
				request := verifyRequest(t, "ccm")
				question, err := request.Marshal()
				require.NoError(t, err)
				_, err = ask(conn, question, request)
				require.NoError(t, err)
				return shown
			}
			for _, name := range []string{"tvs2048-pub", "tvs2048-sub", "tvs2048-pub"} {
				current.Store(certKey(t, name))
				require.Equal(t, certDER(t, name), meet())
				require.False(t, resumed, "first with "+name)
				require.Equal(t, certDER(t, name), meet())
				require.True(t, resumed, "second with "+name)
			}
		})
	}
}

// TestNoCertificate: a service without a certificate ends the handshake, and goes on.
func TestNoCertificate(t *testing.T) {
	var current atomic.Pointer[tls.Certificate]
	s := &Server{Authority: vectorTable(t), Certificate: func() (*tls.Certificate, error) { return current.Load(), nil }}
	address, log := start(t, s, "tvs2048-pub")
	_, err := new(Client).Do(t.Context(), address, accept0, verifyRequest(t, "ccm"))
	require.ErrorIs(t, err, outcome.Handshake)
	x := <-log
	require.ErrorIs(t, x.Err, phonetls.ErrNotServing)
	require.Equal(t, OutcomeHandshake, x.Outcome)
	current.Store(certKey(t, "tvs2048-pub"))
	_, err = new(Client).Do(t.Context(), address, accept0, verifyRequest(t, "ccm"))
	require.NoError(t, err)
}
