package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/keypool"
)

// TestOrders: what the guides give does no harm, what they warn of does, as plan and as explore, on every release; and docs/orders.md
// says so.
func TestOrders(t *testing.T) {
	pool, err := keypool.Open(filepath.Join("..", "..", filepath.FromSlash(keys)), nil)
	require.NoError(t, err)
	t.Chdir(filepath.Join("..", ".."))
	all, err := playAll(t.Context(), folder, pool)
	require.NoError(t, err)
	for _, p := range all {
		require.NoError(t, p.contradiction())
	}
	want, err := os.ReadFile("docs/orders.md")
	require.NoError(t, err)
	require.Equal(t, string(want), string(page(all)), "make orders")
}

// TestEveryFile: no plan of the folder is left out.
func TestEveryFile(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", folder, "*.yaml"))
	require.NoError(t, err)
	named := map[string]bool{}
	for _, o := range orders {
		named[o.file+".yaml"] = true
	}
	for _, f := range files {
		require.True(t, named[filepath.Base(f)], f)
	}
	require.Len(t, files, len(named))
}
