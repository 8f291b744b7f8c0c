package docs_test

import (
	"cmp"
	"errors"
	"fmt"
	"go/build"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The import table of architecture.md has a row for every package that a command is made of: its name, what it imports
// of this project, what it is. Tests and packages that only tests import are left out, and so is an import that another
// import of the row implies. Rows stand above those they import, so that no import points up.
//
// A package that knows both phone and sim is sim/lab, or knows them through sim/lab.

const (
	page    = "architecture.md"
	module  = "tvslab/"
	command = "cmd/"    // where main packages are
	nothing = "nothing" // what a package imports that imports nothing of this project
	helper  = "test"    // packages that only tests import have names that begin so
	meeting = "sim/lab" // where phone and sim meet
)

func TestImportTable(t *testing.T) {
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	needed, others := readGraph(t).ofCommands()
	for _, wrong := range disagreements(readTable(string(text)), needed) {
		t.Error(wrong)
	}
	for _, name := range others {
		if !strings.HasPrefix(path.Base(name), helper) {
			t.Errorf("no command needs %s: delete it, give it a user, or call it %s... if it helps tests", name, helper)
		}
	}
}

func TestPhoneAndSimMeetInTheLab(t *testing.T) {
	for _, wrong := range shortcuts(readGraph(t)) {
		t.Error(wrong)
	}
}

// graph is what each package imports of this project, tests apart; names are without the module's.
type graph map[string][]string

// readGraph reads the files themselves: what a child process such as go list reads would not count for the cache of go test.
func readGraph(t *testing.T) graph {
	t.Helper()
	g := graph{}
	err := filepath.WalkDir("..", func(dir string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || !entry.IsDir():
			return err
		case strings.HasPrefix(entry.Name(), ".") && entry.Name() != ".." || entry.Name() == "testdata":
			return fs.SkipDir
		}
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil && dir != ".." {
			return fs.SkipDir // a module of its own, which needs no command of this one
		}
		p, err := build.ImportDir(dir, 0)
		var none *build.NoGoError
		if errors.As(err, &none) || err == nil && len(p.GoFiles) == 0 {
			return nil
		}
		name := filepath.ToSlash(strings.TrimPrefix(dir, ".."+string(filepath.Separator)))
		g[name] = []string{}
		for _, one := range p.Imports {
			if imported, ok := strings.CutPrefix(one, module); ok {
				g[name] = append(g[name], imported)
			}
		}
		return err
	})
	require.NoError(t, err)
	return g
}

// ofCommands returns the packages that commands are made of, and the names of the others.
func (g graph) ofCommands() (needed graph, others []string) {
	seen := map[string]bool{}
	for name := range g {
		if strings.HasPrefix(name, command) {
			seen[name] = true
			g.all(name, seen)
		}
	}
	needed = graph{}
	for _, name := range slices.Sorted(maps.Keys(g)) {
		if seen[name] {
			needed[name] = g[name]
		} else {
			others = append(others, name)
		}
	}
	return needed, others
}

// all adds to seen the packages that name depends on.
func (g graph) all(name string, seen map[string]bool) map[string]bool {
	for _, imported := range g[name] {
		if !seen[imported] {
			seen[imported] = true
			g.all(imported, seen)
		}
	}
	return seen
}

// row returns the imports of a package that no other of its imports implies, sorted.
func (g graph) row(name string) []string {
	implied := map[string]bool{}
	for _, imported := range g[name] {
		g.all(imported, implied)
	}
	direct := slices.DeleteFunc(slices.Clone(g[name]), func(imported string) bool { return implied[imported] })
	return slices.Sorted(slices.Values(direct))
}

// row is a line of the table; number is its place in it.
type row struct {
	number  int
	imports []string
	about   string
}

// readTable reads the rows of all packages; columns are two spaces or more apart.
func readTable(page string) map[string]row {
	_, rest, _ := strings.Cut(page, "\n    package ")
	_, rest, _ = strings.Cut(rest, "\n")
	body, _, _ := strings.Cut(rest, "\n\n")
	table := map[string]row{}
	number := 0
	for line := range strings.Lines(body) {
		number++
		columns := strings.Split(strings.TrimSpace(line), "  ")
		columns = slices.DeleteFunc(columns, func(c string) bool { return strings.TrimSpace(c) == "" })
		for i := range columns {
			columns[i] = strings.TrimSpace(columns[i])
		}
		columns = append(columns, "", "")
		one := row{number: number, about: columns[2]}
		if columns[1] != nothing {
			one.imports = strings.Split(columns[1], ", ")
		}
		table[columns[0]] = one
	}
	return table
}

