package lesson

import (
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
)

// varies are lists of values by name, of which one each is chosen. A value may use variables that stand before it.
type varies []variable

type variable struct {
	name   file.Name
	values []*yaml.Node
}

// Bounds of what varies.
const (
	mostVariables = 20
	mostValues    = 50
)

// UnmarshalNode reads lists by name.
func (v *varies) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	d.Named(n, where, "variable", func(name file.Name, value *yaml.Node) {
		switch {
		case !variableName.MatchString(name.Value):
			d.Add(name.Pos, "letters, digits and -", "%q is no name of a variable", name.Value)
		case len(*v) == mostVariables:
			d.Add(name.Pos, "", "more than %d variables", mostVariables)
		case value.Kind != yaml.SequenceNode || len(value.Content) == 0:
			d.WrongType(value, name.Value, "a list of values")
		case len(value.Content) > mostValues:
			d.Add(file.PosOf(value), "", "%s has %d values, at most %d", name.Value, len(value.Content), mostValues)
		default:
			*v = append(*v, variable{name, value.Content})
		}
	})
}

// JSONSchema of lists by name.
func (varies) JSONSchema() *jsonschema.Schema {
	return file.MapUpTo(mostVariables, &jsonschema.Schema{Type: "array"})
}

// choice is the value of each variable.
type choice map[string]*yaml.Node

// chosen is the choice of a seed; that of 0 is the first value of each.
func (v varies) chosen(r *file.Report, seed uint64) choice {
	c := choice{}
	for _, one := range v {
		at := 0
		if seed != 0 {
			h := fnv.New64a()
			h.Write([]byte(one.name.Value))
			at = rand.New(rand.NewPCG(seed, h.Sum64())).IntN(len(one.values))
		}
		c[one.name.Value] = c.put(r, one.values[at])
	}
	return c
}

// round is the choice in which each variable has its value of that number, from the front again where it has fewer.
func (v varies) round(r *file.Report, number int) choice {
	c := choice{}
	for _, one := range v {
		c[one.name.Value] = c.put(r, one.values[number%len(one.values)])
	}
	return c
}

// rounds is how many rounds there are until each value was chosen.
func (v varies) rounds() int {
	most := 1
	for _, one := range v {
		most = max(most, len(one.values))
	}
	return most
}

var (
	variableName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`)
	reference    = regexp.MustCompile(`\$\{([^}]*)\}`)
)

// put puts the chosen values in the places of their names: a copy of the tree, with the places of the file.
func (c choice) put(r *file.Report, n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.ScalarNode {
		return c.scalar(r, n)
	}
	out := *n
	out.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		out.Content[i] = c.put(r, child)
	}
	return &out
}

func (c choice) scalar(r *file.Report, n *yaml.Node) *yaml.Node {
	if !strings.Contains(n.Value, "${") {
		return n
	}
	if whole := reference.FindString(n.Value); whole == n.Value {
		return placed(c.find(r, n, whole[2:len(whole)-1]), n)
	}
	out := *n
	out.Value = reference.ReplaceAllStringFunc(n.Value, func(text string) string {
		value := c.find(r, n, text[2:len(text)-1])
		if value.Kind != yaml.ScalarNode {
			r.Add(file.PosOf(n), "", "%s is no single value, which a text needs", text)
		}
		return value.Value
	})
	return &out
}

// find gives the value of a name, or of a key of it.
func (c choice) find(r *file.Report, at *yaml.Node, name string) *yaml.Node {
	name, key, keyed := strings.Cut(name, ".")
	value, ok := c[name]
	if !ok {
		r.Unknown(file.Name{Value: name, Pos: file.PosOf(at)}, "variable", "", c.names())
		return at
	}
	if !keyed {
		return value
	}
	var keys []string
	for i := 0; i+1 < len(value.Content) && value.Kind == yaml.MappingNode; i += 2 {
		if value.Content[i].Value == key {
			return value.Content[i+1]
		}
		keys = append(keys, value.Content[i].Value)
	}
	r.Unknown(file.Name{Value: key, Pos: file.PosOf(at)}, "key", " of variable "+name, keys)
	return at
}

func (c choice) names() (names []string) {
	for name := range c {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// placed is a copy of a tree of which everything stands at one place.
func placed(n, at *yaml.Node) *yaml.Node {
	out := *n
	out.Line, out.Column = at.Line, at.Column
	out.Content = nil
	for _, child := range n.Content {
		out.Content = append(out.Content, placed(child, at))
	}
	return &out
}
