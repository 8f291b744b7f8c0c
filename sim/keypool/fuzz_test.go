package keypool_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/keypool"
)

// FuzzOpen puts bytes into a file of a key folder: it is refused, or gives keys that can be used.
func FuzzOpen(f *testing.F) {
	dir := f.TempDir()
	for _, name := range []string{"ec-p256.pem", "ec-p384.pem", "rsa1024.pem", "rsa2048.pem", "rsa3072.pem", "rsa4096.pem"} {
		data, err := os.ReadFile(filepath.Join(shipped, name))
		require.NoError(f, err)
		require.NoError(f, os.WriteFile(filepath.Join(dir, name), data, 0o600))
		f.Add(data[:min(len(data), 2000)])
	}
	f.Add([]byte("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "rsa2048.pem"), data, 0o600))
		pool, err := keypool.Open(dir, nil)
		if err != nil {
			return
		}
		for n := range uint64(3) {
			if key, err := pool.RSA(2048, n); err == nil {
				require.NoError(t, key.Validate())
			}
		}
	})
}
