package file

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Parse reads the YAML tree of the file; nil after a syntax error, which it reports. empty is the hint for a file that
// holds nothing.
func (r *Report) Parse(data []byte, empty string) *yaml.Node {
	if len(data) > MaxSize {
		r.Add(Pos{}, "", "the file is larger than %d bytes", MaxSize)
		return nil
	}
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		r.syntax(err, empty)
		return nil
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		r.Add(Pos{1, 1}, "", "the file holds no %s", r.noun)
		return nil
	}
	return doc.Content[0]
}

// syntax reports what the YAML parser said.
func (r *Report) syntax(err error, empty string) {
	var all *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case strings.Contains(err.Error(), "no documents"): // empty, or comments only
		r.Add(Pos{1, 1}, empty, "the file holds no %s", r.noun)
	case errors.As(err, &all) && len(all.Errors) > 0:
		for _, e := range all.Errors {
			r.syntaxAt(e)
		}
	case errors.As(err, &one):
		r.syntaxAt(one)
	default:
		r.Add(Pos{1, 1}, "", "not valid YAML: %s", err)
	}
}

func (r *Report) syntaxAt(e *yaml.LoadError) {
	pos, hint := Pos{e.Mark.Line, e.Mark.Column}, ""
	if pos.Line < 1 || pos.Column < 1 {
		pos = Pos{max(1, pos.Line), 1}
	}
	if pos.Line <= len(r.lines) && strings.Contains(leading(r.lines[pos.Line-1]), "\t") {
		hint = "indent with spaces; YAML allows no tabs there"
	}
	r.Add(pos, hint, "not valid YAML: %s", strings.TrimPrefix(e.Message, "yaml: "))
}

// leading gives the white space that a line starts with.
func leading(line []byte) string {
	return string(line[:len(line)-len(strings.TrimLeft(string(line), " \t"))])
}
