package folder_test

import (
	"archive/zip"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/claim"
	"tvslab/sim/lab/folder"
)

func keyFiles(t *testing.T, dir string) []string {
	names, err := fs.Glob(os.DirFS(dir), "keys/*.pem")
	require.NoError(t, err)
	return names
}

// TestArchive: a lab that was exported while it is held goes on elsewhere as the same lab.
func TestArchive(t *testing.T) {
	dir := t.TempDir()
	f, r := made(t, filepath.Join(dir, "lab [1]")) // no pattern
	does(t, f, r, "regenerate: {certificate: CallManager, nodes: cucm-sub1}")
	require.NoError(t, f.Set(t.Context(), folder.Title, "A lab"))
	file := filepath.Join(dir, "lab.tvslab")
	require.NoError(t, folder.Export(t.Context(), f.Path(), file))
	require.ErrorIs(t, folder.Export(t.Context(), f.Path(), file), os.ErrExist)
	require.ErrorIs(t, folder.Remove(f.Path()), claim.ErrInUse)
	require.NoError(t, f.Close())
	keys := keyFiles(t, f.Path())
	require.NotEmpty(t, keys)
	require.NoError(t, folder.Remove(f.Path()))
	require.NoDirExists(t, f.Path())

	other := filepath.Join(dir, "other")
	require.NoError(t, folder.Import(t.Context(), file, other))
	require.Equal(t, keys, keyFiles(t, other))
	about, err := folder.Look(t.Context(), other)
	require.NoError(t, err)
	require.Equal(t, "A lab", about.Title)
	require.Equal(t, 1, about.Steps)
	require.Equal(t, 41, about.Phones)
	require.ErrorIs(t, folder.Import(t.Context(), file, other), folder.ErrNotEmpty)
	g, again := again(t, other)
	defer g.Close()
	require.Equal(t, lists(r), lists(again))
	_, err = g.Undo(t.Context(), again)
	require.NoError(t, err)
}

// TestForeignArchives: what is no exported lab is refused, and leaves nothing.
func TestForeignArchives(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"empty":              {},
		"no manifest":        {"lab.db": "x"},
		"a way out":          {"manifest.json": "{}", "../lab.db": "x"},
		"a way out of keys":  {"manifest.json": "{}", "keys/../../x.pem": "x"},
		"something else":     {"manifest.json": "{}", "run.sh": "x"},
		"no database":        {"manifest.json": "{}"},
		"a broken database":  {"manifest.json": "{}", "lab.db": "not a database at all"},
		"keys without a lab": {"manifest.json": "{}", "keys/rsa2048.pem": "x"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "x.tvslab")
			write(t, file, files)
			require.Error(t, folder.Import(t.Context(), file, filepath.Join(dir, "lab")))
			require.NoDirExists(t, filepath.Join(dir, "lab"))
			require.NoFileExists(t, filepath.Join(dir, "x.pem"))
		})
	}
	file := filepath.Join(t.TempDir(), "x")
	require.NoError(t, os.WriteFile(file, []byte("hello"), 0o600))
	require.ErrorIs(t, folder.Import(t.Context(), file, filepath.Join(t.TempDir(), "lab")), folder.ErrArchive)
}

func write(t *testing.T, name string, files map[string]string) {
	t.Helper()
	f, err := os.Create(name)
	require.NoError(t, err)
	defer f.Close()
	z := zip.NewWriter(f)
	for name, text := range files {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
}
