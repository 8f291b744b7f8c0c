package keypool_test

import (
	"crypto/elliptic"
	"encoding/pem"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/keypool"
)

const shipped = "../../testdata/keys" // small pools, so that no test waits for 2048-bit keys

// copyPool copies the named files of the shipped pool into a new folder.
func copyPool(t testing.TB, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(shipped, name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	return dir
}

// filled is a folder in which the 1024-bit and the EC pool were missing and have been made, once for all tests.
var filled = sync.OnceValues(func() (string, []int) {
	dir, err := os.MkdirTemp("", "keypool")
	if err != nil {
		panic(err)
	}
	data, err := os.ReadFile(filepath.Join(shipped, "rsa2048.pem"))
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "rsa2048.pem"), data, 0o600); err != nil {
		panic(err)
	}
	var reports []int
	if _, err := keypool.Open(dir, func(done, total int) { reports = append(reports, done, total) }); err != nil {
		panic(err)
	}
	return dir, reports
})

func TestMain(m *testing.M) {
	code := m.Run()
	dir, _ := filled()
	os.RemoveAll(dir)
	os.Exit(code)
}

// TestFill makes what is missing, leaves what is there, and tells its progress.
func TestFill(t *testing.T) {
	dir, reports := filled()
	require.Equal(t, []int{1, 44}, reports[:2])
	require.Equal(t, []int{44, 44}, reports[len(reports)-2:])
	require.Len(t, reports, 2*44)
	before, err := os.ReadFile(filepath.Join(shipped, "rsa2048.pem"))
	require.NoError(t, err)
	after, err := os.ReadFile(filepath.Join(dir, "rsa2048.pem"))
	require.NoError(t, err)
	require.Equal(t, before, after, "a pool that is there is not made again")

	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
		info, err := e.Info()
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077, "%s is for its owner only", e.Name())
	}
	require.Equal(t, []string{"ec-p384.pem", "rsa1024.pem", "rsa2048.pem"}, names, "nothing temporary is left")
}

// TestReopen: a second process gets the same keys, and makes none.
func TestReopen(t *testing.T) {
	dir, _ := filled()
	refuse := func(int, int) { t.Error("made a key") }
	one, err := keypool.Open(dir, refuse)
	require.NoError(t, err)
	two, err := keypool.Open(dir, refuse)
	require.NoError(t, err)
	for n := range uint64(5) {
		for _, bits := range []int{1024, 2048} {
			a, err := one.RSA(bits, n)
			require.NoError(t, err)
			b, err := two.RSA(bits, n)
			require.NoError(t, err)
			require.Equal(t, bits, a.N.BitLen())
			require.True(t, a.Equal(b))
			require.NoError(t, a.Validate())
		}
		a, err := one.EC(n)
		require.NoError(t, err)
		b, err := two.EC(n)
		require.NoError(t, err)
		require.Equal(t, elliptic.P384(), a.Curve)
		require.True(t, a.Equal(b))
	}
}

// TestNumbers: keys differ by number and are counted round.
func TestNumbers(t *testing.T) {
	dir, _ := filled()
	pool, err := keypool.Open(dir, nil)
	require.NoError(t, err)
	first, err := pool.RSA(1024, 0)
	require.NoError(t, err)
	next, err := pool.RSA(1024, 1)
	require.NoError(t, err)
	round, err := pool.RSA(1024, 32)
	require.NoError(t, err)
	require.False(t, first.Equal(next))
	require.True(t, first.Equal(round))
	_, err = pool.RSA(2048, 1<<64-1)
	require.NoError(t, err)
}

// TestLatePools: keys that are seldom wanted are made when one is asked for, kept, and the same afterwards.
func TestLatePools(t *testing.T) {
	dir := copyPool(t, "rsa1024.pem", "rsa2048.pem", "ec-p384.pem")
	one, err := keypool.Open(dir, func(int, int) { t.Error("made a key at once") })
	require.NoError(t, err)
	require.NoFileExists(t, filepath.Join(dir, "ec-p256.pem"))
	a, err := one.P256(3)
	require.NoError(t, err)
	require.Equal(t, elliptic.P256(), a.Curve)
	two, err := keypool.Open(dir, nil)
	require.NoError(t, err)
	b, err := two.P256(3)
	require.NoError(t, err)
	require.True(t, a.Equal(b))
	require.NoFileExists(t, filepath.Join(dir, "rsa4096.pem"))
}

// TestCurve: a key is on the curve that was asked for.
func TestCurve(t *testing.T) {
	pool, err := keypool.Open(copyPool(t, "rsa1024.pem", "rsa2048.pem", "ec-p384.pem", "ec-p256.pem", "ec-p521.pem"), nil)
	require.NoError(t, err)
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		key, err := pool.Curve(curve.Params().Name, 2)
		require.NoError(t, err)
		require.Equal(t, curve, key.Curve)
	}
	_, err = pool.Curve("P-224", 0)
	require.ErrorContains(t, err, `no keys on curve "P-224"`)
}

