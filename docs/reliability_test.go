package docs_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var testName = regexp.MustCompile(`\b(Test|Fuzz)[A-Z]\w*`)

// TestReliabilityNamesTests: every test that reliability.md names exists, and it names every fuzz target.
func TestReliabilityNamesTests(t *testing.T) {
	page, err := os.ReadFile("reliability.md")
	require.NoError(t, err)
	there := testsThere(t)
	var missing []string
	named := map[string]bool{}
	for _, name := range testName.FindAllString(string(page), -1) {
		named[name] = true
		if !there[name] && !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
	}
	require.Empty(t, missing, "named, and not there")
	maps.DeleteFunc(there, func(name string, _ bool) bool { return named[name] || !strings.HasPrefix(name, "Fuzz") })
	require.Empty(t, there, "fuzz targets that the page does not name")
}

var declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)

// testsThere are the tests and fuzz targets of the module.
func testsThere(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, match := range declared.FindAllStringSubmatch(string(text), -1) {
			found[match[1]] = true
		}
		return err
	})
	require.NoError(t, err)
	return found
}
