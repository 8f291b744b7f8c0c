// Package annotate writes notes at lines of files as other programs show them beside the change: GitHub as workflow commands, GitLab as a Code
// Quality report, and whoever reads SARIF (GitHub code scanning, Jenkins, editors). A note knows nothing of what found it.
//
// Sources: GitHub "Workflow commands for GitHub Actions"; GitLab "Code Quality", "Code Quality report format"; OASIS SARIF 2.1.0.
package annotate

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// Severity is how bad something is.
type Severity string

// The severities, worst first.
const (
	Error   Severity = "error"   // the plan must not be carried out so
	Warning Severity = "warning" // left so, something may break
	Notice  Severity = "note"    // worth knowing
)

var severities = []Severity{Error, Warning, Notice}

// Note is something to say at a place of a file.
type Note struct {
	File         string // as the program was told it
	Line, Column int    // from 1; 0 for none
	Severity     Severity
	Rule         string // what kind of thing it is, for example "plan/locks"; stable
	Title        string // in a line
	Text         string // at length, without the title; may have lines, may be ""
}

// whole is title and text.
func (n Note) whole() string {
	if n.Text == "" {
		return n.Title
	}
	return n.Title + "\n" + n.Text
}

// Format is a way to write notes.
type Format struct {
	Name   string
	Says   string
	Stream bool // lines that may stand among others, so that they need no file of their own
	write  func(w io.Writer, notes []Note, tool Tool) error
}

// Tool is the program that says something.
type Tool struct{ Name, Version string }

var formats = []Format{
	{"github", "GitHub workflow commands: annotations in the changed files of a pull request", true, writeGitHub},
	{"gitlab", "GitLab Code Quality JSON: the widget of a merge request, and marks in its diff", false, writeGitLab},
	{"sarif", "SARIF 2.1.0: GitHub code scanning, Jenkins (Warnings Next Generation), editors", false, writeSARIF},
}

// Formats are all there are.
func Formats() []Format { return formats }

// Write writes notes, the worst first; paths are made relative to the folder root, which is absolute.
func (f Format) Write(w io.Writer, notes []Note, root string, tool Tool) error {
	list := make([]Note, 0, len(notes))
	for _, n := range notes {
		n.File, n.Title, n.Text = place(n.File, root), bounded(oneLine(n.Title), mostTitle), bounded(strings.TrimSpace(n.Text), mostText)
		list = append(list, n)
	}
	slices.SortStableFunc(list, func(a, b Note) int {
		return cmp.Or(cmp.Compare(slices.Index(severities, a.Severity), slices.Index(severities, b.Severity)), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	list = slices.Compact(list)
	return f.write(w, list, tool)
}

// What one note may have, characters: pages of reviews show no more.
const (
	mostTitle = 250
	mostText  = 4000
)

func bounded(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

// oneLine joins the lines of a text.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// place is a file as pages of a repository name it: relative to its root, with slashes. A file elsewhere keeps its name.
func place(file, root string) string {
	absolute, err := filepath.Abs(file)
	if err != nil {
		return filepath.ToSlash(file)
	}
	relative, err := filepath.Rel(root, absolute)
	if err != nil || relative == ".." || strings.HasPrefix(relative, ".."+string(filepath.Separator)) {
		return filepath.ToSlash(file)
	}
	return filepath.ToSlash(relative)
}

// githubWords are the commands by severity.
var githubWords = map[Severity]string{Error: "error", Warning: "warning", Notice: "notice"}

// escapes of workflow commands: of their messages, and of the values of their properties.
var (
	githubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// writeGitHub writes a workflow command for each note.
func writeGitHub(w io.Writer, notes []Note, _ Tool) error {
	for _, n := range notes {
		properties := []string{"file=" + githubProperty.Replace(n.File)}
		if n.Line > 0 {
			properties = append(properties, fmt.Sprintf("line=%d", n.Line))
		}
		if n.Line > 0 && n.Column > 0 {
			properties = append(properties, fmt.Sprintf("col=%d", n.Column))
		}
		properties = append(properties, "title="+githubProperty.Replace(n.Title))
		text := cmp.Or(n.Text, n.Title)
		if _, err := fmt.Fprintf(w, "::%s %s::%s\n", githubWords[n.Severity], strings.Join(properties, ","), githubText.Replace(text)); err != nil {
			return err
		}
	}
	return nil
}
