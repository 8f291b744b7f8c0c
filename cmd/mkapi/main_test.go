package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/api"
)

// TestPagesAreCurrent: docs/api.md and docs/openapi.json are what is written now.
func TestPagesAreCurrent(t *testing.T) {
	t.Chdir("../..")
	file := filepath.Join(t.TempDir(), "api.md")
	require.NoError(t, write(t.Context(), file))
	for _, name := range []string{"api.md", "openapi.json"} {
		want, err := os.ReadFile(filepath.Join(filepath.Dir(file), name))
		require.NoError(t, err)
		have, err := os.ReadFile(filepath.Join("docs", name))
		require.NoError(t, err)
		require.True(t, string(want) == string(have), "docs/%s is stale: make api", name)
	}
}

// TestExamples: every resource that answers with a document has an example.
func TestExamples(t *testing.T) {
	shown := map[string]bool{"open-shell": true, "stream-events": true} // which do not
	for _, name := range strings.Fields("set-clock get-history undo-step redo-step go-to-step take-snapshot restore-snapshot drop-snapshot make-web-link get-step-events get-standings") {
		shown[name] = true // of a lab whose clock goes, that is kept in a folder, or that has pages or a lesson
	}
	for _, r := range api.Resources() {
		shown[r.OperationID] = shown[r.OperationID] || strings.HasPrefix(r.Path, "/v1/lesson")
	}
	for _, e := range examples {
		shown[e.resource] = true
	}
	for _, r := range api.Resources() {
		require.True(t, shown[r.OperationID], "%s: give it an example", r.OperationID)
	}
}

func TestShortened(t *testing.T) {
	long := string(make([]byte, 101))
	require.Equal(t, map[string]any{"a": []any{"x"}, "b": long[:100] + "..."}, shortened(map[string]any{"a": []any{"x", "y"}, "b": long}))
}
