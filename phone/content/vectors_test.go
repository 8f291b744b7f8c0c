package content_test

import (
	"crypto"
	"crypto/tls"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
)

const vectors = "../../testdata/vectors"

func vectorPair(t *testing.T, name string) tls.Certificate {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(filepath.Join(vectors, "certs", name+".crt.pem"), filepath.Join(vectors, "certs", name+".key.pem"))
	require.NoError(t, err)
	return pair
}

// TestEncryptedVectors: a phone opens the encrypted files that other programs made, after their signature was found good and not before, and
// the short companion names its certificate.
func TestEncryptedVectors(t *testing.T) {
	for name, row := range map[string]struct{ signer, device string }{
		"SEP001122334455-rsa1024-sha1":       {"cm2048-pub", "lsc-7965"},
		"SEP0A1B2C3D4E5F-rsa2048-sha512":     {"cm2048-pub", "mic-8861"},
		"SEP0A1B2C3D4E5F-full-block-padding": {"cm1024-pub", "mic-8861"},
	} {
		t.Run(name, func(t *testing.T) {
			read := func(suffix string) []byte {
				data, err := os.ReadFile(filepath.Join(vectors, "enc", name+suffix))
				require.NoError(t, err)
				return data
			}
			holder := func(name string) *content.Holder {
				pair := vectorPair(t, name)
				return &content.Holder{Certificate: func() []byte { return pair.Certificate[0] }, Key: func() crypto.Signer { return pair.PrivateKey.(crypto.Signer) }}
			}
			signer := vectorPair(t, row.signer).Leaf
			file := content.NewFile(read(".cnf.xml.enc.sgn"))
			require.True(t, file.Encrypted())
			_, err := file.Decrypt(holder(row.device))
			require.Error(t, err, "nobody has looked at the signature")
			require.NoError(t, file.VerifiedBy(signer))
			plain, err := file.Decrypt(holder(row.device))
			require.NoError(t, err)
			require.Equal(t, string(read(".cnf.xml")), string(plain.Bytes()))
			_, err = file.Decrypt(holder("ccm"))
			require.Error(t, err)

			short := content.NewFile(read(".cnf.xml.sgn"))
			require.NoError(t, short.VerifiedBy(signer))
			require.True(t, short.Names(holder(row.device)))
			require.False(t, short.Names(holder("ccm")))
			c, err := short.Config()
			require.NoError(t, err)
			require.False(t, c.FullConfig)
			require.True(t, strings.Contains(string(short.Bytes()), "certHash"))
		})
	}
}
