package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// unraced are packages with goroutines or locks whose tests the race detector does not run with: others among RACED reach them.
var unraced = map[string]string{
	"admincli":       "scripts of cmd/cli and sessions of sim/lab/sshd run its commands at once",
	"explore/repair": "explore plays what it tries",
	"lesson/mark":    "classroom and web/lesson have learners at once",
	"lesson/tutor":   "classroom and web/lesson have learners at once",
	"printable":      "servers of sim/lab write their logs through it",
}

// TestRaced: a package with goroutines or locks has tests that the race detector runs with, or a row that says which others reach it.
func TestRaced(t *testing.T) {
	makefile, err := os.ReadFile("../Makefile")
	require.NoError(t, err)
	list := regexp.MustCompile(`(?s)\nRACED = (.*?[^\\])\n`).FindSubmatch(makefile)
	require.NotNil(t, list)
	var patterns []string
	for _, word := range strings.Fields(strings.ReplaceAll(string(list[1]), "\\\n", " ")) {
		patterns = append(patterns, strings.TrimPrefix(word, "./"))
	}
	shared := sharing(t)
	for _, name := range slices.Sorted(maps.Keys(shared)) {
		_, excused := unraced[name]
		raced := slices.ContainsFunc(patterns, func(p string) bool {
			folder, deep := strings.CutSuffix(p, "/...")
			return name == folder || deep && strings.HasPrefix(name, folder+"/")
		})
		switch {
		case raced && excused:
			t.Errorf("%s is in RACED: it needs no row here", name)
		case !raced && !excused:
			t.Errorf("%s has goroutines or locks (%s): put it into RACED of the Makefile, or say here who reaches it", name, shared[name])
		}
	}
	for name := range unraced {
		require.Contains(t, shared, name, "a row for a package without goroutines and locks")
	}
}

// sharing are the packages that have goroutines or locks, each with the first place of one. Tests and what helps tests are left out.
func sharing(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	require.NoError(t, filepath.WalkDir("..", func(name string, entry fs.DirEntry, err error) error {
		slashed := filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator)))
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && name != ".." || slices.Contains([]string{"testdata", "packaging", "bin"}, entry.Name())):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(path.Base(path.Dir(slashed)), helper):
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if n != nil && shares(n) && found[path.Dir(slashed)] == "" {
				found[path.Dir(slashed)] = slashed + ":" + files.Position(n.Pos()).String()[len(name)+1:]
			}
			return true
		})
		return nil
	}))
	return found
}

// shares reports whether a piece of code starts a goroutine, or is a lock.
func shares(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GoStmt:
		return true
	case *ast.SelectorExpr:
		of, ok := n.X.(*ast.Ident)
		return ok && of.Name == "sync" && slices.Contains([]string{"Mutex", "RWMutex", "WaitGroup", "Cond"}, n.Sel.Name)
	}
	return false
}
