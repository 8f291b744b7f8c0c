package twin

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tvslab/printable"
)

// page is a scenario file that is being written. It knows the line of what may have to be changed.
type page struct {
	text  strings.Builder
	count int
	lines map[string]int    // by key
	notes map[string]string // what is written behind a line, by its key
}

// newPage begins a file in which remarks and assumptions stand behind their lines.
func newPage(notes []Note, remarks map[string]string) *page {
	p := &page{lines: map[string]int{}, notes: maps.Clone(remarks)}
	if p.notes == nil {
		p.notes = map[string]string{}
	}
	for _, n := range notes {
		if n.Kind == Assumed && n.at != "" && p.notes[n.at] == "" {
			why, _, _ := strings.Cut(n.Why, "; ")
			p.notes[n.at] = "assumed: " + why
		}
	}
	return p
}

// line writes a line that at names; "" is one that nothing is said about.
func (p *page) line(at string, indent int, format string, args ...any) {
	p.count++
	text := strings.Repeat("  ", indent) + fmt.Sprintf(format, args...)
	if at != "" {
		p.lines[at] = p.count
	}
	if note := p.notes[at]; note != "" {
		text += "  # " + comment(note)
	}
	p.text.WriteString(strings.TrimRight(text, " ") + "\n")
}

// remark writes a comment of its own line.
func (p *page) remark(indent int, text string) { p.line("", indent, "# %s", comment(text)) }

// comment is a text that stays within its line.
func comment(text string) string { return printable.Text(strings.Join(strings.Fields(text), " ")) }

// plainScalar is text that YAML takes for itself; words that it takes for something else are not.
var plainScalar = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./+-]*(?: [A-Za-z0-9_./+-]+)*$`)

var reserved = []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"}

// scalar writes a text as YAML, with quotes where it needs them.
func scalar(text string) string {
	if plainScalar.MatchString(text) && !slices.Contains(reserved, strings.ToLower(text)) {
		return text
	}
	return strconv.Quote(text) // escapes of Go are escapes of YAML
}

// flow writes a list in one line.
func flow[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, item := range list {
		texts[i] = scalar(string(item))
	}
	return "[" + strings.Join(texts, ", ") + "]"
}
