package private_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/private"
)

// TestCreate: a file that is there stays as it is.
func TestCreate(t *testing.T) {
	name := filepath.Join(t.TempDir(), "token")
	require.NoError(t, private.Create(name, "one\n"))
	require.ErrorIs(t, private.Create(name, "two\n"), fs.ErrExist)
	read(t, name, "one\n")
}

// TestReplace: the new text takes the place of the old one, and nothing else stays in the folder.
func TestReplace(t *testing.T) {
	name := filepath.Join(t.TempDir(), "folder", "token")
	require.NoError(t, private.Replace(name, "one\n"))
	require.NoError(t, os.WriteFile(fmt.Sprintf("%s.%d", name, os.Getpid()), nil, 0o600), "as a process leaves it that is ended")
	require.NoError(t, private.Replace(name, "two\n"))
	read(t, name, "two\n")
	list, err := os.ReadDir(filepath.Dir(name))
	require.NoError(t, err)
	require.Len(t, list, 1)
}

// read looks at a file of its owner.
func read(t *testing.T, name, want string) {
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, want, string(text))
	info, err := os.Stat(name)
	require.NoError(t, err)
	if runtime.GOOS != "windows" {
		require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	}
}
