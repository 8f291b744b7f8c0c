package capf

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const vectorDir = "../testdata/vectors"

// vector is one recorded message.
type vector struct {
	From   string `json:"from"`
	Hex    string `json:"hex"`
	Fields struct {
		Command  Command `json:"command"`
		Session  uint32  `json:"session_id"`
		Length   int     `json:"length"`
		Elements []struct {
			Tag    Tag     `json:"tag"`
			Length int     `json:"length"`
			Text   *string `json:"text"`
			Hex    string  `json:"hex"`
		} `json:"elements"`
	} `json:"fields"`
}

func (v vector) bytes(t testing.TB) []byte {
	b, err := hex.DecodeString(v.Hex)
	require.NoError(t, err)
	return b
}

// loadVectors returns the recorded sessions by name.
func loadVectors(t testing.TB) map[string][]vector {
	names, err := filepath.Glob(filepath.Join(vectorDir, "capf", "*.json"))
	require.NoError(t, err)
	require.Len(t, names, 12)
	all := map[string][]vector{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		var session struct{ Messages []vector }
		require.NoError(t, json.Unmarshal(data, &session))
		require.NotEmpty(t, session.Messages)
		all[strings.TrimSuffix(filepath.Base(name), ".json")] = session.Messages
	}
	return all
}

var pairs sync.Map // parsed once: RSA keys are checked when they are read

// pair is a certificate of the vectors with its key.
func pair(t testing.TB, name string) *tls.Certificate {
	t.Helper()
	if c, ok := pairs.Load(name); ok {
		return c.(*tls.Certificate)
	}
	c, err := tls.LoadX509KeyPair(filepath.Join(vectorDir, "certs", name+".crt.pem"), filepath.Join(vectorDir, "certs", name+".key.pem"))
	require.NoError(t, err)
	c.Leaf, err = x509.ParseCertificate(c.Certificate[0])
	require.NoError(t, err)
	pairs.Store(name, &c)
	return &c
}

func credential(t testing.TB, name, issuer string) *Credential {
	p := pair(t, name)
	return &Credential{
		Issuer:      pair(t, issuer).Leaf,
		Certificate: func() ([]byte, error) { return p.Certificate[0], nil },
		Key:         func() (crypto.Signer, error) { return p.PrivateKey.(crypto.Signer), nil },
	}
}

// office is an Authority over a table, which signs with the CAPF certificate of the vectors.
type office struct {
	t       testing.TB
	pending map[string]Operation
	broken  bool // cannot issue

	mu   sync.Mutex
	done []Outcome
}

const device = "SEP001122334455"

func (o *office) Pending(device string) (Operation, bool) {
	op, ok := o.pending[device]
	return op, ok
}

func (o *office) Issuers() []*x509.Certificate {
	return []*x509.Certificate{pair(o.t, "capf").Leaf, pair(o.t, "mfgca").Leaf}
}

func (o *office) Issue(device string, public func() (crypto.PublicKey, error)) (*LSC, error) {
	if o.broken {
		return nil, errors.New("out of serial numbers")
	}
	ca := pair(o.t, "capf")
	return NewLSC(Template{
		Device: device, Subject: ca.Leaf.RawSubject, Issuer: ca.Leaf, IssuerKey: ca.PrivateKey.(crypto.Signer), Serial: []byte{0x41},
		NotBefore: ca.Leaf.NotBefore, NotAfter: ca.Leaf.NotAfter, SHA256: true,
	}, public), nil
}

func (o *office) Done(x Outcome) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.done = append(o.done, x)
}

// withOperation returns an authority with this operation for the test's device.
func withOperation(t testing.TB, op Operation) *office {
	return &office{t: t, pending: map[string]Operation{device: op}}
}

var makeKeys = sync.OnceValue(func() map[KeySpec]crypto.Signer {
	keys := map[KeySpec]crypto.Signer{}
	for _, bits := range []int{1024, 2048} {
		keys[KeySpec{Bits: bits}], _ = rsa.GenerateKey(rand.Reader, bits)
	}
	for _, curve := range curves {
		keys[KeySpec{Curve: curve.Params().Name}], _ = ecdsa.GenerateKey(curve, rand.Reader)
	}
	return keys
})

// newKey hands out one key per kind; RSA 4096 is beyond the test's phone.
func newKey(spec KeySpec) (func() (crypto.Signer, error), error) {
	key := makeKeys()[spec]
	if key == nil {
		return nil, errors.New("no such key")
	}
	return func() (crypto.Signer, error) { return key, nil }, nil
}

// handsetSession is a phone that can do everything.
func handsetSession(t testing.TB) *Session {
	return &Session{Device: device, NewKey: newKey}
}

func withLSC(t testing.TB, s *Session) *Session {
	p := pair(t, "lsc-7965")
	lsc, err := ParseLSC(device, p.Certificate[0], pair(t, "capf").Leaf)
	require.NoError(t, err)
	s.LSC = lsc
	return s
}

func accept0([]byte) error { return nil }

// requireRule checks that err is an *Error of a rule.
func requireRule(t testing.TB, rule string, err error) {
	t.Helper()
	var broken *Error
	require.ErrorAs(t, err, &broken)
	require.Equal(t, rule, broken.Rule, err.Error())
}

// parseMessage reads a whole message.
func parseMessage(data []byte, strict bool) (*Message, error) {
	return ReadMessage(bytes.NewReader(data), strict)
}
