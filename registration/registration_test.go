package registration_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/outcome"
	"tvslab/phonetls"
	"tvslab/registration"
	"tvslab/service"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve runs a server until the test ends and returns its address.
func serve(t testing.TB, s *registration.Server) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	return l.Addr().String()
}

// certificate makes a self-signed certificate.
func certificate(t *testing.T, name string) *tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

var protocols = []service.Service{service.SIP, service.SCCP}

const device = "SEP0A0101000001"

func TestRegister(t *testing.T) {
	for _, protocol := range protocols {
		for name, judged := range map[string]error{
			"registered":                 nil,
			"profile asks for TLS":       &registration.Refusal{Reason: registration.ExpectedTLS},
			"profile asks for none":      &registration.Refusal{Reason: registration.UnexpectedTLS},
			"not in the database":        &registration.Refusal{Reason: registration.UnknownDevice},
			"the other protocol":         &registration.Refusal{Reason: registration.OtherProtocol},
			"another model":              &registration.Refusal{Reason: registration.OtherModel},
			"credentials":                &registration.Refusal{Reason: registration.Credentials},
			"certificate of another one": &registration.Refusal{Reason: registration.WrongName},
			"a reason without words yet": &registration.Refusal{Reason: registration.Other},
		} {
			t.Run(protocol.String()+" "+name, func(t *testing.T) {
				seen := make(chan registration.Attempt, 1)
				address := serve(t, &registration.Server{
					Protocol: protocol, Node: "cucm-pub", Log: func(a registration.Attempt) { seen <- a },
					Judge: func(who registration.Registrant) error {
						require.Equal(t, registration.Registrant{Device: device, Model: 621}, who)
						return judged
					},
				})
				err := (&registration.Client{Protocol: protocol, Model: 621}).Register(t.Context(), device, "cucm-pub", address)
				require.Equal(t, judged, (<-seen).Err)
				if judged == nil {
					require.NoError(t, err)
					return
				}
				require.Equal(t, judged.(*registration.Refusal).Reason, err.(*registration.Refusal).Reason)
			})
		}
	}
}

func TestRegisterTLS(t *testing.T) {
	server, own := certificate(t, "cucm-pub"), certificate(t, "CP-8841-"+device)
	refused := errors.New("not in the CTL")
	for name, row := range map[string]struct {
		shown    *tls.Certificate
		verdict  error // of the call manager
		check    error // of the phone
		version  uint16
		expected error
	}{
		"registered":              {shown: own},
		"registered with TLS 1.0": {shown: own, version: tls.VersionTLS10},
		//lint:ignore SA1019 older than what is spoken
		"older than TLS 1.0":       {shown: own, version: tls.VersionSSL30, expected: outcome.Handshake},
		"issuer not known":         {shown: own, verdict: outcome.UnknownCA, expected: outcome.UnknownCA},
		"expired":                  {shown: own, verdict: outcome.Expired, expected: outcome.Expired},
		"bad":                      {shown: own, verdict: errors.New("bad"), expected: outcome.Handshake},
		"no certificate":           {expected: outcome.NoCertificate},
		"call manager not trusted": {shown: own, check: refused, expected: refused},
	} {
		for _, protocol := range protocols {
			t.Run(protocol.String()+" "+name, func(t *testing.T) {
				address := serve(t, &registration.Server{
					Protocol: protocol, Node: "cucm-pub",
					TLS: &phonetls.Server{
						Old:         true,
						Certificate: func() (*tls.Certificate, error) { return server, nil },
						Verify:      func(*x509.Certificate) error { return row.verdict },
					},
					Judge: func(who registration.Registrant) error {
						require.Equal(t, own.Certificate[0], who.Certificate.Raw)
						return nil
					},
				})
				client := &registration.Client{Protocol: protocol, Secure: &registration.Secure{
					MaxVersion: row.version, Certificate: row.shown,
					Check: func(der []byte) error {
						require.Equal(t, server.Certificate[0], der)
						return row.check
					},
				}}
				err := client.Register(t.Context(), device, "cucm-pub", address)
				if row.expected == nil {
					require.NoError(t, err)
				} else {
					require.ErrorIs(t, err, row.expected)
				}
			})
		}
	}
}

// TestNoCallManager: what is no call manager is told apart from one that refuses.
func TestNoCallManager(t *testing.T) {
	silent, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	go func() {
		conn, err := silent.Accept()
		if err == nil {
			_, _ = io.Copy(io.Discard, io.LimitReader(conn, 8))
			_, _ = conn.Write([]byte("HTTP/1.1 200 OK\r\n\r\n"))
			conn.Close()
		}
	}()
	address := silent.Addr().String()
	err = (&registration.Client{Protocol: service.SIP}).Register(t.Context(), device, "x", address)
	require.ErrorIs(t, err, outcome.Timeout)
	require.NoError(t, silent.Close())
	err = (&registration.Client{Protocol: service.SIP}).Register(t.Context(), device, "x", address)
	require.ErrorIs(t, err, outcome.Unreachable)
}
