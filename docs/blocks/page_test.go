package blocks_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// root is where the project is, seen from here.
const root = "../.."

// block is a part of a page that is shown as it is: lines indented by four, or between fences. Lines are without the indentation.
type block struct {
	page  string // path within the project
	line  int    // of the page, of the first of lines
	lang  string // word behind the fence
	lines []string
}

// first is the first line that is not empty: by it rows name a block.
func (b block) first() string {
	for _, line := range b.lines {
		if strings.TrimSpace(line) != "" {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

func (b block) text() string { return strings.Join(b.lines, "\n") + "\n" }

// pages are all pages of the project, those of test data apart.
func pages(t *testing.T) (names []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && path != root || slices.Contains([]string{"testdata", "bin"}, entry.Name())):
			return fs.SkipDir
		case filepath.Ext(path) == ".md" && entry.Name() != "CHANGELOG.md":
			name, err := filepath.Rel(root, path)
			names = append(names, filepath.ToSlash(name))
			return err
		}
		return nil
	}))
	require.Greater(t, len(names), 50)
	return names
}

// blocksOf reads the blocks of a page.
func blocksOf(page string) ([]block, error) {
	text, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		return nil, err
	}
	r := blockReader{page: page}
	for number, line := range strings.Split(string(text), "\n") {
		r.take(number+1, line)
	}
	r.end()
	return r.found, nil
}

// blockReader goes through a page line by line.
type blockReader struct {
	page   string
	found  []block
	open   *block
	fence  string // that ends the open block; empty where indentation does
	margin int    // that an open fence is indented by
	blank  bool   // the line before was empty
	inset  int    // indentation of what belongs to the list item above; 0 outside lists
}

func (r *blockReader) take(number int, line string) {
	switch indent := len(line) - len(strings.TrimLeft(line, " ")); {
	case r.fence != "":
		r.inFence(line)
	case strings.HasPrefix(line[indent:], "```"):
		r.end()
		bare := strings.TrimLeft(line[indent:], "`")
		r.fence, r.margin = line[indent:len(line)-len(bare)], indent
		r.open = &block{page: r.page, line: number + 1, lang: strings.TrimSpace(bare)}
	case strings.TrimSpace(line) == "":
		r.add("")
		r.blank = true
		return
	case indent >= r.inset+4 && (r.blank || r.open != nil):
		if r.open == nil {
			r.open = &block{page: r.page, line: number}
		}
		r.add(line[r.inset+4:])
	default:
		r.end()
		r.list(line, indent)
	}
	r.blank = false
}

// inFence takes a line between fences.
func (r *blockReader) inFence(line string) {
	if strings.TrimSpace(line) == r.fence {
		r.end()
		return
	}
	r.add(line[min(r.margin, len(line)-len(strings.TrimLeft(line, " "))):])
}

// list notes how far what belongs to a list item is indented.
func (r *blockReader) list(line string, indent int) {
	word, _, found := strings.Cut(line[indent:], " ")
	switch {
	case found && (word == "-" || word == "*" || len(word) > 1 && strings.Trim(word, "0123456789") == "."):
		r.inset = indent + len(word) + 1
	case indent == 0 && (r.blank || strings.HasPrefix(line, "#")):
		r.inset = 0
	}
}

func (r *blockReader) add(line string) {
	if r.open != nil {
		r.open.lines = append(r.open.lines, line)
	}
}

// end closes the open block, without the empty lines behind it.
func (r *blockReader) end() {
	if r.open != nil {
		for n := len(r.open.lines); n > 0 && r.open.lines[n-1] == ""; n-- {
			r.open.lines = r.open.lines[:n-1]
		}
		if len(r.open.lines) > 0 {
			r.found = append(r.found, *r.open)
		}
	}
	r.open, r.fence = nil, ""
}
