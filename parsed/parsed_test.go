package parsed_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/parsed"
)

// TestCertificate: equal certificates are one, whatever bytes they come from; what does not parse stays an error.
func TestCertificate(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	made := func(serial int64) []byte {
		template := &x509.Certificate{SerialNumber: big.NewInt(serial)}
		der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
		require.NoError(t, err)
		return der
	}
	der := made(1)
	one, err := parsed.Certificate(der)
	require.NoError(t, err)
	same, err := parsed.Certificate(append([]byte{}, der...))
	require.NoError(t, err)
	require.Same(t, one, same)
	other, err := parsed.Certificate(made(2))
	require.NoError(t, err)
	require.Equal(t, big.NewInt(2), other.SerialNumber)
	for range 2 {
		_, err = parsed.Certificate(der[:50])
		require.Error(t, err)
	}
	der[len(der)-1] ^= 1
	changed, err := parsed.Certificate(der)
	if err == nil {
		require.NotSame(t, one, changed)
	}
}
