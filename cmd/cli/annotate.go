package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/annotate"
	"tvslab/explore"
	"tvslab/scenarios"
	"tvslab/scenarios/file"
)

// annotateFlag is --annotate: notes at lines of the files, as programs show them that review a change.
type annotateFlag struct {
	*app
	values []string
}

// destination is one value of the flag.
type destination struct {
	annotate.Format
	file string // "" for the output
}

func (f *annotateFlag) register(cmd *cobra.Command) {
	var names, says []string
	for _, format := range annotate.Formats() {
		names = append(names, format.Name)
		if !format.Stream {
			format.Name += "=FILE"
		} else {
			format.Name += "[=FILE]"
		}
		says = append(says, format.Name+" ("+format.Says+")")
	}
	cmd.Flags().StringArrayVar(&f.values, "annotate", nil, "also write what was found, at its lines of the files: "+strings.Join(says, ", ")+"; may be given several times (docs/ci.md)")
	completeWords(cmd, "annotate", fixed(names))
}

// parse reads the values.
func (f *annotateFlag) parse() (list []destination, err error) {
	for _, value := range f.values {
		name, path, _ := strings.Cut(value, "=")
		d, err := f.destination(name, path)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, nil
}

func (f *annotateFlag) destination(name, path string) (d destination, err error) {
	var names []string
	for _, format := range annotate.Formats() {
		names = append(names, format.Name)
		if format.Name == name {
			d = destination{format, path}
		}
	}
	if err := oneOf("--annotate", "format", name, names); err != nil {
		return d, err
	}
	switch {
	case path != "":
	case !d.Stream:
		return d, usageError{fmt.Errorf("--annotate %s: it needs a file of its own: --annotate %s=FILE", name, name)}
	case f.output == "json":
		return d, usageError{fmt.Errorf("--annotate %s: with -o json the output is one document: --annotate %s=FILE", name, name)}
	}
	return d, nil
}

// check looks at the values before anything is played.
func (f *annotateFlag) check() error {
	_, err := f.parse()
	return err
}

// write writes the notes wherever the flag says.
func (f *annotateFlag) write(notes []annotate.Note) error {
	list, err := f.parse()
	if err != nil {
		return err
	}
	for _, d := range list {
		if err := f.writeTo(d, notes); err != nil {
			return fmt.Errorf("--annotate %s: %w", d.Name, err)
		}
	}
	return nil
}

func (f *annotateFlag) writeTo(d destination, notes []annotate.Note) error {
	root, err := repository()
	if err != nil {
		return err
	}
	tool := annotate.Tool{Name: "tvslab", Version: Version}
	if d.file == "" {
		return d.Write(f.out, notes, root, tool)
	}
	to, err := os.Create(d.file)
	if err != nil {
		return err
	}
	return errors.Join(d.Write(to, notes, root, tool), to.Close())
}

// repositories are the variables in which CI systems name the folder that the repository is in.
var repositories = []string{"GITHUB_WORKSPACE", "CI_PROJECT_DIR", "WORKSPACE"}

// repository is the folder that paths of notes are relative to: where we are, unless a CI system says otherwise.
func repository() (string, error) {
	for _, name := range repositories {
		if dir := os.Getenv(name); dir != "" {
			return dir, nil
		}
	}
	return os.Getwd()
}

// failed writes notes about files that could not be read, and returns the error.
func (f *annotateFlag) failed(err error) error {
	var problems file.Problems
	if !errors.As(err, &problems) {
		return err
	}
	var notes []annotate.Note
	for _, p := range problems {
		notes = append(notes, annotate.Note{File: p.File, Line: p.Line, Column: p.Column, Severity: annotate.Error, Rule: "check/problem", Title: p.Message, Text: p.Hint})
	}
	return errors.Join(err, f.write(notes))
}

// notesOf are the causes that explore found, each at the step of the plan that was done last.
func notesOf(cell *scenarios.Scenario, r *explore.Result) (notes []annotate.Note) {
	for _, c := range r.Causes {
		n := annotate.Note{File: r.File, Severity: annotate.Error, Rule: "explore/cause", Title: fmt.Sprintf("%s: %s", r.Cell, c.Violation)}
		if len(c.Deviations) > 0 {
			n.Severity, n.Text = annotate.Warning, "if "+strings.Join(c.Deviations, "\nand ")
		}
		if c.After > 0 && c.After <= len(cell.Steps) {
			n.Line, n.Column = cell.Steps[c.After-1].Pos.Line, cell.Steps[c.After-1].Pos.Column
		}
		notes = append(notes, n)
	}
	return notes
}
