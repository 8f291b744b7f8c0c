package file

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// OneOf reports names that are none of the words; without words any will do. what is what the names say.
func (r *Report) OneOf(what string, words []string, names ...Name) {
	for _, n := range names {
		if len(words) > 0 && n.Value != "" && !slices.Contains(words, n.Value) {
			u := Unknown{Name: n.Value, Known: words}
			r.Add(n.Pos, u.Hint(), "%s cannot be %q", what, n.Value)
		}
	}
}

// Unknown reports a name that is not among the known ones: "unknown WHAT NAME" and where.
func (r *Report) Unknown(n Name, what, where string, known []string) {
	if r.Full() {
		return
	}
	u := Unknown{What: what, Name: n.Value, Known: known}
	r.Add(n.Pos, u.Hint(), "unknown %s %q%s", what, n.Value, where)
}

// Said reports what a check answered, best an *Unknown; nil is no problem.
func (r *Report) Said(pos Pos, err error) {
	var unknown *Unknown
	switch {
	case err == nil:
	case errors.As(err, &unknown):
		r.Add(pos, unknown.Hint(), "unknown %s %q", unknown.What, unknown.Name)
	default:
		r.Add(pos, "", "%s", err)
	}
}

// WrongType reports a node that is not what is wanted: "a list", "true or false".
func (d *Decoder) WrongType(n *yaml.Node, where, want string) {
	d.Add(PosOf(n), "", "%s must be %s, not %s", where, want, describe(n))
}

// NotEmpty refuses a list of which nothing could be read.
func (d *Decoder) NotEmpty(n *yaml.Node, read int, where string) {
	if n.Kind == yaml.SequenceNode && read == 0 {
		d.Add(PosOf(n), "", "%s is an empty list", where)
	}
}

// needed shows how a mapping is written that has needed keys; "" where it has none.
func (ks Keys) needed() string {
	var list []string
	for _, k := range ks {
		if k.Need {
			list = append(list, k.Name+": ...")
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "write {" + strings.Join(list, ", ") + "}"
}

// describe says what a node is, with its text.
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.AliasNode:
		return fmt.Sprintf("the alias \"*%s\"", n.Value)
	case n.Tag == "!!null" || n.Value == "":
		return "empty"
	}
	text := []rune(n.Value)
	if len(text) > 60 {
		text = append(text[:60], '…')
	}
	return strconv.Quote(string(text))
}
