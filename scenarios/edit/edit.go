// Package edit changes the steps of scenario files and keeps the rest as its author wrote it: comments, blank lines and
// the form of each step. It knows where steps are, not what they mean; whoever wants to know whether the result is a scenario
// loads it.
package edit

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// File is a scenario file taken apart: what comes before the steps, each step with the comment above it, what comes after. It is never
// changed; edits give another one.
type File struct {
	head, tail []string // lines
	steps      []Step
	indent     string // before the dash of a step
}

// Step is the lines of one step as they stand in a list of steps, without the indentation of the list: a dash, the step, and the
// comment lines above it.
type Step struct{ lines []string }

const (
	keySteps = "steps"
	dash     = "- "
)

// Parse takes a file apart. The error is for text that is no YAML mapping with a list of steps.
func Parse(text []byte) (*File, error) {
	var doc yaml.Node
	if err := yaml.Load(text, &doc); err != nil {
		return nil, fmt.Errorf("scenario file: %w", err)
	}
	list := value(&doc, keySteps)
	if list == nil || list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
		return nil, fmt.Errorf("scenario file: no list of steps under %q", keySteps)
	}
	if list.Style&yaml.FlowStyle != 0 {
		return parseUnfolded(&doc, list)
	}
	return cut(lines(text), list), nil
}

// value returns the value of a top-level key, nil where there is none.
func value(doc *yaml.Node, key string) *yaml.Node {
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil
	}
	pairs := doc.Content[0].Content
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i].Value == key {
			return pairs[i+1]
		}
	}
	return nil
}

// parseUnfolded writes a list that stands in brackets with a line for each step first.
func parseUnfolded(doc, list *yaml.Node) (*File, error) {
	list.Style &^= yaml.FlowStyle
	text, err := yaml.Dump(doc)
	if err != nil {
		return nil, fmt.Errorf("scenario file: steps in brackets: %w", err)
	}
	return Parse(text)
}

// cut divides the lines of a file at its steps.
func cut(all []string, list *yaml.Node) *File {
	starts := make([]int, len(list.Content))
	for i, n := range list.Content {
		starts[i] = dashed(all, n.Line-1)
	}
	f := &File{indent: indentation(all[starts[0]])}
	end := end(all, starts[len(starts)-1]+1)
	f.head, f.tail = all[:starts[0]-len(lead(all, starts[0]))], all[end:]
	for i, at := range starts {
		from, to := at-len(lead(all, at)), end
		if i+1 < len(starts) {
			to = starts[i+1] - len(lead(all, starts[i+1]))
		}
		f.steps = append(f.steps, f.step(all[from:to]))
	}
	return f
}

// dashed returns the line, at or before the one given, on which the dash of a step is.
func dashed(all []string, at int) int {
	for at > 0 && !strings.HasPrefix(strings.TrimLeft(all[at], " ")+" ", dash) {
		at--
	}
	return at
}

// lead returns the comment lines directly above a line that are not indented deeper.
func lead(all []string, at int) []string {
	from := at
	for from > 0 && comment(all[from-1]) && len(indentation(all[from-1])) <= len(indentation(all[at])) {
		from--
	}
	return all[from:at]
}

// end returns the first line, at or after the one given, that does not belong to the list any more: the next key of the file with the
// comment above it, or what is left of the file.
func end(all []string, at int) int {
	for ; at < len(all); at++ {
		if line := all[at]; line != "" && !comment(line) && len(indentation(line)) == 0 && !strings.HasPrefix(line, dash) {
			return at - len(lead(all, at))
		}
	}
	for at > 0 && strings.TrimSpace(all[at-1]) == "" {
		at--
	}
	return at
}

// step takes the indentation of the list off the lines of a step.
func (f *File) step(own []string) Step {
	s := Step{lines: make([]string, len(own))}
	for i, line := range own {
		s.lines[i] = strings.TrimPrefix(line, f.indent)
	}
	return s
}

func comment(line string) bool       { return strings.HasPrefix(strings.TrimSpace(line), "#") }
func indentation(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " "))] }

func lines(text []byte) []string {
	return strings.Split(strings.TrimRight(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), "\n")
}

// Steps returns the steps in their order.
func (f *File) Steps() []Step { return slices.Clone(f.steps) }

// With returns the file with these steps in the place of its own.
func (f *File) With(steps []Step) *File {
	other := *f
	other.steps = slices.Clone(steps)
	return &other
}

// New is a step that is written as in a scenario file, in one line or several, with a comment above it, "" for none.
func New(text, remark string) Step {
	s := Step{lines: remarks(remark)}
	for i, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		s.lines = append(s.lines, map[bool]string{true: dash, false: "  "}[i == 0]+line)
	}
	return s
}

// remarks are the comment lines of a text.
func remarks(text string) (all []string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			all = append(all, "# "+strings.Map(visible, line))
		}
	}
	return all
}

// visible takes characters that may not stand in a comment for question marks.
func visible(r rune) rune {
	if unicode.IsControl(r) {
		return '?'
	}
	return r
}

// String is the step as it stands in a list that is not indented.
func (s Step) String() string { return strings.Join(s.lines, "\n") }

// Bytes returns the text of the file.
func (f *File) Bytes() []byte {
	var b bytes.Buffer
	write := func(indent string, all []string) {
		for _, line := range all {
			if line != "" {
				b.WriteString(indent)
			}
			b.WriteString(line + "\n")
		}
	}
	write("", f.head)
	for _, s := range f.steps {
		write(f.indent, s.lines)
	}
	write("", f.tail)
	return b.Bytes()
}
