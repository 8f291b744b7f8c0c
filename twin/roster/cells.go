package roster

import (
	"io"
	"strings"
)

// Bounds of a cell in quotes that goes on over several lines.
const (
	maxCellLines = 50
	maxCells     = 4000
)

// format is how the columns of a list are told apart: by what stands between them, or by where they begin.
type format struct {
	separator string
	starts    []int // in characters, of columns of fixed width
}

// separated are the formats of lists with something between their columns.
var separated = []format{{separator: ","}, {separator: ";"}, {separator: "\t"}, {separator: "|"}}

// ruled returns the format of what `run sql` prints, by the line below its header.
func ruled(rule string) (f format, is bool) {
	if strings.Trim(rule, "= ") != "" || !strings.HasPrefix(rule, "==") || len(rule) > maxCells {
		return f, false
	}
	for i, c := range rule {
		if c == '=' && (i == 0 || rule[i-1] == ' ') {
			f.starts = append(f.starts, i)
		}
	}
	return f, true
}

// split takes a record apart; see split.
func (f format) split(text string, before []string) (cells []string, open, stray bool) {
	if f.starts == nil {
		return split(text, f.separator, before)
	}
	runes := []rune(text)
	for i, start := range f.starts {
		end := len(runes)
		if i+1 < len(f.starts) {
			end = min(end, f.starts[i+1])
		}
		before = append(before, strings.TrimSpace(string(runes[min(start, end):end])))
	}
	return before, false, false
}

// split takes a record apart. A cell in quotes may hold separators, line ends, and quotes written twice; a quote within another cell
// is a character like others. Cells are added to those given. open reports that a cell in quotes does not end in the text, stray that
// something follows one.
func split(text, separator string, before []string) (cells []string, open, stray bool) {
	cells = before
	for len(cells) < maxCells {
		quoted, is := strings.CutPrefix(strings.TrimLeft(text, " "), `"`)
		if !is {
			cell, rest, more := strings.Cut(text, separator)
			cells = append(cells, strings.TrimSpace(cell))
			if !more {
				return cells, false, false
			}
			text = rest
			continue
		}
		cell, rest, closed := unquoted(quoted)
		if !closed {
			return cells, true, false
		}
		cells = append(cells, strings.TrimSpace(cell))
		if text, is = strings.CutPrefix(strings.TrimLeft(rest, " "), separator); !is {
			return cells, false, strings.TrimSpace(rest) != ""
		}
	}
	return cells, false, true
}

// unquoted returns a cell up to its closing quote, and what follows.
func unquoted(text string) (cell, rest string, closed bool) {
	var b strings.Builder
	for {
		part, after, found := strings.Cut(text, `"`)
		b.WriteString(part)
		if !found {
			return "", "", false
		}
		if text, found = strings.CutPrefix(after, `"`); !found {
			return b.String(), after, true
		}
		b.WriteByte('"')
	}
}

// fault is why a record cannot be taken apart.
type fault string

func (f fault) Error() string { return string(f) }

const (
	faultLong  fault = "a line of more than 1 MB: expected one device or pool a line"
	faultStray fault = "text after the quote that closes a cell: expected the separator; a quote in a cell in quotes is written twice"
	faultOpen  fault = "a quote that opens a cell and does not close within 50 lines"
)

// record returns the cells of the next record. A fault is about this record; the next one may be right. At the end it returns
// io.EOF. The cells are good until the next record is read.
func (l *lines) record(f format) ([]string, error) {
	text, long, err := l.next()
	if err != nil {
		return nil, err
	}
	if long {
		return nil, faultLong
	}
	cells, open, stray := f.split(text, l.cells[:0])
	l.cells = cells
	if open {
		return l.longRecord(text, f)
	}
	if stray {
		return nil, faultStray
	}
	return cells, nil
}

// longRecord returns the cells of a record that goes on in the next lines. Where its quote does not close, these are read again.
func (l *lines) longRecord(text string, f format) ([]string, error) {
	var more []string
	for len(more) < maxCellLines && len(text) < maxLine {
		next, long, err := l.next()
		if err == io.EOF || long {
			break
		}
		if err != nil {
			return nil, err
		}
		more = append(more, next)
		text += "\n" + next
		if cells, open, stray := f.split(text, nil); !open && !stray {
			return cells, nil
		}
	}
	l.again(more)
	return nil, faultOpen
}
