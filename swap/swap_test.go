package swap

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// TestIn: a file is replaced while somebody has it open, and who reads has the old one to its end.
func TestIn(t *testing.T) {
	dir := t.TempDir()
	name, fresh := filepath.Join(dir, "results"), filepath.Join(dir, "fresh")
	require.NoError(t, os.WriteFile(name, []byte("old"), 0o600))
	require.NoError(t, os.WriteFile(fresh, []byte("new"), 0o600))
	reader, err := os.Open(name)
	require.NoError(t, err)
	go func() {
		defer reader.Close()
		old, _ := io.ReadAll(reader)
		if string(old) != "old" {
			t.Errorf("%q was read", old)
		}
	}()
	require.NoError(t, In(fresh, name))
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "new", string(text))
	require.ErrorIs(t, In(fresh, name), fs.ErrNotExist)
}

// TestPatience: an error of a file that is open ends with the reader, or after two seconds; others are errors at once.
func TestPatience(t *testing.T) {
	held, other := errors.New("held"), errors.New("other")
	before := open
	open = []error{held}
	t.Cleanup(func() { open = before })
	for name, row := range map[string]struct {
		busy  int
		then  error
		want  error
		after time.Duration
	}{
		"a short reader": {3, nil, nil, 3 * again},
		"another error":  {0, other, other, 0},
		"then another":   {1, other, other, again},
		"for ever":       {1 << 20, nil, held, patience + again},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked, begun := 0, time.Now()
				err := in("a", "b", func(string, string) error {
					if asked++; asked <= row.busy {
						return &os.LinkError{Op: "rename", Err: held}
					}
					return row.then
				})
				require.ErrorIs(t, err, row.want)
				require.Equal(t, row.after, time.Since(begun))
			})
		})
	}
}
