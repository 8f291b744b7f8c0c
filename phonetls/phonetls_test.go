package phonetls_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/outcome"
	"tvslab/phonetls"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var certificates = sync.OnceValue(func() map[string]*tls.Certificate {
	old, _ := rsa.GenerateKey(rand.Reader, 1024)
	ec, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	all := map[string]*tls.Certificate{}
	for i, name := range []string{"rsa", "rsa again", "phone"} {
		template := &x509.Certificate{SerialNumber: big.NewInt(int64(i + 1)), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour)}
		der, _ := x509.CreateCertificate(rand.Reader, template, template, old.Public(), old)
		all[name] = &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: old}
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(9), NotAfter: time.Now().Add(time.Hour)}
	der, _ := x509.CreateCertificate(rand.Reader, template, template, ec.Public(), ec)
	all["ec"] = &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: ec}
	return all
})

// shows is a service with one certificate.
func shows(name string) *phonetls.Server {
	return &phonetls.Server{Certificate: func() (*tls.Certificate, error) { return certificates()[name], nil }}
}

// meet runs one handshake at a port of its own.
func meet(t *testing.T, s *phonetls.Server, c *phonetls.Client) (state *tls.ConnectionState, phone, server error) {
	t.Helper()
	return meetAt(t, listen(t), s, c)
}

func listen(t *testing.T) net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	return l
}

// meetAt runs one handshake over loopback, and one byte from the server so that the phone hears of its verdict. It returns
// what both sides got.
func meetAt(t *testing.T, l net.Listener, s *phonetls.Server, c *phonetls.Client) (state *tls.ConnectionState, phone, server error) {
	t.Helper()
	ended := make(chan error, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			ended <- err
			return
		}
		defer conn.Close()
		secured, err := s.Handshake(conn)
		if err == nil {
			_, err = secured.Write([]byte{1})
		}
		ended <- err
	}()
	conn, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	secured, phone := c.Handshake(conn)
	if phone == nil {
		_, phone = secured.Read(make([]byte, 1))
		got := secured.ConnectionState()
		state = &got
	}
	conn.Close()
	return state, phone, <-ended
}

func accept([]byte) error { return nil }

func TestVersions(t *testing.T) {
	for name, row := range map[string]struct {
		old     bool // the server
		phone   phonetls.Client
		version uint16 // 0: no handshake
	}{
		"new with new":           {false, phonetls.Client{}, tls.VersionTLS13},
		"7900 series with old":   {true, phonetls.Client{Old: true, MaxVersion: tls.VersionTLS10}, tls.VersionTLS10},
		"7900 series with new":   {false, phonetls.Client{Old: true, MaxVersion: tls.VersionTLS10}, 0},
		"new phone with old":     {true, phonetls.Client{MaxVersion: tls.VersionTLS12}, tls.VersionTLS12},
		"AES256-SHA of 213407":   {true, phonetls.Client{Old: true, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_256_CBC_SHA}}, tls.VersionTLS12},
		"RSA exchange, not old":  {false, phonetls.Client{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_256_CBC_SHA}}, 0},
		"3DES, not even old":     {true, phonetls.Client{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA}}, 0},
		"versions hold with old": {false, phonetls.Client{Old: true, MinVersion: tls.VersionTLS13}, tls.VersionTLS13},
	} {
		t.Run(name, func(t *testing.T) {
			server := shows("rsa")
			server.Old, row.phone.Check = row.old, accept
			state, err, _ := meet(t, server, &row.phone)
			if row.version == 0 {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, row.version, state.Version)
			if len(row.phone.CipherSuites) > 0 {
				require.Equal(t, row.phone.CipherSuites[0], state.CipherSuite)
			}
		})
	}
}

// TestCheckRefuses: the reason of the phone is kept, whatever TLS makes of it.
func TestCheckRefuses(t *testing.T) {
	mine := errors.New("not in the ITL")
	var shown []byte
	_, err, server := meet(t, shows("ec"), &phonetls.Client{Check: func(der []byte) error { shown = der; return mine }})
	require.Equal(t, outcome.Untrusted, outcome.Of(err))
	require.ErrorIs(t, err, mine)
	require.EqualError(t, err, "not in the ITL")
	require.Error(t, server)
	require.Equal(t, certificates()["ec"].Certificate[0], shown)
}

