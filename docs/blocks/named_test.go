package blocks_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"tvslab/cmd/cli"
)

var (
	span     = regexp.MustCompile("`([^`]+)`")
	flagged  = regexp.MustCompile(`(?:^|[\s(])--([a-z][a-z0-9-]+)`)
	target   = regexp.MustCompile(`(?m)^([a-z-]+):`)
	declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
	tested   = regexp.MustCompile(`go test (\./\S*).*?-(?:run|bench|fuzz) '?([^ ']+)`)
	variable = regexp.MustCompile(`^TVSLAB_[A-Z_]+`)
)

// names is what prose may name.
type names struct {
	root      *cobra.Command
	targets   []string        // of make
	tests     map[string]bool // tests, fuzz targets and benchmarks
	variables map[string]bool // TVSLAB_... that the program or tests read
	foreign   []string        // flags of other programs
}

// TestNamed: commands, flags, targets of make, tests, variables and files that prose names in code spans exist.
func TestNamed(t *testing.T) {
	r, err := readRows()
	require.NoError(t, err)
	known := readNames(t, r)
	count := 0
	for _, page := range pages(t) {
		prose, err := proseOf(page)
		require.NoError(t, err)
		for _, found := range span.FindAllStringSubmatch(prose, -1) {
			text := strings.Join(strings.Fields(strings.ReplaceAll(found[1], `\|`, "|")), " ")
			if find(r.Unnamed, page, text) != nil {
				continue
			}
			count++
			if err := known.check(page, text); err != nil {
				t.Errorf("%s: `%s`: %v", page, text, err)
			}
		}
	}
	require.Greater(t, count, 1000)
}

// proseOf is a page without its blocks.
func proseOf(page string) (string, error) {
	data, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		return "", err
	}
	blocks, err := blocksOf(page)
	lines := strings.Split(string(data), "\n")
	for _, b := range blocks {
		for i := range b.lines {
			lines[b.line-1+i] = ""
		}
	}
	return strings.ReplaceAll(strings.Join(lines, "\n"), "```", ""), err
}

func readNames(t *testing.T, r *rows) *names {
	t.Helper()
	n := &names{root: cli.Root(nil, new(bytes.Buffer), new(bytes.Buffer)), tests: map[string]bool{}, variables: map[string]bool{}, foreign: r.Foreign}
	n.root.InitDefaultHelpCmd()
	n.root.InitDefaultCompletionCmd()
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	require.NoError(t, err)
	for _, found := range target.FindAllStringSubmatch(string(makefile), -1) {
		n.targets = append(n.targets, found[1])
	}
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		text, err := os.ReadFile(path)
		for _, found := range declared.FindAllStringSubmatch(string(text), -1) {
			n.tests[found[1]] = true
		}
		for _, name := range regexp.MustCompile(`"(TVSLAB_[A-Z_]+)"`).FindAllStringSubmatch(string(text), -1) {
			n.variables[name[1]] = true
		}
		return err
	}))
	return n
}

// check says what of a code span does not exist.
func (n *names) check(page, text string) error {
	words := strings.Fields(text)
	if len(words) == 0 {
		return nil
	}
	if name := variable.FindString(words[0]); name != "" && !n.variables[name] {
		return fmt.Errorf("nothing reads %s", name)
	}
	if found := tested.FindStringSubmatch(text); found != nil {
		return n.checkTest(found[1], found[2])
	}
	switch verb := n.verb(words[0]); {
	case words[0] == "tvslab":
		return n.checkCommand(n.root, words[1:])
	case words[0] == "make" && len(words) > 1 && regexp.MustCompile(`^[a-z-]+$`).MatchString(words[1]):
		if !slices.Contains(n.targets, words[1]) {
			return errors.New("the Makefile has no such target")
		}
	case strings.HasPrefix(text, "--"):
		return n.checkFlags(nil, text)
	case verb != nil && strings.Contains(text, " --"):
		return n.checkCommand(n.root, words)
	case len(words) == 1:
		return checkFile(page, text)
	}
	return nil
}

