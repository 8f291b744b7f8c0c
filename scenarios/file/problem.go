package file

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pos is a place in a file. Line and Column count from 1, columns
// in characters; the zero Pos is unknown.
type Pos struct{ Line, Column int }

// Problem is one thing wrong with a file.
type Problem struct {
	File         string
	Line, Column int    // from 1; 0 when the problem has no place
	Message      string // what is wrong, with the offending text quoted
	Hint         string // what to write instead, or ""
	Excerpt      string // the source line with a caret below, or ""
}

// Error gives the problem as "file:line:column: message (hint)" in one line.
func (p Problem) Error() string {
	text := p.place() + p.Message
	if p.Hint != "" {
		text += " (" + p.Hint + ")"
	}
	return text
}

func (p Problem) place() string {
	switch {
	case p.Line == 0 && p.File == "":
		return ""
	case p.Line == 0:
		return p.File + ": "
	}
	return fmt.Sprintf("%s:%d:%d: ", p.File, p.Line, p.Column)
}

// String gives the problem for people: message, hint and excerpt on lines
// of their own.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.place() + p.Message + "\n")
	b.WriteString(p.Excerpt)
	if p.Hint != "" {
		b.WriteString("  hint: " + p.Hint + "\n")
	}
	return b.String()
}

// Problems is everything wrong with one or more files, in the
// order of the files and lines. It is the error of what reads such files.
type Problems []Problem

// Error lists every problem with its excerpt and hint.
func (ps Problems) Error() string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.String())
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// MaxProblems bounds the report of a hopeless file.
const MaxProblems = 100

// Report collects the problems of one file.
type Report struct {
	file  string
	noun  string // what the file holds, e.g. "scenario"
	lines [][]byte
	found Problems
	seen  map[Pos]bool
	weak  []func() // problems that are only worth telling when there are no others
}

// NewReport begins the report on a file. noun is what such a file holds, for messages: "scenario".
func NewReport(name string, data []byte, noun string) *Report {
	return &Report{file: name, noun: noun, lines: bytes.Split(data, []byte("\n")), seen: map[Pos]bool{}}
}

// Add reports a problem at pos. A second problem at the same place is
// dropped: it is nearly always a consequence of the first.
func (r *Report) Add(pos Pos, hint, format string, args ...any) {
	if r.Full() || pos != (Pos{}) && r.seen[pos] {
		return
	}
	r.seen[pos] = true
	r.found = append(r.found, Problem{
		File: r.file, Line: pos.Line, Column: pos.Column,
		Message: fmt.Sprintf(format, args...), Hint: hint, Excerpt: r.excerpt(pos),
	})
}

// Full tells whether as many problems were found as are reported.
func (r *Report) Full() bool { return len(r.found) >= MaxProblems }

// Consequence reports a problem that other problems are likely to have
// caused: it is dropped when there are any.
func (r *Report) Consequence(pos Pos, hint, format string, args ...any) {
	r.weak = append(r.weak, func() { r.Add(pos, hint, format, args...) })
}

// Err gives what was found in the order of the file, nil when nothing was.
func (r *Report) Err() error {
	if len(r.found) == 0 {
		for _, report := range r.weak {
			report()
		}
	}
	if len(r.found) == 0 {
		return nil
	}
	slices.SortStableFunc(r.found, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return r.found
}

// excerptWidth is how much of a long line is drawn, in characters.
const excerptWidth = 100

// excerpt draws the line of pos and a caret below the token that starts there.
func (r *Report) excerpt(pos Pos) string {
	if pos.Line < 1 || pos.Line > len(r.lines) || pos.Column < 1 {
		return ""
	}
	line := printable(r.lines[pos.Line-1], pos.Column+excerptWidth)
	start := min(pos.Column-1, len(line))
	width := tokenWidth(line[start:])
	first := 0
	if start > excerptWidth/2 && len(line) > excerptWidth {
		first = start - excerptWidth/2
	}
	last := min(len(line), first+excerptWidth)
	width = max(1, min(width, last-start))
	gutter := fmt.Sprintf("%6d | ", pos.Line)
	return fmt.Sprintf("%s%s\n%*s | %s%s\n", gutter, strings.TrimRight(string(line[first:last]), " "),
		len(gutter)-3, "", strings.Repeat(" ", start-first), strings.Repeat("^", width))
}

// printable gives up to limit characters of a line with every control
// character, tabs too, replaced by one that is one column wide.
func printable(line []byte, limit int) []rune {
	var out []rune
	for len(line) > 0 && len(out) < limit {
		c, size := utf8.DecodeRune(line)
		line = line[size:]
		switch {
		case c == '\r' && len(line) == 0:
		case c == '\t':
			out = append(out, '→')
		case unicode.IsControl(c) || c == utf8.RuneError:
			out = append(out, '·')
		default:
			out = append(out, c)
		}
	}
	return out
}

// tokenWidth is the length of the YAML token that line starts with: a quoted
// text with its quotes, or everything up to a separator.
func tokenWidth(line []rune) int {
	if len(line) == 0 {
		return 1
	}
	if q := line[0]; q == '"' || q == '\'' {
		if end := slices.Index(line[1:], q); end >= 0 {
			return end + 2
		}
		return 1
	}
	end := len(line)
	if i := strings.IndexAny(string(line), ",:{}[]#"); i >= 0 {
		end = utf8.RuneCountInString(string(line)[:i])
	}
	return max(1, len([]rune(strings.TrimRight(string(line[:end]), " "))))
}