// TestShippedLongKeys: the test data holds every length the simulator asks for.
func TestShippedLongKeys(t *testing.T) {
	pool, err := keypool.Open(copyPool(t, "rsa512.pem", "rsa1024.pem", "rsa2048.pem", "ec-p384.pem", "ec-p256.pem", "rsa3072.pem", "rsa4096.pem"), nil)
	require.NoError(t, err)
	for _, bits := range []int{512, 1024, 2048, 3072, 4096} {
		key, err := pool.RSA(bits, 0)
		require.NoError(t, err)
		require.Equal(t, bits, key.N.BitLen())
	}
}

// TestConcurrentUse matters under the race detector.
func TestConcurrentUse(t *testing.T) {
	pool, err := keypool.Open(shipped, nil)
	require.NoError(t, err)
	var wait sync.WaitGroup
	for n := range uint64(16) {
		wait.Go(func() {
			if _, err := pool.RSA(2048, n%4); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

func TestWarning(t *testing.T) {
	dir, _ := filled()
	data, err := os.ReadFile(filepath.Join(dir, "rsa1024.pem"))
	require.NoError(t, err)
	keys := 0
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		require.Contains(t, block.Headers["Warning"], "never for production")
		keys++
	}
	require.Equal(t, 32, keys)
}

func TestUnknownBits(t *testing.T) {
	pool, err := keypool.Open(shipped, nil)
	require.NoError(t, err)
	_, err = pool.RSA(8192, 0)
	require.ErrorContains(t, err, "no keys of 8192 bits (the pool holds 512, 1024, 2048, 3072 and 4096)")
	_, err = pool.RSA(384, 0)
	require.ErrorContains(t, err, "not an RSA key")
}

// TestBrokenFiles: a file that cannot be used is named, with what to do about it.
func TestBrokenFiles(t *testing.T) {
	ec, err := os.ReadFile(filepath.Join(shipped, "ec-p384.pem"))
	require.NoError(t, err)
	rsa, err := os.ReadFile(filepath.Join(shipped, "rsa1024.pem"))
	require.NoError(t, err)
	damaged := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("not a key")}))
	for _, row := range []struct {
		name, file, content string
		opens               bool
		want                string
	}{
		{"no PEM", "rsa1024.pem", "keys were here", false, "rsa1024.pem holds no keys (delete it and it will be made again)"},
		{"empty", "rsa1024.pem", "", false, "rsa1024.pem holds no keys (delete it and it will be made again)"},
		{"cut off in the first key", "rsa1024.pem", string(rsa[:200]), false, "rsa1024.pem holds no keys"},
		{"damaged key", "rsa1024.pem", damaged, true, "(delete it and it will be made again)"},
		{"EC where RSA belongs", "rsa1024.pem", string(ec), true, "rsa1024.pem: not an RSA key"},
		{"RSA where EC belongs", "ec-p384.pem", string(rsa), true, "ec-p384.pem: not an EC key"},
	} {
		t.Run(row.name, func(t *testing.T) {
			dir := copyPool(t, "rsa1024.pem", "rsa2048.pem", "ec-p384.pem")
			require.NoError(t, os.WriteFile(filepath.Join(dir, row.file), []byte(row.content), 0o600))
			pool, err := keypool.Open(dir, nil)
			if row.opens {
				require.NoError(t, err)
				if strings.HasPrefix(row.file, "ec") {
					_, err = pool.EC(0)
				} else {
					_, err = pool.RSA(1024, 0)
				}
			}
			require.ErrorContains(t, err, "key pool: ")
			require.ErrorContains(t, err, row.want)
		})
	}
}

// TestBelowAFile: a folder that can be neither read nor made.
func TestBelowAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := keypool.Open(filepath.Join(file, "keys"), nil)
	require.ErrorContains(t, err, "key pool: ")
	require.ErrorContains(t, err, "with --keys)")
}

// TestReadOnlyFolder cannot be arranged for root, whom permissions do not stop.
func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o500))
	if f, err := os.CreateTemp(dir, "probe"); err == nil {
		f.Close()
		t.Skip("permissions are not effective for this user")
	}
	_, err := keypool.Open(dir, func(int, int) { t.Error("made keys that cannot be kept") })
	require.ErrorIs(t, err, fs.ErrPermission)
	require.ErrorContains(t, err, "name a writable folder with --keys")
}

func TestDefaultDir(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", "/nowhere/cache")
	t.Setenv("HOME", "/nowhere")
	t.Setenv("LocalAppData", `/nowhere/cache`)
	dir, err := keypool.DefaultDir()
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(filepath.ToSlash(dir), "/tvslab/keys"), dir)
}
