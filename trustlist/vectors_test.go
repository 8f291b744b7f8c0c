package trustlist

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// vectorDir holds files that other programs wrote; see its README.md.
const vectorDir = "../testdata/vectors"

// vectors is expected.json, with the folder it stands in.
type vectors struct {
	dir          string
	Certificates map[string]struct {
		Subject   string `json:"subject_trustlist"`
		Issuer    string `json:"issuer_trustlist"`
		Reference string `json:"subject_rfc4514_tool"`
		Serial    string `json:"serial_hex"`
		SHA1      string `json:"sha1"`
	}
	TrustLists     map[string]listVector      `json:"trust_lists"`
	SignedFiles    map[string]signedVector    `json:"signed_files"`
	EncryptedFiles map[string]encryptedVector `json:"encrypted_files"`
	Reject         map[string]struct{ Rule, Class, Reason string }
}

type listVector struct {
	Size         int
	Signer       string            `json:"signer_certificate"`
	SignedDigest string            `json:"signed_digest"`
	Header       json.RawMessage   `json:"header"`
	Records      []json.RawMessage `json:"records"`
}

type signedVector struct {
	Size          int
	Signer        string          `json:"signer_certificate"`
	SignedDigest  string          `json:"signed_digest"`
	Header        json.RawMessage `json:"header"`
	PayloadLength int             `json:"payload_length"`
	PayloadSHA256 string          `json:"payload_sha256"`
}

type encryptedVector struct {
	Size      int
	Signer    string          `json:"signer_certificate"`
	Device    string          `json:"device_key"`
	AESKey    string          `json:"aes_key"`
	PlainFile string          `json:"plaintext_file"`
	Header    json.RawMessage `json:"header"`
}

func loadVectors(t testing.TB, dir string) *vectors {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	require.NoError(t, err)
	v := &vectors{dir: dir}
	require.NoError(t, json.Unmarshal(b, v))
	return v
}

func (v *vectors) file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(v.dir, name))
	require.NoError(t, err)
	return b
}

func (v *vectors) pem(t testing.TB, name string) []byte {
	t.Helper()
	block, _ := pem.Decode(v.file(t, filepath.Join("certs", name)))
	require.NotNil(t, block, name)
	return block.Bytes
}

func (v *vectors) cert(t testing.TB, name string) *x509.Certificate {
	t.Helper()
	c, err := x509.ParseCertificate(v.pem(t, name+".crt.pem"))
	require.NoError(t, err, name)
	return c
}

func (v *vectors) key(t testing.TB, name string) crypto.Signer {
	t.Helper()
	der := v.pem(t, name+".key.pem")
	if k, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return k
	}
	if k, err := x509.ParseECPrivateKey(der); err == nil {
		return k
	}
	k, err := x509.ParsePKCS8PrivateKey(der)
	require.NoError(t, err, name)
	return k.(crypto.Signer)
}

func (v *vectors) rsaKey(t testing.TB, name string) *rsa.PrivateKey {
	t.Helper()
	return v.key(t, name).(*rsa.PrivateKey)
}

// certName returns the label of the certificate with this SHA-1, "" when the
// vectors hold none such.
func (v *vectors) certName(sha1 string) string {
	for name, c := range v.Certificates {
		if c.SHA1 == sha1 {
			return name
		}
	}
	return ""
}

var update = flag.Bool("update", false, "rewrite the golden files")

// requireRule checks that err is an *Error of the rule; "" wants no error.
func requireRule(t testing.TB, rule string, err error) {
	t.Helper()
	if rule == "" {
		require.NoError(t, err)
		return
	}
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, rule, e.Rule, "%v", err)
	require.Contains(t, Rules, e.Rule)
}
