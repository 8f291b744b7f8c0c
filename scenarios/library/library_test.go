package library

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/scenarios/file"
)

func TestLibraryLoads(t *testing.T) {
	seen := map[string]string{}
	for _, path := range paths() {
		data, err := fs.ReadFile(Files, path)
		require.NoError(t, err)
		s, err := scenarios.Load(path, data)
		require.NoError(t, err)
		require.NotEmpty(t, s.Source, "%s: what it rehearses comes from somewhere", path)
		require.Empty(t, seen[s.Name], "two scenarios are called %s", s.Name)
		seen[s.Name] = path
		require.LessOrEqual(t, strings.Count(path, "/"), 2, "topic, entry, variant: %s", path)
	}
	require.Contains(t, seen, "tftp-both-changed-tvs-ok")
	require.Len(t, Names(), len(seen))
}

func TestFind(t *testing.T) {
	for _, name := range []string{"tftp-both-changed-tvs-ok", "tftp-both...", "tftp-both*", "tftp-both-changed", "tftp-both-changed/"} {
		t.Run(name, func(t *testing.T) {
			found, err := Find(name)
			require.NoError(t, err)
			var names []string
			for _, s := range found {
				names = append(names, s.Name)
			}
			require.Contains(t, names, "tftp-both-changed-tvs-ok")
		})
	}
	_, err := Find("tftp-both-chnged-tvs-ok")
	require.EqualError(t, err, `unknown scenario "tftp-both-chnged-tvs-ok"; did you mean "tftp-both-changed-tvs-ok"?`)
	_, err = Find("zzz...")
	require.ErrorContains(t, err, `unknown scenario "zzz..."`)
}

func TestLoadPath(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o644))
	}
	_, err := LoadPath(dir)
	require.ErrorContains(t, err, "no *.yaml file")
	_, err = LoadPath(filepath.Join(dir, "absent.yaml"))
	require.ErrorIs(t, err, fs.ErrNotExist)

	write("b.yaml", New("second"))
	write("a/z.yaml", New("first"))
	write("README.md", []byte("no scenario"))
	all, err := LoadPath(dir)
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Equal(t, "first", all[0].Title)
	require.Equal(t, filepath.Join(dir, "a", "z.yaml"), all[0].File)
	one, err := LoadPath(filepath.Join(dir, "b.yaml"))
	require.NoError(t, err)
	require.Equal(t, "b", one[0].Name)

	write("c.yaml", []byte("titel: x\n"))
	write("d.yaml", []byte("{"))
	_, err = LoadPath(dir)
	var ps file.Problems
	require.True(t, errors.As(err, &ps))
	require.Contains(t, ps.Error(), filepath.Join(dir, "c.yaml")+":1:1: ")
	require.Contains(t, ps.Error(), filepath.Join(dir, "d.yaml")+":")
}

func TestNew(t *testing.T) {
	for name, want := range map[string]string{
		"my plan": "my plan", "": "A new scenario", "quote \" and \n: {": `quote " and : {`, "@TITLE@": "@TITLE@",
	} {
		s, err := scenarios.Load("new.yaml", New(name))
		require.NoError(t, err)
		require.Equal(t, want, s.Title)
		require.True(t, bytes.Contains(New(name), []byte("\n# ")), "it has comments")
	}
}