// disagreements says what is wrong with the table, a line each.
func disagreements(table map[string]row, g graph) []string {
	var wrong []string
	for _, name := range slices.Sorted(maps.Keys(table)) {
		if _, ok := g[name]; !ok {
			wrong = append(wrong, fmt.Sprintf("%s: delete %q from the import table: there is no such package", page, name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(g)) {
		have, listed := table[name]
		want := g.row(name)
		if !listed || !slices.Equal(want, slices.Sorted(slices.Values(have.imports))) {
			wrong = append(wrong, fmt.Sprintf("%s: the import table needs this line:\n%s", page, line(name, want, have.about)))
			continue
		}
		for _, imported := range want {
			if below, ok := table[imported]; ok && below.number <= have.number {
				wrong = append(wrong, fmt.Sprintf("%s: move the line of %q above that of %q, which it imports", page, name, imported))
			}
		}
	}
	return wrong
}

// line is how the table has a row.
func line(name string, imports []string, about string) string {
	if len(imports) == 0 {
		imports = []string{nothing}
	}
	return fmt.Sprintf("    %-16s  %-46s  %s", name, strings.Join(imports, ", "), cmp.Or(about, "WHAT IT IS"))
}

// shortcuts names the packages where phone and sim meet outside of the lab.
func shortcuts(g graph) []string {
	var wrong []string
	for _, name := range slices.Sorted(maps.Keys(g)) {
		known := g.all(name, map[string]bool{name: true})
		if known["phone"] && known["sim"] && !known[meeting] {
			wrong = append(wrong, fmt.Sprintf("%s knows phone and sim; only %s, and what imports it, may", name, meeting))
		}
	}
	return wrong
}

// TestDisagreements: every way in which a table can be wrong is told, with the line to write.
func TestDisagreements(t *testing.T) {
	g := graph{"cmd": {"lab", "sim"}, "lab": {"phone", "sim"}, "phone": {"list"}, "sim": {"list"}, "list": {}}
	const head = "text\n\n    package  imports  is\n"
	const tail = "    list  nothing  files\n\ntext\n"
	for name, c := range map[string]struct{ rows, want string }{
		"right":        {"    cmd  lab  main\n    lab  sim, phone  both\n    phone  list  a\n    sim  list  b\n", ""},
		"not listed":   {"    cmd  lab  main\n    lab  sim, phone  both\n    phone  list  a\n", "needs this line:\n    sim               list                                            WHAT IT IS"},
		"wrong import": {"    cmd  lab  main\n    lab  phone  both\n    phone  list  a\n    sim  list  b\n", "needs this line:\n    lab               phone, sim                                      both"},
		"implied":      {"    cmd  lab, sim  main\n    lab  sim, phone  both\n    phone  list  a\n    sim  list  b\n", "needs this line:\n    cmd               lab                                             main"},
		"gone":         {"    cmd  lab  main\n    lab  sim, phone  both\n    phone  list  a\n    sim  list  b\n    old  list  c\n", `delete "old"`},
		"upwards":      {"    lab  sim, phone  both\n    cmd  lab  main\n    phone  list  a\n    sim  list  b\n", `move the line of "cmd" above that of "lab"`},
	} {
		t.Run(name, func(t *testing.T) {
			wrong := disagreements(readTable(head+c.rows+tail), g)
			if c.want == "" {
				require.Empty(t, wrong)
				return
			}
			require.Len(t, wrong, 1)
			require.Contains(t, wrong[0], c.want)
		})
	}
}

func TestOfCommands(t *testing.T) {
	needed, others := graph{"cmd/a": {"b"}, "b": {"c"}, "c": {}, "testfiles": {"b"}}.ofCommands()
	require.Equal(t, graph{"cmd/a": {"b"}, "b": {"c"}, "c": {}}, needed)
	require.Equal(t, []string{"testfiles"}, others)
}

func TestShortcuts(t *testing.T) {
	require.Empty(t, shortcuts(graph{"phone": {}, "sim": {}, "sim/lab": {"phone", "sim"}, "cli": {"sim/lab", "phone"}}))
	require.Len(t, shortcuts(graph{"phone": {}, "sim": {"phone"}, "sim/lab": {"sim"}}), 1)
	require.Len(t, shortcuts(graph{"phone": {}, "sim": {}, "sim/lab": {"phone", "sim"}, "cli": {"phone", "sim"}}), 1)
}
