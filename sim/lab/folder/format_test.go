package folder_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/sim/lab/folder"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestFormat: each kind of document is of one type. docs/lab-format.md lists them.
func TestFormat(t *testing.T) {
	kinds := map[string]bool{}
	for _, d := range scenarios.Format() {
		require.False(t, kinds[d.Kind], "two kinds of documents are called %s", d.Kind)
		kinds[d.Kind] = true
	}
}

// TestStoredBefore: a lab that was exported with the first form is read, and goes on.
func TestStoredBefore(t *testing.T) {
	const file = "testdata/form1.tvslab"
	if *update {
		f, r := made(t, filepath.Join(t.TempDir(), "lab"))
		does(t, f, r, "regenerate: {certificate: CallManager, nodes: cucm-pub}")
		require.NoError(t, f.Close())
		_ = os.Remove(file)
		require.NoError(t, folder.Export(t.Context(), f.Path(), file))
	}
	path := filepath.Join(t.TempDir(), "lab")
	require.NoError(t, folder.Import(t.Context(), file, path))
	f, r := again(t, path)
	defer f.Close()
	require.Equal(t, "behind", r.Groups(t.Context())[0].Trust)
	does(t, f, r, "reset: all")
	require.Equal(t, "current", r.Groups(t.Context())[0].Trust)
	_, err := f.Undo(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, "behind", r.Groups(t.Context())[0].Trust)
}