// verb is a command below the root.
func (n *names) verb(word string) *cobra.Command {
	for _, c := range n.root.Commands() {
		if c.Name() == word {
			return c
		}
	}
	return nil
}

// checkCommand looks for a command and its flags.
func (n *names) checkCommand(at *cobra.Command, words []string) error {
	for i, word := range words {
		next := slices.IndexFunc(at.Commands(), func(c *cobra.Command) bool { return c.Name() == word || slices.Contains(c.Aliases, word) })
		if next < 0 {
			if i == 0 && at == n.root && regexp.MustCompile(`^[a-z]`).MatchString(word) {
				return fmt.Errorf("there is no command %q", word)
			}
			return n.checkFlags(at, strings.Join(words[i:], " "))
		}
		at = at.Commands()[next]
	}
	return nil
}

// checkFlags looks for the flags in a text: of a command, or, without one, of any.
func (n *names) checkFlags(of *cobra.Command, text string) error {
	text, _, _ = strings.Cut(text, " -- ")
	for _, found := range flagged.FindAllStringSubmatch(text, -1) {
		name := found[1]
		if slices.Contains(n.foreign, "--"+name) || name == "help" || name == "version" {
			continue
		}
		if of != nil && of.Flag(name) == nil || of == nil && !hasFlag(n.root, name) {
			return fmt.Errorf("there is no flag --%s", name)
		}
	}
	return nil
}

// hasFlag tells whether a command or one below it has a flag.
func hasFlag(c *cobra.Command, name string) bool {
	return c.Flag(name) != nil || slices.ContainsFunc(c.Commands(), func(below *cobra.Command) bool { return hasFlag(below, name) })
}

// checkTest looks for a package and for the tests in it that a regular expression names.
func (n *names) checkTest(pkg, pattern string) error {
	if _, err := os.Stat(filepath.Join(root, strings.TrimSuffix(pkg, "/..."))); err != nil {
		return fmt.Errorf("there is no package %s", pkg)
	}
	for _, name := range strings.FieldsFunc(pattern, func(c rune) bool { return c == '|' || c == '^' || c == '$' || c == '\\' }) {
		one, _, _ := strings.Cut(name, "/")
		if one == "." || one == "XXX" {
			continue
		}
		found := false
		for test := range n.tests {
			found = found || strings.Contains(test, one)
		}
		if !found {
			return fmt.Errorf("there is no test %s", one)
		}
	}
	return nil
}

// checkFile looks for a file of the project: a path below one of its folders.
func checkFile(page, text string) error {
	top, rest, found := strings.Cut(text, "/")
	if !found || rest == "" || strings.ContainsAny(text, "*{}<>[]()$…:,=\\ ") || strings.Contains(text, "...") || strings.ToUpper(rest) == rest {
		return nil
	}
	if _, err := os.Stat(filepath.Join(root, top)); err != nil || top == "" || top == "." || top == ".." {
		return nil
	}
	for _, from := range []string{"", filepath.Dir(page)} {
		if _, err := os.Stat(filepath.Join(root, from, text)); err == nil {
			return nil
		}
	}
	if found := qualified.FindStringSubmatch(text); found != nil && declares(found[1], found[2]) {
		return nil
	}
	return errors.New("there is no such file")
}

// qualified is a name of Go with its package.
var qualified = regexp.MustCompile(`^([a-z0-9/]+)\.(\w+)$`)

// declares tells whether a package has a name.
func declares(pkg, name string) bool {
	files, _ := filepath.Glob(filepath.Join(root, pkg, "*.go"))
	return slices.ContainsFunc(files, func(file string) bool {
		text, err := os.ReadFile(file)
		return err == nil && regexp.MustCompile(`\b`+name+`\b`).Match(text)
	})
}
