package trustlist

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestSymmetric: files for typed keys are opened by the same key alone, signature checked or not.
func TestSymmetric(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	signer := Signer{Name: "CN=a", CAName: "CN=a", Serial: []byte{1}, Key: vs.key(t, "cm2048-pub")}
	for name, size := range map[string]int{"AES": SymmetricAES, "RC4": SymmetricRC4} {
		for _, length := range []int{1, 15, 16, 440} {
			key, plain := bytes.Repeat([]byte{7}, size), []byte(strings.Repeat("x", length))
			data, err := Encrypt(EncryptTemplate{SignedTemplate: SignedTemplate{FileName: "a.cnf.xml.enc.sgn", Timestamp: time.Unix(1e9, 0), Payload: plain}, Symmetric: key}, signer)
			require.NoError(t, err, name)
			s, err := ParseSigned(data, Strict)
			require.NoError(t, err)
			require.True(t, s.Header.Encryption.ByTypedKey())
			require.Equal(t, 8*size, s.Header.Encryption.KeySize)
			for _, by := range []any{nil, vs.cert(t, "cm2048-pub").PublicKey} {
				got, err := s.DecryptSymmetric(by, key)
				require.NoError(t, err)
				require.Equal(t, string(plain), string(got))
			}
			_, err = s.DecryptSymmetric(vs.cert(t, "ccm").PublicKey, key)
			require.Error(t, err, "another signer")
			wrong := bytes.Clone(key)
			wrong[size-1] ^= 1
			for _, other := range [][]byte{wrong, nil, make([]byte, SymmetricAES+SymmetricRC4-size)} {
				_, err = s.DecryptSymmetric(nil, other)
				require.Error(t, err)
			}
			_, err = s.Decrypt(vs.cert(t, "cm2048-pub").PublicKey, vs.rsaKey(t, "mic-8861"))
			require.Error(t, err, "a device's key")
		}
	}
	_, err := Encrypt(EncryptTemplate{Symmetric: make([]byte, 24)}, signer)
	require.ErrorContains(t, err, "24 bytes")
}

// TestSymmetricOfCertificates: a file for the key of a certificate is not opened by a typed one.
func TestSymmetricOfCertificates(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	for name := range vs.EncryptedFiles {
		s, err := ParseSigned(vs.file(t, name), Strict)
		require.NoError(t, err)
		_, err = s.DecryptSymmetric(nil, make([]byte, SymmetricAES))
		require.ErrorContains(t, err, "not for a typed key")
	}
}
