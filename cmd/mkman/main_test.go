package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPagesAreCurrent: docs/man says what the commands' own help says (else: make man).
func TestPagesAreCurrent(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, write(dir))
	pages := func(dir string) map[string]string {
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		texts := map[string]string{}
		for _, e := range entries {
			text, err := os.ReadFile(filepath.Join(dir, e.Name()))
			require.NoError(t, err)
			texts[e.Name()] = string(text)
		}
		return texts
	}
	require.Equal(t, pages(dir), pages("../../docs/man"))
}
