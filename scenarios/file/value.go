package file

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// Name is a word of a file with its place. The zero Name means that nothing was written.
type Name struct {
	Value string
	Pos   Pos
}

// String gives the word.
func (n Name) String() string { return n.Value }

func (n Name) names() []Name { return []Name{n} }

// UnmarshalNode reads one word.
func (n *Name) UnmarshalNode(d *Decoder, node *yaml.Node, where string) {
	n.Pos = PosOf(node)
	if node.Kind != yaml.ScalarNode || node.Tag == "!!null" || node.Tag == "!!bool" {
		d.WrongType(node, where, "a name")
		return
	}
	if node.Value == "" {
		d.Add(n.Pos, "", "%s must not be empty", where)
	}
	n.Value = node.Value
}

// Names is a list of names; a single name may be written without brackets.
type Names []Name

// Values gives the plain words, in file order.
func (ns Names) Values() []string {
	out := make([]string, len(ns))
	for i, n := range ns {
		out[i] = n.Value
	}
	return out
}

// String lists the words with commas between.
func (ns Names) String() string { return strings.Join(ns.Values(), ", ") }

func (ns Names) names() []Name { return ns }

// UnmarshalNode makes an empty list of one that is written empty, so that it differs from one that is not written.
func (ns *Names) UnmarshalNode(d *Decoder, node *yaml.Node, where string) {
	*ns = Names{}
	if len(node.Content) > MaxList {
		d.Add(PosOf(node), "", "%s lists %d names, at most %d", where, len(node.Content), MaxList)
		return
	}
	for _, item := range OneOrMany(node) {
		var n Name
		n.UnmarshalNode(d, item, where)
		if n.Value != "" {
			*ns = append(*ns, n)
		}
	}
}

// Scalar is a free value (text, number or truth value) kept as it was written.
type Scalar struct {
	Value string
	Pos   Pos
}

// String gives the value as written.
func (s Scalar) String() string { return s.Value }

// UnmarshalNode reads one value of any simple type.
func (s *Scalar) UnmarshalNode(d *Decoder, node *yaml.Node, where string) {
	s.Pos = PosOf(node)
	if node.Kind != yaml.ScalarNode || node.Tag == "!!null" {
		d.WrongType(node, where, "a single value")
		return
	}
	s.Value = node.Value
}

// Selector is `all`, one name or a list of names.
type Selector struct {
	Pos   Pos
	All   bool
	Names Names // empty when All
}

// String gives the selector as one writes it.
func (s Selector) String() string {
	if s.All {
		return "all"
	}
	if len(s.Names) == 1 {
		return s.Names[0].Value
	}
	return s.Names.String()
}

// UnmarshalNode reads a selector; one that selects nothing is a problem.
func (s *Selector) UnmarshalNode(d *Decoder, node *yaml.Node, where string) {
	s.Pos = PosOf(node)
	s.Names.UnmarshalNode(d, node, where)
	if node.Kind == yaml.SequenceNode && len(node.Content) == 0 {
		d.Add(s.Pos, "write `all`, a name, or a list of names", "%s selects nothing", where)
	}
	for _, n := range s.Names {
		if n.Value == "all" {
			*s = Selector{Pos: s.Pos, All: true}
			return
		}
	}
}
