package main

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"tvslab/cmd/cli"
	"tvslab/parallel"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
)

// statement is a row of the page.
type statement struct {
	id     string // a letter for the document and a number
	text   string
	source string // section of the document
	stands string
	shown  string // the command that shows it, or why nothing does
}

// How a statement can stand.
const (
	works     = "works"
	bySetting = "setting"
	out       = "out"
)

// shown by a command other than run.
type shown struct {
	ID     string   `yaml:"id"`
	Text   string   `yaml:"title"`
	Source string   `yaml:"source"`
	Run    []string `yaml:"run"`    // arguments of tvslab
	Prints []string `yaml:"prints"` // each stands in what it prints
}

// left out, with the reason.
type left struct {
	ID     string `yaml:"id"`
	Text   string `yaml:"title"`
	Source string `yaml:"source"`
	Why    string `yaml:"why"`
}

//go:embed commands.yaml
var commandsFile []byte

//go:embed out.yaml
var outFile []byte

// statements are all, in the order of their names. The error names those that do not hold.
func statements(ctx context.Context, folder string, o scenarios.Options) ([]statement, error) {
	files, err := library.LoadPath(folder)
	if err != nil {
		return nil, err
	}
	commands, err := rows[shown](commandsFile)
	if err != nil {
		return nil, fmt.Errorf("commands.yaml: %w", err)
	}
	none, err := rows[left](outFile)
	if err != nil {
		return nil, fmt.Errorf("out.yaml: %w", err)
	}
	var all []statement
	for _, x := range none {
		all = append(all, statement{x.ID, x.Text, x.Source, out, x.Why})
	}
	errs := make([]error, len(files)+len(commands))
	for _, s := range files {
		all = append(all, played(s))
	}
	for _, c := range commands {
		all = append(all, statement{c.ID, c.Text, c.Source, works, "`tvslab " + strings.Join(c.Run, " ") + "`"})
	}
	ended := parallel.Each(ctx, len(errs), 0, func(i int) {
		if i < len(files) {
			errs[i] = holds(ctx, files[i], o)
		} else {
			errs[i] = commands[i-len(files)].prints(ctx)
		}
	})
	slices.SortFunc(all, func(a, b statement) int { return cmp.Compare(a.id, b.id) })
	return all, cmp.Or(errors.Join(errs...), ended, twice(all))
}

// rows reads a list of rows strictly.
func rows[T any](data []byte) (list []T, err error) {
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	return list, d.Decode(&list)
}

// twice refuses two rows of one name.
func twice(sorted []statement) error {
	for i, s := range sorted[min(1, len(sorted)):] {
		if s.id == sorted[i].id {
			return fmt.Errorf("%s: there are two", s.id)
		}
	}
	return nil
}

// played is the row of a scenario: what its settings say is not what tvslab does by itself.
func played(s *scenarios.Scenario) statement {
	command := "`tvslab run " + folder + "/" + s.Name + ".yaml`"
	row := statement{strings.ToUpper(s.Name), s.Title, s.Source, works, command}
	if set := s.Settings.String(); set != "" {
		row.stands, row.shown = bySetting, command+" with `"+set+"`"
	}
	return row
}

// holds plays all cells of a scenario.
func holds(ctx context.Context, s *scenarios.Scenario, o scenarios.Options) error {
	for _, cell := range s.Cells() {
		one, err := s.For(cell)
		if err != nil {
			return err
		}
		result, err := scenarios.Run(ctx, one, o)
		if err != nil {
			return fmt.Errorf("%s %s: %w", s.Name, cell, err)
		}
		if !result.Held {
			return fmt.Errorf("%s %s does not hold: `tvslab run %s`", s.Name, cell, s.File)
		}
	}
	return nil
}

// prints runs the command and looks for what it must print.
func (c shown) prints(ctx context.Context) error {
	var text bytes.Buffer
	if status := cli.Run(ctx, append([]string{"--keys", keys}, c.Run...), strings.NewReader(""), &text, &text); status != 0 {
		return fmt.Errorf("%s: tvslab %s ends with status %d: %s", c.ID, strings.Join(c.Run, " "), status, &text)
	}
	for _, line := range c.Prints {
		if !strings.Contains(text.String(), line) {
			return fmt.Errorf("%s: tvslab %s does not print %q: %s", c.ID, strings.Join(c.Run, " "), line, &text)
		}
	}
	return nil
}
