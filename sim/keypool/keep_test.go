package keypool_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/keypool"
)

// TestKeep: what was made once is handed out again, by its id; an error is not kept.
func TestKeep(t *testing.T) {
	pool, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	made := 0
	make := func() (any, error) { made++; return made, nil }
	for range 3 {
		kept, err := pool.Keep([32]byte{1}, make)
		require.NoError(t, err)
		require.Equal(t, 1, kept)
	}
	other, err := pool.Keep([32]byte{2}, make)
	require.NoError(t, err)
	require.Equal(t, 2, other)
	failed := errors.New("failed")
	for range 2 {
		_, err = pool.Keep([32]byte{3}, func() (any, error) { made++; return nil, failed })
		require.ErrorIs(t, err, failed)
	}
	require.Equal(t, 4, made)
}
