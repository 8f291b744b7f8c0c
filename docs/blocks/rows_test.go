package blocks_test

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// rows are what pages need to be played, and what of them is not: rows.yaml. A row that nothing uses fails.
type rows struct {
	Programs []string `yaml:"programs"` // first words by which a line is known as a command
	Foreign  []string `yaml:"foreign"`  // flags of other programs that prose names
	Unnamed  []*row   `yaml:"unnamed"`  // code spans, by Command, that name nothing of the project
	Exempt   []*row   `yaml:"exempt"`   // commands that are not run
	Replace  []*row   `yaml:"replace"`  // parts of commands for which others are run: Old, With
	Status   []*row   `yaml:"status"`   // commands that end with another status than 0
	Loose    []*row   `yaml:"loose"`    // commands whose output is not compared here
	Typed    []*row   `yaml:"typed"`    // blocks, by their first line, whose lines are typed at the prompt of a command: At
	Begin    []*row   `yaml:"begin"`    // commands that are run before a page's
	Texts    []*row   `yaml:"texts"`    // blocks, by their first line, that are neither commands nor files
	Files    []*row   `yaml:"files"`    // files and folders that are there before a page is played: Name, From
	Stays    []*row   `yaml:"stays"`    // commands that go on until they are ended: Ready, Ends, Beside
	Varies   []*row   `yaml:"varies"`   // what is printed otherwise each time: Find, a regular expression
}

// row is a row of one of the tables. Page and Command are patterns in which * stands for anything; no page means all.
type row struct {
	Page    string `yaml:"page"`
	Command string `yaml:"command"`
	Reason  string `yaml:"reason"`

	Old    string `yaml:"old"`
	With   string `yaml:"with"`
	Status int    `yaml:"status"`
	First  string `yaml:"first"`
	At     string `yaml:"at"`
	Name   string `yaml:"name"`
	From   string `yaml:"from"`
	Ready  string `yaml:"ready"`
	Ends   int    `yaml:"ends"`
	Beside bool   `yaml:"beside"`
	Find   string `yaml:"find"`

	id string // table and number
}

func readRows() (*rows, error) {
	data, err := os.ReadFile("rows.yaml")
	if err != nil {
		return nil, err
	}
	r := new(rows)
	decoder, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithKnownFields())
	if err != nil {
		return nil, err
	}
	if err := decoder.Load(r); err != nil {
		return nil, fmt.Errorf("rows.yaml: %w", err)
	}
	for name, table := range r.tables() {
		for i, one := range table {
			one.id = fmt.Sprintf("%s %d: %s %s%s%s", name, i+1, one.Page, one.Command, one.First, one.Name)
		}
	}
	return r, nil
}

func (r *rows) tables() map[string][]*row {
	return map[string][]*row{"exempt": r.Exempt, "replace": r.Replace, "status": r.Status, "loose": r.Loose, "typed": r.Typed, "begin": r.Begin,
		"texts": r.Texts, "files": r.Files, "stays": r.Stays, "varies": r.Varies}
}

// matches tells whether a text has the form of a pattern, in which * stands for anything.
func matches(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile("(?s)^" + strings.Join(parts, ".*") + "$").MatchString(text)
}

// onPage tells whether a row is about a page: about all, or about those that it names, with commas between them.
func (w *row) onPage(page string) bool {
	return w.Page == "" || slices.ContainsFunc(strings.Split(w.Page, ", "), func(one string) bool { return matches(one, page) })
}

// find returns the first row of a table for a command of a page.
func find(table []*row, page, command string) *row {
	for _, w := range table {
		if w.onPage(page) && matches(w.Command, command) {
			return w
		}
	}
	return nil
}

// findBlock returns the row of a table that names a block.
func findBlock(table []*row, b block) *row {
	for _, w := range table {
		if w.onPage(b.page) && matches(w.First, b.first()) {
			return w
		}
	}
	return nil
}
