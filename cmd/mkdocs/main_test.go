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

// TestConstants: bounds are read from the source, whatever arithmetic is there.
func TestConstants(t *testing.T) {
	file := filepath.Join(t.TempDir(), "p.go")
	require.NoError(t, os.WriteFile(file, []byte(`package p

import "time"

const (
	plain = 4096
	size, other = 64 << 10, 2
	sum = size - (1<<10)*other
	wait = 10 * time.Second
	long time.Duration = 5 * time.Minute
	short = 1500 * time.Millisecond
	text = "a"
	computed = len(text)
)
`), 0o600))
	known, err := constantsOf(filepath.Dir(file))
	require.NoError(t, err)
	for name, c := range map[string]struct {
		unit unit
		want string
	}{
		"plain": {count, "4,096"}, "other": {count, "2"}, "size": {size, "64 KiB"}, "sum": {size, "62 KiB"}, "wait": {duration, "10 s"},
		"long": {duration, "5 minutes"}, "short": {duration, "1.5 s"},
	} {
		v, err := value(known, name)
		require.NoError(t, err)
		require.Equal(t, c.want, c.unit(v), name)
	}
	_, err = value(known, "missing")
	require.EqualError(t, err, "there is no constant missing")
	_, err = value(known, "computed")
	require.ErrorContains(t, err, "constant computed is more than numbers")
	_, err = value(known, "text")
	require.Error(t, err)
}
