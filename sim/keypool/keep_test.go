package keypool_test

import (
	"encoding/binary"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/keypool"
)

// thing is something that a pool keeps: its number, and how large it is.
type thing struct{ number, size int }

func (t thing) Footprint() int { return t.size }

func id(n int) (sum [32]byte) {
	binary.BigEndian.PutUint64(sum[:], uint64(n))
	return sum
}

// TestKeep: what was made once is handed out again, by its id; an error is not kept.
func TestKeep(t *testing.T) {
	pool, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	made := 0
	make := func() (interface{ Footprint() int }, error) { made++; return thing{number: made}, nil }
	for range 3 {
		kept, err := pool.Keep(id(1), make)
		require.NoError(t, err)
		require.Equal(t, thing{number: 1}, kept)
	}
	other, err := pool.Keep(id(2), make)
	require.NoError(t, err)
	require.Equal(t, thing{number: 2}, other)
	failed := errors.New("failed")
	for range 2 {
		_, err = pool.Keep(id(3), func() (interface{ Footprint() int }, error) { made++; return nil, failed })
		require.ErrorIs(t, err, failed)
	}
	require.Equal(t, 4, made)
}

// TestKeepIsBounded: a pool keeps the newest 32 MB of what was made with its keys, whatever the number of things.
func TestKeepIsBounded(t *testing.T) {
	pool, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	made := 0
	keep := func(n int) {
		_, err := pool.Keep(id(n), func() (interface{ Footprint() int }, error) { made++; return thing{n, 1 << 20}, nil })
		require.NoError(t, err)
	}
	for n := range 100 {
		keep(n)
	}
	for n := 99; n >= 100-32; n-- {
		keep(n)
	}
	require.Equal(t, 100, made, "the last 32 are kept")
	keep(100 - 33)
	require.Equal(t, 101, made, "and those before them are not")
}
