package roster

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// line is a line of a page as it is seen: a row of a table with its cells, or texts that stand beside each other. Of an XML page it is
// an element with its text.
type line struct {
	number int // in the file
	row    bool
	cells  []string
}

// isMarkup reports whether a file is HTML or XML.
func isMarkup(start []byte) bool {
	return markup.Match(bytes.TrimLeft(start, " \t\r\n"))
}

var markup = regexp.MustCompile(`^<[!?A-Za-z]`)

// What elements do to the line that is being written.
const (
	breaksLine = iota + 1 // ends the line
	beginsRow             // begins a row
	beginsCell            // begins a cell of a row
	hides                 // not seen
)

// elements are those that decide how a page looks as text; names are folded by the tokenizer.
var elements = map[string]int{
	"p": breaksLine, "div": breaksLine, "br": breaksLine, "li": breaksLine, "ul": breaksLine, "table": breaksLine, "tbody": breaksLine, "h1": breaksLine, "h2": breaksLine, "h3": breaksLine,
	"h4": breaksLine, "hr": breaksLine, "dt": breaksLine, "dl": breaksLine, "form": breaksLine, "body": breaksLine, "head": breaksLine, "title": breaksLine, "pre": breaksLine, "fieldset": breaksLine,
	"tr": beginsRow, "td": beginsCell, "th": beginsCell,
	"script": hides, "style": hides,
}

// layout writes the lines of a page.
type layout struct {
	lines   []line
	current line
	number  int    // of the line of the file
	skip    string // the element that hides what is in it
	pre     bool   // in a preformatted text
}

func (l *layout) flush() {
	if strings.TrimSpace(strings.Join(l.current.cells, "")) != "" {
		l.lines = append(l.lines, l.current)
	}
	l.current = line{number: l.number}
}

// text adds a text to the cell of a row, or beside what the line has.
func (l *layout) text(text string) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return
	}
	last := len(l.current.cells) - 1
	switch {
	case last < 0:
		l.current.cells, l.current.number = []string{text}, l.number
	case l.current.row:
		l.current.cells[last] = strings.TrimSpace(l.current.cells[last] + " " + text)
	default:
		l.current.cells = append(l.current.cells, text)
	}
}

func (l *layout) tag(name string, opens bool) {
	effect := elements[name]
	l.pre = name == "pre" && opens || l.pre && name != "pre"
	switch {
	case effect == hides && opens:
		l.skip = name
	case effect == breaksLine && !l.current.row, effect == beginsRow, name == "table":
		l.flush()
		l.current.row = effect == beginsRow && opens
	case effect == beginsCell && opens && l.current.row && len(l.current.cells) < maxCells:
		l.current.cells = append(l.current.cells, "")
	}
}

// htmlLines returns the lines of an HTML page, and whether it has an end.
func htmlLines(page []byte) (found []line, ends bool) {
	z := html.NewTokenizer(bytes.NewReader(page))
	l := &layout{number: 1}
	begins := false
	for {
		token := z.Next()
		raw := bytes.Count(z.Raw(), []byte("\n"))
		switch token {
		case html.ErrorToken:
			l.flush()
			return l.lines, ends || !begins
		case html.TextToken:
			if l.skip == "" {
				l.texts(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			name, _ := z.TagName()
			begins = begins || string(name) == "html"
			ends = ends || token == html.EndTagToken && string(name) == "html"
			if token == html.EndTagToken && string(name) == l.skip {
				l.skip = ""
			}
			l.tag(string(name), token != html.EndTagToken)
		}
		l.number += raw
	}
}

// texts adds a text; in a preformatted one lines end where they do.
func (l *layout) texts(text string) {
	if !l.pre {
		l.text(text)
		return
	}
	first := l.number
	for i, part := range strings.Split(text, "\n") {
		if l.number = first + i; i > 0 {
			l.flush()
		}
		l.text(part)
	}
	l.number = first
}

// xmlLines returns the elements of an XML page that have a text, and whether its first element ends.
func xmlLines(page []byte) (found []line, ends bool) {
	z := html.NewTokenizer(bytes.NewReader(page))
	number, root, open, text := 1, "", "", ""
	for {
		token := z.Next()
		raw := bytes.Count(z.Raw(), []byte("\n"))
		name, _ := z.TagName()
		switch token {
		case html.ErrorToken:
			return found, ends
		case html.TextToken:
			text = strings.TrimSpace(string(z.Text()))
		case html.StartTagToken:
			if root == "" {
				root = string(name)
			}
			open, text = string(name), ""
		case html.EndTagToken:
			if open == string(name) && text != "" {
				found = append(found, line{number: number, row: true, cells: []string{open, text}})
			}
			ends = ends || string(name) == root
			open, text = "", ""
		}
		number += raw
	}
}
