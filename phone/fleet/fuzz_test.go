package fleet_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/fleet"
)

// FuzzStore puts bytes into a state file: it is refused, or its phones can be read, and a fleet goes on from it or says why not.
func FuzzStore(f *testing.F) {
	path := filepath.Join(f.TempDir(), "state.db")
	s, err := fleet.OpenStore(path)
	require.NoError(f, err)
	c := mixed(3, newPromises())
	c.Store = s
	fl, err := fleet.New(c)
	require.NoError(f, err)
	require.NoError(f, fl.Run(f.Context(), fleet.Run{Workers: 1}))
	require.NoError(f, fl.Close())
	require.NoError(f, s.Close())
	whole, err := os.ReadFile(path)
	require.NoError(f, err)
	f.Add(uint32(0), []byte{})
	f.Add(uint32(len(whole)-100), []byte("some other bytes of a row"))
	f.Add(uint32(18), []byte{0xff, 0xff})
	for at := 0; at < len(whole); at += 9000 {
		f.Add(uint32(at), []byte{0, 0xff, 0x80, 7})
	}
	f.Fuzz(func(t *testing.T, at uint32, bytes []byte) {
		if len(bytes) > len(whole) {
			return
		}
		changed := append([]byte(nil), whole...)
		copy(changed[int(at)%len(whole):], bytes)
		path := filepath.Join(t.TempDir(), "state.db")
		require.NoError(t, os.WriteFile(path, changed, 0o600))
		if s, err := fleet.ReadStore(path); err == nil {
			_ = s.Phones(fleet.Filter{}, func(r fleet.Row) error { return nil })
			require.NoError(t, s.Close())
		}
		s, err := fleet.OpenStore(path)
		if err != nil {
			return
		}
		c := mixed(3, newPromises())
		c.Store = s
		if fl, err := fleet.New(c); err == nil {
			_ = fl.Run(t.Context(), fleet.Run{Workers: 1})
			_ = fl.Close()
		}
		_ = s.Close()
	})
}

// FuzzFlags: what a flag says is refused or makes sense.
func FuzzFlags(f *testing.F) {
	for _, text := range []string{"0/1", "3/4", "-1/2", "9=9", "8841=70", "a=-1", "127.1.0.0/16", "127.0.0.1-127.0.0.9", "::1", "0.0.0.0/0", "255.255.255.255", "99999999999999999999/1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := fleet.ParseShard(text); err == nil {
			require.Positive(t, s.Of)
		}
		if w, err := fleet.ParseWeighted(text); err == nil {
			require.Positive(t, w.Weight)
		}
		if first, n, err := fleet.ParseSources(text); err == nil {
			require.True(t, first.Is4())
			require.Positive(t, n)
		}
	})
}
