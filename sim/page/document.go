package page

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Document is a page as it is shown. The JSON form is documented in docs/json.md.
type Document struct {
	Page     string    `json:"page"`             // its name in this package
	Title    string    `json:"title"`            // where it is, in the words of the menus
	Node     string    `json:"node"`             // host name of the node on which it was opened
	Release  string    `json:"release"`          // of that node
	Heading  string    `json:"heading"`          // what the page calls itself, "" for nothing beside the title
	Buttons  []string  `json:"buttons"`          // and links that do something
	Filter   string    `json:"filter,omitempty"` // what the list was searched for
	Sections []Section `json:"sections"`
}

// Section is a part of a page: fields, a list or a text, whichever it has.
type Section struct {
	Title   string     `json:"title"`
	Fields  []Field    `json:"fields,omitempty"`
	Columns []string   `json:"columns,omitempty"`
	Rows    [][]string `json:"rows,omitempty"` // each as long as Columns
	Text    string     `json:"text,omitempty"` // lines, each ended
}

// Field is a name and its value.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Write writes the page as text, every line ended.
func (d *Document) Write(w io.Writer) error {
	p := &printer{tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	p.line("%s (%s, release %s)", d.Title, d.Node, d.Release)
	p.unless(d.Heading == "", "%s", d.Heading)
	p.unless(len(d.Buttons) == 0, "Buttons: %s", strings.Join(d.Buttons, ", "))
	p.unless(d.Filter == "", "%s", d.Filter)
	for _, s := range d.Sections {
		s.write(p)
	}
	return p.w.Flush()
}

// String is the text of the page.
func (d *Document) String() string {
	var b strings.Builder
	_ = d.Write(&b) // a Builder takes everything
	return b.String()
}

func (s *Section) write(p *printer) {
	p.line("")
	p.unless(s.Title == "", "%s", s.Title)
	for _, f := range s.Fields {
		p.line("  %s\t%s", f.Name, f.Value)
	}
	if len(s.Columns) > 0 {
		p.line("  %s", strings.Join(s.Columns, "\t"))
	}
	for _, row := range s.Rows {
		p.line("  %s", strings.Join(row, "\t"))
	}
	if s.Text != "" {
		p.line("%s", strings.TrimRight(s.Text, "\n"))
	}
}

// printer writes lines in columns; an error of writing is one of the last Flush too.
type printer struct{ w *tabwriter.Writer }

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p.w, format+"\n", args...) }

func (p *printer) unless(empty bool, format string, args ...any) {
	if !empty {
		p.line(format, args...)
	}
}
