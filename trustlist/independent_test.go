package trustlist

import (
	"bytes"

	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestIndependentReader: files that the package encrypts are read by a script of Python and OpenSSL, which knows the layout and shares no
// code; it reads those of the vectors too. Without these programs the test is skipped.
func TestIndependentReader(t *testing.T) {
	for _, program := range []string{"python3", "openssl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	certs := filepath.Join("..", "testdata", "vectors", "certs")
	read := func(file, signer, device string) ([]byte, string) {
		c := exec.Command("python3", filepath.Join("testdata", "read_encrypted.py"), file, filepath.Join(certs, signer+".crt.pem"), filepath.Join(certs, device+".key.pem"))
		var said bytes.Buffer
		c.Stderr = &said
		plain, err := c.Output()
		if err != nil {
			return nil, said.String()
		}
		return plain, ""
	}
	vs := loadVectors(t, vectorDir)
	folder := filepath.Join("..", "testdata", "vectors", "enc")
	for name, row := range map[string]struct{ vector, signer, device string }{
		"SHA-1, key of 1024 bits":   {"SEP001122334455-rsa1024-sha1", "cm2048-pub", "lsc-7965"},
		"SHA-512, key of 2048 bits": {"SEP0A1B2C3D4E5F-rsa2048-sha512", "cm2048-pub", "mic-8861"},
		"a whole block of padding":  {"SEP0A1B2C3D4E5F-full-block-padding", "cm1024-pub", "mic-8861"},
	} {
		t.Run(name, func(t *testing.T) {
			theirs := filepath.Join(folder, row.vector+".cnf.xml.enc.sgn")
			want, err := os.ReadFile(filepath.Join(folder, row.vector+".cnf.xml"))
			require.NoError(t, err)
			plain, said := read(theirs, row.signer, row.device)
			require.Equal(t, string(want), string(plain), said)

			data, err := os.ReadFile(theirs)
			require.NoError(t, err)
			parsed, err := ParseSigned(data, Strict)
			require.NoError(t, err)
			ours, err := Encrypt(EncryptTemplate{
				SignedTemplate: SignedTemplate{FileName: parsed.Header.FileName, Timestamp: parsed.Header.Timestamp, Digest: parsed.Header.Digest, Payload: want},
				Device:         &vs.rsaKey(t, row.device).PublicKey,
			}, Signer{Name: parsed.Header.SignerName, CAName: parsed.Header.CAName, Serial: parsed.Header.Serial, Key: vs.key(t, row.signer)})
			require.NoError(t, err)
			file := filepath.Join(t.TempDir(), "ours")
			require.NoError(t, os.WriteFile(file, ours, 0o600))
			plain, said = read(file, row.signer, row.device)
			require.Equal(t, string(want), string(plain), said)
			if row.signer != "cm1024-pub" {
				return // once is enough
			}
			_, said = read(file, row.signer, "ccm")
			require.NotEmpty(t, said, "a key that it is not for")
			ours[len(ours)-1] ^= 1
			require.NoError(t, os.WriteFile(file, ours, 0o600))
			_, said = read(file, row.signer, row.device)
			require.Contains(t, said, "erification", "the signature covers all")
		})
	}
}
