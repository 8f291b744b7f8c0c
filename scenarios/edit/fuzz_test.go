package edit_test

import (
	"io/fs"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios/edit"
	"tvslab/scenarios/library"
)

// FuzzEdit takes any text apart: what comes of it without an edit can be taken apart again, into as many steps, and edits do no harm.
func FuzzEdit(f *testing.F) {
	f.Add([]byte(plan))
	f.Add([]byte("steps: [a, {b: c}]"))
	f.Add([]byte("steps:\n- a: |\n    # x\n# y\n- b\n\n...\n"))
	f.Add([]byte("steps:\n-\n  a\n- - b\nz: 1"))
	files, err := fs.Glob(library.Files, "tvs/*.yaml")
	require.NoError(f, err)
	for _, name := range files[:min(len(files), 3)] {
		text, err := fs.ReadFile(library.Files, name)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := edit.Parse(text)
		if err != nil {
			return
		}
		steps := file.Steps()
		again := file.Bytes()
		if other, err := edit.Parse(again); err == nil {
			require.Len(t, other.Steps(), len(steps))
			require.Equal(t, string(again), string(other.Bytes()))
		}
		slices.Reverse(steps)
		_ = file.With(append(steps, edit.New("wait: 1m", "x\n\x1by"))).Set("title", "t").Set("steps", "").Bytes()
	})
}
