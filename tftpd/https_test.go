package tftpd

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/phonetls"
)

// shown is a certificate with an elliptic curve key.
func shown(t *testing.T) *tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// startHTTPS serves over TLS until the test ends.
func startHTTPS(t *testing.T, s *Server, side *phonetls.Server) (address string, log chan Transfer) {
	log = make(chan Transfer, 10)
	s.Log = func(x Transfer) { log <- x }
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.ServeHTTPSListener(ctx, l, side) }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-ended) })
	return l.Addr().String(), log
}

// TestHTTPS: files come over TLS as without it, and a phone that refuses the server's certificate sends no request.
func TestHTTPS(t *testing.T) {
	own := shown(t)
	side := &phonetls.Server{Certificate: func() (*tls.Certificate, error) { return own, nil }}
	address, log := startHTTPS(t, &Server{Source: samples()}, side)
	refusal := errors.New("nobody knows it")
	for _, row := range []struct {
		title, name string
		check       error
		want        error
		logged      string
	}{
		{"a file", "CTLFile.tlv", nil, nil, OutcomeSent},
		{"no such file", "none", nil, outcome.NotFound, OutcomeNotFound},
		{"an unavailable file", "wait.tlv", nil, outcome.Unavailable, OutcomeUnavailable},
		{"a certificate that is refused", "CTLFile.tlv", refusal, outcome.Untrusted, OutcomeHandshake},
	} {
		t.Run(row.title, func(t *testing.T) {
			var judged []byte
			data, err := new(Client).HTTPS(t.Context(), address, row.name, &phonetls.Client{Check: func(der []byte) error { judged = der; return row.check }})
			if row.want == nil {
				require.NoError(t, err)
				require.Equal(t, samples()[row.name], data)
			} else {
				require.ErrorIs(t, err, row.want)
				require.ErrorContains(t, err, "https://"+address)
			}
			require.Equal(t, own.Certificate[0], judged)
			line := <-log
			require.Equal(t, "HTTPS", line.Protocol)
			require.Equal(t, row.logged, line.Outcome)
		})
	}
}

// TestHTTPSWithoutTLS: who speaks no TLS costs a line of the log, and the server its time for a request at most.
func TestHTTPSWithoutTLS(t *testing.T) {
	side := &phonetls.Server{Certificate: func() (*tls.Certificate, error) { return shown(t), nil }}
	address, log := startHTTPS(t, &Server{Source: samples(), IdleTimeout: 20 * time.Millisecond}, side)
	_, err := new(Client).HTTP(t.Context(), address, "one")
	require.ErrorIs(t, err, outcome.BadAnswer)
	require.Equal(t, OutcomeHandshake, (<-log).Outcome)
	silent, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer silent.Close()
	require.Equal(t, OutcomeHandshake, (<-log).Outcome)
}
