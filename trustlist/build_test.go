package trustlist

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBuildRefusals(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	cert := vs.cert(t, "cm2048-pub")
	odd, err := rsa.GenerateKey(rand.Reader, 1536)
	require.NoError(t, err)
	for want, change := range map[string]func(*ListTemplate, *Signer){
		"without time stamp":                    func(l *ListTemplate, _ *Signer) { l.Timestamp = time.Time{} },
		"does not fit 32 bits":                  func(l *ListTemplate, _ *Signer) { l.Timestamp = time.Unix(1<<32, 0) },
		"digest code 2 cannot sign":             func(l *ListTemplate, _ *Signer) { l.Digest = DigestSHA256 },
		`file name "" cannot stand`:             func(l *ListTemplate, _ *Signer) { l.FileName = "" },
		"contains a NUL":                        func(l *ListTemplate, _ *Signer) { l.FileName = "a\x00b" },
		"RSA key of 1536 bits cannot sign":      func(_ *ListTemplate, s *Signer) { s.Key = odd },
		"signer has a *ecdsa.PublicKey":         func(_ *ListTemplate, s *Signer) { s.Key = vs.key(t, "ec256") },
		"signer has no key":                     func(_ *ListTemplate, s *Signer) { s.Key = nil },
		"has no serial number":                  func(_ *ListTemplate, s *Signer) { s.Serial = nil },
		"tag 3 has 70098 bytes":                 func(_ *ListTemplate, s *Signer) { s.Name = strings.Repeat("x", 70000) },
		"header of 65":                          func(_ *ListTemplate, s *Signer) { s.Name = strings.Repeat("x", 65200) },
		`text "C\x00" contains a NUL`:           func(_ *ListTemplate, s *Signer) { s.CAName = "C\x00" },
		"record 1 (CCM): address ::1":           func(l *ListTemplate, _ *Signer) { l.Records[0].IP = netip.MustParseAddr("::1") },
		"record 1 (CCM): hash algorithm 9":      func(l *ListTemplate, _ *Signer) { l.Records[0].ByHash, l.Records[0].HashAlgorithm = true, 9 },
		"record 1 (CCM): tag 2 has 65536 bytes": func(l *ListTemplate, _ *Signer) { l.Records[0].DNSName = make([]byte, 65536) },
		"record 1 (CCM): record of 65":          func(l *ListTemplate, _ *Signer) { l.Records[0].DNSName = make([]byte, 64000) },
		`record 1 (CCM): text "a\x00b"`:         func(l *ListTemplate, _ *Signer) { l.Records[0].Subject = "a\x00b" },
	} {
		t.Run(want, func(t *testing.T) {
			l := ListTemplate{FileName: "ITLFile.tlv", Timestamp: modified, Records: []RecordTemplate{{Role: RoleCCM, Certificate: cert}}}
			s := newSigner(cert, vs.key(t, "cm2048-pub"), LayoutCisco)
			change(&l, &s)
			_, err := built(l, s)
			require.ErrorContains(t, err, want)
		})
	}
}

// Every key size, digest and layout gives a list that Strict accepts.
func TestBuildMatrix(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	for _, name := range []string{"sast512", "cm1024-pub", "cm2048-pub", "sast4096"} {
		cert, key := vs.cert(t, name), vs.key(t, name)
		for _, digest := range []Digest{DigestSHA1, DigestSHA512} {
			if name == "sast512" && digest == DigestSHA512 {
				continue // a SHA-512 DigestInfo does not fit 64 bytes
			}
			for layout, signer := range map[Layout]Signer{LayoutCisco: newSigner(cert, key, LayoutCisco), LayoutReference: newSigner(cert, key, LayoutReference)} {
				data, err := built(ListTemplate{FileName: "ITLFile.tlv", Timestamp: modified, Digest: digest, Layout: layout,
					Records: everyKindOfRecord(t, vs, cert)}, signer)
				require.NoError(t, err)
				l, err := Parse(data, Strict)
				require.NoError(t, err)
				require.NoError(t, l.Verify())
				require.Equal(t, data, l.Marshal())
				require.True(t, l.Header.Timestamp.Equal(modified))
				require.Equal(t, layout == LayoutReference, l.Header.SignerVersion != nil)
			}
		}
	}
}

