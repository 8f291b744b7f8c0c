package pack_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/packaging/pack"
)

var when = time.Date(2026, 12, 1, 1, 2, 4, 0, time.UTC)

// example is a tree out of order, with a folder of its own.
func example() (t pack.Tree) {
	t.Add("usr/share/doc/tvslab/b.md", []byte("b"))
	t.Add("usr/bin/tvslab", []byte("program"))
	t.Add("usr/share/doc/tvslab/a.md", []byte("a"))
	return append(t, pack.File{Name: "tmp", Mode: fs.ModeDir | fs.ModeSticky | 0o777}, pack.File{Name: "home", Mode: fs.ModeDir | 0o755, Owner: 65532})
}

// entries are what a tar archive says of its files, a line for each.
func entries(t *testing.T, r io.Reader) (lines []string) {
	t.Helper()
	for in := tar.NewReader(r); ; {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return lines
		}
		require.NoError(t, err)
		require.Equal(t, when, h.ModTime.UTC())
		body, err := io.ReadAll(in)
		require.NoError(t, err)
		lines = append(lines, fmt.Sprintf("%04o %d:%d %s %s", h.Mode, h.Uid, h.Gid, h.Name, body))
	}
}

func TestTarGz(t *testing.T) {
	var one, two bytes.Buffer
	require.NoError(t, example().TarGz(&one, when))
	require.NoError(t, example().TarGz(&two, when))
	require.Equal(t, one.Bytes(), two.Bytes())
	in, err := gzip.NewReader(&one)
	require.NoError(t, err)
	require.Equal(t, []string{
		"0755 65532:65532 home/ ", "1777 0:0 tmp/ ", "0755 0:0 usr/ ", "0755 0:0 usr/bin/ ", "0755 0:0 usr/bin/tvslab program", "0755 0:0 usr/share/ ",
		"0755 0:0 usr/share/doc/ ", "0755 0:0 usr/share/doc/tvslab/ ", "0644 0:0 usr/share/doc/tvslab/a.md a", "0644 0:0 usr/share/doc/tvslab/b.md b",
	}, entries(t, in))
}

func TestZip(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, example().Below("tvslab-1").Zip(&b, when))
	in, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	require.NoError(t, err)
	var names []string
	for _, f := range in.File {
		require.Equal(t, when, f.Modified.UTC())
		names = append(names, f.Mode().String()+" "+f.Name)
	}
	require.Equal(t, []string{"-rwxr-xr-x tvslab-1/usr/bin/tvslab", "-rw-r--r-- tvslab-1/usr/share/doc/tvslab/a.md", "-rw-r--r-- tvslab-1/usr/share/doc/tvslab/b.md"}, names)
}

func TestAddFiles(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "in"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "in", "a.md"), []byte("a"), 0o600))
	var tree pack.Tree
	require.NoError(t, tree.AddFiles("docs", dir, "*/*.md"))
	require.Equal(t, pack.Tree{{Name: "docs/in/a.md", Body: []byte("a"), Mode: 0o644}}, tree)
	var whole pack.Tree
	require.NoError(t, whole.AddFiles("docs", dir, "*"), "a folder that matches")
	require.Equal(t, tree, whole)
	require.ErrorContains(t, tree.AddFiles("docs", dir, "*.svg"), "no file *.svg in "+dir)
}
