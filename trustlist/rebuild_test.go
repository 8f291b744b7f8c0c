package trustlist

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// replay signs with a recorded signature after checking that it is the right
// one: for files whose private key nobody has.
type replay struct {
	key       *rsa.PublicKey
	signature []byte
}

func (r replay) Public() crypto.PublicKey { return r.key }

func (r replay) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return r.signature, rsa.VerifyPKCS1v15(r.key, opts.HashFunc(), digest, r.signature)
}

// headerWant is what an encoder needs from the header in expected.json.
type headerWant struct {
	Version       string
	SignerVersion string `json:"signer_version"`
	Order         string `json:"tlv_order"`
	SignerName    string `json:"signer_name"`
	CAName        string `json:"ca_name"`
	Serial        string `json:"serial_number"`
	Digest        Digest `json:"digest_algorithm"`
	FileName      string
	Timestamp     *int64
}

func parseWant(t *testing.T, raw json.RawMessage) (w headerWant) {
	t.Helper()
	require.NoError(t, json.Unmarshal(raw, &w))
	return w
}

func (w headerWant) layout() Layout {
	if strings.Contains(w.Order, " 4 6 5 ") {
		return LayoutReference
	}
	return LayoutCisco
}

func (w headerWant) time() time.Time {
	if w.Timestamp == nil {
		return time.Time{}
	}
	return time.Unix(*w.Timestamp, 0)
}

func parseVersion(s string) *Version {
	if s == "" {
		return nil
	}
	return &Version{s[0] - '0', s[2] - '0'}
}

// signer takes certificate and key from the vectors, or else replays. Names
// that the certificate does not yield (USB tokens) come from the header.
func (w headerWant) signer(t *testing.T, vs *vectors, name string, list *List) Signer {
	t.Helper()
	serial, err := hex.DecodeString(w.Serial)
	require.NoError(t, err)
	s := Signer{Name: w.SignerName, CAName: w.CAName, Serial: serial}
	if _, err := os.Stat(filepath.Join(vs.dir, "certs", name+".key.pem")); err != nil {
		r, err := list.SignerRecord()
		require.NoError(t, err)
		s.Key = replay{r.x509.PublicKey.(*rsa.PublicKey), list.Header.Signature}
		return s
	}
	cert, key := vs.cert(t, name), vs.key(t, name)
	made := newSigner(cert, key, LayoutCisco)
	if w.layout() == LayoutReference {
		made = newSigner(cert, key, LayoutReference)
	}
	if !strings.HasPrefix(name, "etoken") {
		return made
	}
	s.Key = key
	return s
}

// rebuildList makes the list anew from certificates and expected.json.
func rebuildList(t *testing.T, vs *vectors, data []byte, want listVector) []byte {
	t.Helper()
	w := parseWant(t, want.Header)
	list, err := Parse(data, Strict)
	require.NoError(t, err)
	template := ListTemplate{FileName: w.FileName, Timestamp: w.time(), Version: *parseVersion(w.Version),
		SignerVersion: parseVersion(w.SignerVersion), Digest: w.Digest, Layout: w.layout()}
	for i, raw := range want.Records {
		template.Records = append(template.Records, recordTemplate(t, vs, raw, &list.Records[i]))
	}
	got, err := built(template, w.signer(t, vs, want.Signer, list))
	require.NoError(t, err)
	return got
}

func recordTemplate(t *testing.T, vs *vectors, raw json.RawMessage, parsed *Record) RecordTemplate {
	t.Helper()
	var w struct {
		DNSNameHex      *string `json:"dns_name_hex"`
		Role            Role
		Certificate     string
		CertificateHash string `json:"certificate_hash"`
		HashAlgorithm   Digest `json:"hash_algorithm"`
		IP              string `json:"ip_address"`
		Subject         string `json:"subject_name"`
		Issuer          string `json:"issuer_name"`
		SignatureLength int    `json:"signature_length"`
	}
	require.NoError(t, json.Unmarshal(raw, &w))
	r := RecordTemplate{Role: w.Role, ByHash: w.CertificateHash != "", HashAlgorithm: w.HashAlgorithm, OmitSignature: w.SignatureLength == 0}
	if w.DNSNameHex != nil {
		r.DNSName, _ = hex.DecodeString(*w.DNSNameHex)
	}
	if w.IP != "" {
		r.IP = netip.MustParseAddr(w.IP)
	}
	r.Certificate = parsed.x509
	if w.Certificate != "" {
		r.Certificate = vs.cert(t, w.Certificate)
	}
	r.Subject, r.Issuer = override(r.Certificate, w.Subject, w.Issuer)
	return r
}

// override returns the names that only the CTL client's quoting explains.
func override(c *x509.Certificate, subject, issuer string) (string, string) {
	if c == nil || !strings.HasPrefix(subject, "cn=") {
		return "", ""
	}
	return subject, issuer
}

func rebuildSigned(t *testing.T, vs *vectors, data []byte, want signedVector) []byte {
	t.Helper()
	w := parseWant(t, want.Header)
	s, err := ParseSigned(data, Strict)
	require.NoError(t, err)
	got, err := Sign(SignedTemplate{FileName: w.FileName, Timestamp: w.time(), Version: *parseVersion(w.Version),
		Digest: w.Digest, Layout: w.layout(), Payload: s.Payload}, w.signer(t, vs, want.Signer, nil))
	require.NoError(t, err)
	return got
}
