package filename_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/filename"
)

func TestOf(t *testing.T) {
	for name, want := range map[string]string{
		"cucm-pub":         "cucm-pub",
		"cucm-pub.lab.org": "cucm-pub.lab.org",
		".hidden":          ".hidden",
		"con":              "%63on",
		"CON":              "%43ON",
		"nul.example.com":  "%6Eul.example.com",
		"aux .txt":         "%61ux .txt",
		"com1":             "%63om1",
		"LPT9":             "%4CPT9",
		"com10":            "com10",
		"console":          "console",
		"a:b":              "a%3Ab",
		`<>"|?*\/`:         "%3C%3E%22%7C%3F%2A%5C%2F",
		"50%":              "50%25",
		"%63on":            "%2563on",
		"x.":               "x%2E",
		"x ":               "x%20",
		"x. y":             "x. y",
		".":                "%2E",
		"..":               ".%2E",
		"...":              "..%2E",
		"a\nb":             "a%0Ab",
		"Büro":             "Büro",
		"":                 "%",
	} {
		require.Equal(t, want, filename.Of(name), "%q", name)
	}
}

// FuzzOf: whatever a thing is called, the name is one of a file within the folder, and of no other thing.
func FuzzOf(f *testing.F) {
	for _, name := range []string{"a", "a:b", "con", "..", "%", "", "a/b", "nul.txt", "\xff"} {
		f.Add(name, name+".")
	}
	f.Fuzz(func(t *testing.T, one, other string) {
		name := filename.Of(one)
		require.True(t, filepath.IsLocal(name), "%q", name)
		require.Equal(t, name, filepath.Base(name))
		require.Equal(t, one == other, name == filename.Of(other), "%q and %q are %q", one, other, name)
		require.NotContains(t, name, string(os.PathSeparator))
	})
}
