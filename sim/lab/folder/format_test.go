package folder_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/keep"
	"tvslab/scenarios"
	"tvslab/sim/lab/folder"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestFormat: the format of a stored lab is what the golden file says. Members that are new are read as zero in labs that lack them, and go into the
// file with -update. A member that is gone or has another name makes labs of before unreadable: give it its old name with a keep tag, or another
// schemaVersion with an upgrade, before anything is released.
func TestFormat(t *testing.T) {
	f, r := made(t, filepath.Join(t.TempDir(), "lab"))
	defer f.Close()
	var b strings.Builder
	kinds := map[string]bool{}
	for _, d := range keep.Describe[scenarios.State](r.Types(f.Keys())) {
		require.False(t, kinds[d.Kind], "two kinds of documents are called %s", d.Kind)
		kinds[d.Kind] = true
		fmt.Fprintf(&b, "%s\n", d.Kind)
		for _, m := range d.Members {
			fmt.Fprintf(&b, "    %-28s %s\n", m.Name, m.Holds)
		}
	}
	const golden = "testdata/format.golden"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
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
