package inspect

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// A PEM file may hold its key first, as those of mkcert and Asterisk do, and text before the blocks.
func TestPEMInAnyOrder(t *testing.T) {
	cert, key := read(t, "certs/ccm.crt.pem"), read(t, "certs/ccm.key.pem")
	want, err := ParseCertificate(cert)
	require.NoError(t, err)
	for name, data := range map[string][]byte{
		"certificate first": slices.Concat(cert, key), "key first": slices.Concat(key, cert), "text first": slices.Concat([]byte("Certificate:\n    Data:\n"), key, cert),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseCertificate(data)
			require.NoError(t, err)
			require.True(t, want.Equal(got))
			_, err = ParseKey(data)
			require.NoError(t, err)
			f, err := Examine("asterisk.pem", data, Options{})
			require.NoError(t, err)
			require.Equal(t, Certificate, f.Kind)
			require.True(t, f.Verified, f.Problem)
		})
	}
}

// A chain is listed in full, and its first certificate is checked by its issuer in the same file.
func TestChain(t *testing.T) {
	f, err := Examine("chain.pem", slices.Concat(read(t, "certs/etoken1.crt.pem"), read(t, "certs/mfgca.crt.pem")), Options{})
	require.NoError(t, err)
	require.True(t, f.Verified, f.Problem)
	require.Len(t, f.Chain, 1)
	require.Equal(t, f.Certificate.Issuer, f.Chain[0].Subject)
}

func TestRequest(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "pub"}, DNSNames: []string{"pub.example.com"}}, key)
	require.NoError(t, err)
	f, err := Examine("pub.csr", pem.EncodeToMemory(&pem.Block{Type: pemRequest, Bytes: der}), Options{})
	require.NoError(t, err)
	require.True(t, f.Verified)
	require.Equal(t, &Requested{Subject: "CN=pub", Names: []string{"pub.example.com"}, Key: "EC P-256", Algorithm: "ECDSA-SHA256"}, f.Request)

	der[len(der)-1] ^= 1
	f, err = Examine("pub.csr", pem.EncodeToMemory(&pem.Block{Type: pemRequest, Bytes: der}), Options{})
	require.NoError(t, err)
	require.False(t, f.Verified)
}

// What people hold in their hands is named, not called malformed.
func TestNotRead(t *testing.T) {
	for name, row := range map[string]struct{ data, want string }{
		"PKCS #7":            {"-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n", "a PKCS #7 bundle"},
		"key alone":          {"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", "a private key without a certificate"},
		"other PEM":          {"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", "PEM without a certificate"},
		"empty":              {" \n", "the file is empty"},
		"newer firmware":     {"\xcd\x34\x12\xab\x00\x00", "a firmware container of newer phones (78xx, 88xx)"},
		"show itl":           {"admin:show itl\nBYTEPOS\tTAG", "the text of show itl or show ctl"},
		"list of registered": {"SEP001122334455,10.1.1.1\n", "text that begins with a device name"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Examine("x", []byte(row.data), Options{})
			var unread *NotRead
			require.ErrorAs(t, err, &unread)
			require.EqualError(t, err, row.want)
			require.NotEmpty(t, unread.Hint())
		})
	}
}

// A wrong --signer is named as such; one whose serial the header names is not.
func TestWrongSignerIsNamed(t *testing.T) {
	other, err := ParseCertificate(read(t, "certs/cm1024-pub.crt.pem"))
	require.NoError(t, err)
	f, err := Examine(signedFile, read(t, signedFile), Options{Signer: other})
	require.NoError(t, err)
	require.Contains(t, f.Problem, "--signer is another certificate: its serial is ")
}

// CAPF and the usecallmanager.nz tools make keys of 512 bits.
func TestShortKeys(t *testing.T) {
	f, err := Examine("ITLFile.tlv", read(t, "tlv-reference-writer/ITLFile-sha1-rsa512-minimal.tlv"), Options{})
	require.NoError(t, err)
	require.True(t, f.Verified, f.Problem)
	f, err = Examine("sast.pem", read(t, "certs/sast512.crt.pem"), Options{})
	require.NoError(t, err)
	require.True(t, f.Verified, f.Problem)
}