// TestComplaints: what the server finds wrong with the phone's certificate is what the phone hears.
func TestComplaints(t *testing.T) {
	for name, row := range map[string]struct {
		shown     *tls.Certificate
		verdict   error
		complaint outcome.Outcome
	}{
		"good":           {certificates()["phone"], nil, 0},
		"unknown CA":     {certificates()["phone"], outcome.UnknownCA, outcome.UnknownCA},
		"expired":        {certificates()["phone"], outcome.Expired, outcome.Expired},
		"otherwise bad":  {certificates()["phone"], errors.New("bad"), 0},
		"no certificate": {nil, nil, outcome.NoCertificate},
	} {
		t.Run(name, func(t *testing.T) {
			server := shows("rsa")
			server.Old, server.Verify = true, func(c *x509.Certificate) error {
				require.Equal(t, row.shown.Certificate[0], c.Raw)
				return row.verdict
			}
			phone := &phonetls.Client{Check: accept, Old: true, Certificate: row.shown}
			state, err, _ := meet(t, server, phone)
			if row.shown != nil && row.verdict == nil {
				require.NoError(t, err)
				require.Equal(t, uint16(tls.VersionTLS12), state.Version, "TLS 1.3 would hide the alert")
				return
			}
			require.Error(t, err)
			if state == nil {
				require.Equal(t, outcome.Handshake, outcome.Of(err))
			}
			require.Equal(t, row.complaint, phone.Complaint(err))
		})
	}
}

// TestResume: sessions end with the certificate they were made with, and are only kept where the service says so.
func TestResume(t *testing.T) {
	for name, resume := range map[string]bool{"resume": true, "never": false} {
		t.Run(name, func(t *testing.T) {
			at, current := listen(t), "rsa"
			server := &phonetls.Server{Resume: resume, Certificate: func() (*tls.Certificate, error) { return certificates()[current], nil }}
			phone := &phonetls.Client{Sessions: tls.NewLRUClientSessionCache(1), MaxVersion: tls.VersionTLS12, Check: accept}
			for _, current = range []string{"rsa", "rsa again", "rsa"} {
				for i, resumed := range []bool{false, resume} {
					state, err, _ := meetAt(t, at, server, phone)
					require.NoError(t, err)
					require.Equal(t, certificates()[current].Certificate[0], state.PeerCertificates[0].Raw)
					require.Equal(t, resumed, state.DidResume, "%s, handshake %d", current, i)
				}
			}
		})
	}
}

func TestNotServing(t *testing.T) {
	broken := errors.New("the service does not run")
	for name, row := range map[string]struct{ err, want error }{"none": {nil, phonetls.ErrNotServing}, "an error": {broken, broken}} {
		t.Run(name, func(t *testing.T) {
			server := &phonetls.Server{Certificate: func() (*tls.Certificate, error) { return nil, row.err }}
			_, err, said := meet(t, server, &phonetls.Client{Check: accept})
			require.Error(t, err)
			require.ErrorIs(t, said, row.want)
		})
	}
}

// The secrets of a session go where somebody asked for them, in the form that Wireshark reads, for both sides and all versions.
func TestLogKeys(t *testing.T) {
	for name, version := range map[string]uint16{"TLS 1.0": tls.VersionTLS10, "TLS 1.2": tls.VersionTLS12, "TLS 1.3": tls.VersionTLS13} {
		t.Run(name, func(t *testing.T) {
			var secrets bytes.Buffer
			phonetls.LogKeys(&secrets)
			defer phonetls.LogKeys(nil)
			server := shows("rsa")
			server.Old = version == tls.VersionTLS10
			_, phone, _ := meet(t, server, &phonetls.Client{Old: server.Old, MinVersion: version, MaxVersion: version, Check: func([]byte) error { return nil }})
			require.NoError(t, phone)
			phonetls.LogKeys(nil)
			label := map[bool]string{true: "CLIENT_TRAFFIC_SECRET_0 ", false: "CLIENT_RANDOM "}[version == tls.VersionTLS13]
			require.Equal(t, 2, strings.Count(secrets.String(), label), "%s", secrets.String())
		})
	}
}

// TestOthers: a server with two certificates shows each client the first that it can use, and a new pair when there is one.
func TestOthers(t *testing.T) {
	second := "rsa"
	s := shows("ec")
	s.Others = func() []tls.Certificate { return []tls.Certificate{*certificates()[second]} }
	for _, row := range []struct {
		name, second, want string
		suites             []uint16
	}{
		{"elliptic only", "rsa", "ec", []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}},
		{"RSA only", "rsa", "rsa", []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}},
		{"RSA only, the second replaced", "rsa again", "rsa again", []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}},
	} {
		t.Run(row.name, func(t *testing.T) {
			second = row.second
			var shown []byte
			_, phone, server := meet(t, s, &phonetls.Client{CipherSuites: row.suites, MaxVersion: tls.VersionTLS12,
				Check: func(der []byte) error { shown = der; return nil }})
			require.NoError(t, phone)
			require.NoError(t, server)
			require.Equal(t, certificates()[row.want].Certificate[0], shown)
		})
	}
}
