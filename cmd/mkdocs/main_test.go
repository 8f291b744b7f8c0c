package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const pages = "../../docs"

// TestPagesAreCurrent: every page has its tables as the rows of the program say, and every table stands on a page.
func TestPagesAreCurrent(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(pages, "*.md"))
	require.NoError(t, err)
	var all strings.Builder
	for _, page := range files {
		require.NoError(t, bring(page, true))
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		all.Write(text)
	}
	for name := range tables {
		require.Contains(t, all.String(), "<!-- table: "+name+", written by make docs -->")
	}
}

func TestBring(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	write := func(text string) { require.NoError(t, os.WriteFile(page, []byte(text), 0o600)) }
	const hand = "by hand\n\n<!-- table: phone capabilities, written by make docs -->\n%<!-- end of phone capabilities -->\nmore\n"
	write(strings.Replace(hand, "%", "old\n", 1))
	require.ErrorContains(t, bring(page, true), "page.md is stale: make docs")
	require.NoError(t, bring(page, false))
	require.NoError(t, bring(page, true))
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, strings.Replace(hand, "%", phoneCapabilities().String(), 1), string(text))

	write(strings.ReplaceAll(hand, "phone capabilities", "phone tricks"))
	require.ErrorContains(t, bring(page, false), `table "phone tricks"`)
	write(strings.Replace(hand, "end of phone capabilities", "end of phone models", 1))
	require.ErrorContains(t, bring(page, false), `ends as "phone models"`)
}

func TestTable(t *testing.T) {
	require.Equal(t, "| a | b |\n|---|---|\n| 1 | |\n| x \\| y | 2 |\n", table{{"a", "b"}, {"1", ""}, {"x | y", "2"}}.String())
}
