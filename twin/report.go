package twin

import (
	"fmt"
	"io"
	"strings"

	"tvslab/printable"
	"tvslab/twin/shown"
)

// Report is what came of an import.
type Report struct {
	Schema   int             `json:"schema"`          // 1
	File     string          `json:"file,omitempty"`  // that was written
	Lists    []string        `json:"lists,omitempty"` // of device names, that were written beside it
	Text     string          `json:"text,omitempty"`  // of the scenario, where none was written
	Release  string          `json:"release"`
	Mode     string          `json:"mode"`
	Nodes    int             `json:"nodes"`
	Groups   int             `json:"groups"`
	Phones   int             `json:"phones"`
	Sources  []Source        `json:"sources"`
	Notes    []Note          `json:"notes"`
	Problems []shown.Problem `json:"problems"`
	Skipped  []string        `json:"skipped"`
}

// Report tells of the twin, after it was written to a file.
func (t *Twin) Report(file string) Report {
	var lists []string
	for _, g := range t.Groups {
		if g.List != "" {
			lists = append(lists, g.List)
		}
	}
	return Report{Schema: 1, File: file, Lists: lists, Release: t.Release, Mode: string(t.Mode), Nodes: len(t.Nodes), Groups: len(t.Groups), Phones: t.count(),
		Sources: some(t.Sources), Notes: some(t.Notes), Problems: some(t.Problems), Skipped: some(t.Skipped)}
}

// some is a list that is not null in JSON.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// WriteText prints the report for people: what could not be read, questions, assumptions with the lines to change, what was left out.
func (r Report) WriteText(w io.Writer) error {
	out := printable.NewWriter(w)
	fmt.Fprintf(out, "cluster of %s, release %s, %s; %s in %s; %s read\n", number(r.Nodes, "node"), r.Release, r.Mode, number(r.Phones, "phone"),
		number(r.Groups, "group"), number(len(r.Sources), "output"))
	r.problems(out)
	for _, kind := range []struct{ kind, title string }{
		{Question, "Questions, which only you can answer:"}, {Assumed, "Assumed, since the evidence does not say it:"}, {LeftOut, "Left out of the file:"},
	} {
		r.notes(out, kind.kind, kind.title)
	}
	if len(r.Skipped) == 0 {
		return nil
	}
	_, err := fmt.Fprintf(out, "\nCommands whose output is not read: %s\n", strings.Join(r.Skipped, "; "))
	return err
}

// number is a number of things.
func number(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func (r Report) problems(w io.Writer) {
	if len(r.Problems) == 0 {
		return
	}
	fmt.Fprintln(w, "\nNot read:")
	for _, p := range r.Problems {
		fmt.Fprintf(w, "  %s: %s\n", p.Place, p.Text)
	}
}

func (r Report) notes(w io.Writer, kind, title string) {
	for _, n := range r.Notes {
		if n.Kind != kind {
			continue
		}
		if title != "" {
			fmt.Fprintf(w, "\n%s\n", title)
			title = ""
		}
		place := ""
		if n.Line > 0 {
			place = fmt.Sprintf("line %d: ", n.Line)
		}
		fmt.Fprintf(w, "  %s%s: %s\n", place, n.What, n.Why)
	}
}