func everyKindOfRecord(t testing.TB, vs *vectors, signer *x509.Certificate) []RecordTemplate {
	ip := netip.MustParseAddr("::ffff:192.0.2.1")
	return []RecordTemplate{
		{Role: RoleSAST, Certificate: signer, DNSName: []byte{0, 0}},
		{Role: RoleTFTP, Certificate: vs.cert(t, "cmec384-pub"), IP: ip},
		{Role: RoleTFTP, Certificate: vs.cert(t, "ec256")},
		{Role: RoleTFTP, Certificate: vs.cert(t, "ec521")},
		{Role: RoleTVS, Certificate: vs.cert(t, "tvs"), ByHash: true},
		{Role: RoleTVS, Certificate: vs.cert(t, "tvs"), ByHash: true, HashAlgorithm: DigestSHA256},
		{Role: RoleTVS, Certificate: vs.cert(t, "tvs"), ByHash: true, HashAlgorithm: DigestSHA512},
		{Role: RoleCAPF, Certificate: vs.cert(t, "capf"), OmitSignature: true, DNSName: hostValue("192.0.2.1"), IP: ip},
		{Role: RoleCCMTFTP, DNSName: hostValue("192.0.2.1"), IP: ip},
	}
}

// A signer of 3072 bits signs with the modulus code that was chosen for it.
func TestBuild3072(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	key, err := rsa.GenerateKey(rand.Reader, 3072)
	require.NoError(t, err)
	signer := newSigner(vs.cert(t, "cm2048-pub"), key, LayoutCisco)
	data, err := built(ListTemplate{FileName: "ITLFile.tlv", Timestamp: modified}, signer)
	require.NoError(t, err)
	l, err := Parse(data, Strict)
	require.NoError(t, err)
	require.Equal(t, uint8(4), l.Header.Modulus)
	require.Len(t, l.Header.Signature, 384)
	require.NoError(t, l.VerifyWith(key.Public()))
}

// The record without certificate of a cluster set back to non-secure mode:
// 33 bytes with an address text of 12 characters.
func TestRecordWithoutCertificate(t *testing.T) {
	r := RecordTemplate{Role: RoleCCMTFTP, DNSName: hostValue("10.48.47.153"), IP: netip.MustParseAddr("10.48.47.153")}
	b, err := r.marshal(LayoutCisco)
	require.NoError(t, err)
	want := append([]byte{1, 0, 2, 0, 33, 2, 0, 13}, "10.48.47.153\x00\x04\x00\x02\x00\x02\x0a\x00\x04\x0a\x30\x2f\x99"...)
	require.Equal(t, want, b)
}

// Cisco's published header sizes: text lengths with NUL, signature, header.
func TestPublishedHeaderSizes(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	for _, c := range []struct{ name, serial, ca, bits, want int }{
		{62, 16, 62, 1024, 336},
		{62, 16, 62, 2048, 464},
		{56, 10, 42, 1024, 304},
		{76, 10, 15, 1024, 296},
		{55, 8, 55, 1024, 312},
	} {
		key := vs.key(t, map[int]string{1024: "cm1024-pub", 2048: "cm2048-pub"}[c.bits])
		data, err := built(ListTemplate{FileName: "CTLFile.tlv", Timestamp: modified}, Signer{
			Name: strings.Repeat("n", c.name-1), CAName: strings.Repeat("c", c.ca-1), Serial: bytes.Repeat([]byte{1}, c.serial), Key: key})
		require.NoError(t, err)
		l, err := Parse(data, Strict)
		require.NoError(t, err)
		require.Equal(t, c.want, l.Header.Length)
	}
}

func TestSerialBytes(t *testing.T) {
	for want, serial := range map[string]*big.Int{
		"\x00":         big.NewInt(0),
		"\x80":         big.NewInt(128),
		"\x01\x00\x00": big.NewInt(65536),
	} {
		require.Equal(t, want, string(serialBytes(&x509.Certificate{SerialNumber: serial})))
	}
}

func TestSignedDefaults(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	signer := newSigner(vs.cert(t, "cm2048-pub"), vs.key(t, "cm2048-pub"), LayoutCisco)
	data, err := Sign(SignedTemplate{FileName: "x.xml.sgn", Payload: []byte("<x/>")}, signer)
	require.NoError(t, err)
	s, err := ParseSigned(data, Strict)
	require.NoError(t, err)
	require.Equal(t, Version{1, 0}, s.Header.Version)
	require.Equal(t, DigestSHA1, s.Header.Digest)
	require.True(t, s.Header.Timestamp.IsZero())
	require.NoError(t, s.VerifyWith(signer.Key.Public()))
	again, err := Sign(SignedTemplate{FileName: "x.xml.sgn", Payload: []byte("<x/>")}, signer)
	require.NoError(t, err)
	require.Equal(t, data, again)
}
