package classroom_test

import (
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/classroom"
)

// TestCertificate: the pages' certificate is good for their address, by an authority that is made once and says that it is a lab's.
func TestCertificate(t *testing.T) {
	dir := t.TempDir()
	address := net.ParseIP("192.0.2.7")
	var roots [][]byte
	for range 2 {
		pair, err := classroom.Certificate(dir, []net.IP{address}, nil)
		require.NoError(t, err)
		leaf, err := x509.ParseCertificate(pair.Certificate[0])
		require.NoError(t, err)
		text, err := os.ReadFile(filepath.Join(dir, classroom.CertificateName))
		require.NoError(t, err)
		roots = append(roots, text)
		pool := x509.NewCertPool()
		require.True(t, pool.AppendCertsFromPEM(text))
		_, err = leaf.Verify(x509.VerifyOptions{Roots: pool, DNSName: address.String()})
		require.NoError(t, err)
		require.Contains(t, leaf.Issuer.String(), "never for production")
	}
	require.Equal(t, roots[0], roots[1])
	all, err := filepath.Glob(dir + "/*")
	require.NoError(t, err)
	for _, name := range all {
		info, err := os.Stat(name)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), name)
	}
}
