package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRun: the site of this project is made and told; what cannot be made ends with a status.
func TestRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	for _, row := range []struct {
		name, from string
		args       []string
		status     int
		told       string
	}{
		{"no folder", "../..", nil, 2, "usage: mksite"},
		{"no project", ".", []string{dir}, 1, "docs/navigation.yaml"},
		{"made", "../..", []string{"--external", "--base", "https://docs.example.org/x", dir}, 0, "addresses of other sites"},
		{"made again", "../..", []string{dir}, 0, "pages"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Chdir(row.from)
			var out, errs bytes.Buffer
			require.Equal(t, row.status, run(row.args, &out, &errs), errs.String())
			require.Contains(t, out.String()+errs.String(), row.told)
		})
	}
}
