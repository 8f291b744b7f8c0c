package scenarios

import (
	"fmt"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// Name is a word of a scenario file with its place: the name of a node, a
// service, a store, a release. The zero Name means that nothing was written.
type Name struct {
	Value string
	Pos   Pos
}

// String gives the word.
func (n Name) String() string { return n.Value }

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

// Scalar is a free value (text, number or truth value) kept as it was written.
type Scalar struct {
	Value string
	Pos   Pos
}

// String gives the value as written.
func (s Scalar) String() string { return s.Value }

// Selector names phones or nodes: `all`, one name or a list of names. Phones
// are named by group, as "group[2]" or "group[1..3]" (counting from 1), or
// by device name (SEP and twelve hexadecimal digits).
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
	return fmt.Sprint(s.Names.Values())
}

// PhoneRef is one name of a phone selector taken apart.
type PhoneRef struct {
	Group       string // "" for a device name
	First, Last int    // places in the group, from 1; 0, 0 for the whole group
	Device      string // e.g. "SEP001122334455", "" for a group
}

var (
	deviceName = regexp.MustCompile(`^SEP[0-9A-F]{12}$`)
	indexed    = regexp.MustCompile(`^([^\[\]]+)\[([0-9]{1,7})(?:\.\.([0-9]{1,7}))?\]$`)
)

// ParsePhoneRef takes one name of a phone selector apart. It does not know
// which groups exist.
func ParsePhoneRef(name string) PhoneRef {
	if deviceName.MatchString(name) {
		return PhoneRef{Device: name}
	}
	m := indexed.FindStringSubmatch(name)
	if m == nil {
		return PhoneRef{Group: name}
	}
	ref := PhoneRef{Group: m[1]}
	ref.First, _ = strconv.Atoi(m[2]) // seven digits at most: cannot fail
	ref.Last = ref.First
	if m[3] != "" {
		ref.Last, _ = strconv.Atoi(m[3])
	}
	return ref
}

func (n *Name) decode(d *decoder, node *yaml.Node, where string) {
	n.Pos = posOf(node)
	if node.Kind != yaml.ScalarNode || node.Tag == "!!null" || node.Tag == "!!bool" {
		d.wrongType(node, where, "a name")
		return
	}
	if node.Value == "" {
		d.add(n.Pos, "", "%s must not be empty", where)
	}
	n.Value = node.Value
}

// decode makes an empty list of one that is written empty, so that it differs from one that is not written.
func (ns *Names) decode(d *decoder, node *yaml.Node, where string) {
	*ns = Names{}
	for _, item := range oneOrMany(node) {
		var n Name
		n.decode(d, item, where)
		if n.Value != "" {
			*ns = append(*ns, n)
		}
	}
}

func (s *Scalar) decode(d *decoder, node *yaml.Node, where string) {
	s.Pos = posOf(node)
	if node.Kind != yaml.ScalarNode || node.Tag == "!!null" {
		d.wrongType(node, where, "a single value")
		return
	}
	s.Value = node.Value
}

func (s *Selector) decode(d *decoder, node *yaml.Node, where string) {
	s.Pos = posOf(node)
	s.Names.decode(d, node, where)
	if node.Kind == yaml.SequenceNode && len(node.Content) == 0 {
		d.add(s.Pos, "write `all`, a name, or a list of names", "%s selects nothing", where)
	}
	for _, n := range s.Names {
		if n.Value == "all" {
			*s = Selector{Pos: s.Pos, All: true}
			return
		}
	}
}
