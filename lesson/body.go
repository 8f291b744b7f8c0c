package lesson

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios"
	"tvslab/scenarios/file"
	"tvslab/scenarios/library"
)

// beginning is the lab to start from: the body of a scenario, or so many steps of one of the library.
type beginning struct {
	Pos  file.Pos
	node *yaml.Node // the body; nil where it is the library's
	from taken
}

// taken is a scenario of the library.
type taken struct {
	Library file.Name `yaml:"library" need:"true" doc:"A scenario of the library."`
	Steps   int       `yaml:"steps" need:"true" range:"1..2000" doc:"So many of its steps were done when the learner begins."`
}

const (
	keyLibrary = "library"
	keySteps   = "steps"
	keyExpect  = "expect"
)

// UnmarshalNode keeps the body until the rest of the lesson is read.
func (b *beginning) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	b.Pos = file.PosOf(n)
	if n.Kind == yaml.MappingNode && valueOf(n, keyLibrary) != nil {
		d.Struct(n, &b.from, where)
		return
	}
	b.node = n
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; slices.Contains(scenarios.Told(), key.Value) {
			d.Add(file.PosOf(key), "leave it out", "%q is said by the lesson itself", key.Value)
		}
	}
}

// JSONSchema of a scenario file without what the lesson says itself, or of a part of one in the library.
func (beginning) JSONSchema() *jsonschema.Schema {
	body := file.SchemaFor[scenarios.Scenario]()
	for _, key := range scenarios.Told() {
		body.Properties.Delete(key)
		body.Required = slices.DeleteFunc(body.Required, func(name string) bool { return name == key })
	}
	return &jsonschema.Schema{If: &jsonschema.Schema{Required: []string{keyLibrary}}, Then: file.SchemaFor[taken](), Else: body}
}

// steps are steps of the scenario language that are read with the lab that they are done in.
type steps []*yaml.Node

// UnmarshalNode keeps the steps.
func (s *steps) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	if n.Kind != yaml.SequenceNode {
		d.WrongType(n, where, "a list of steps")
		return
	}
	*s = n.Content
	d.NotEmpty(n, len(n.Content), where)
}

// JSONSchema of steps.
func (steps) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Ref: stepRef}}
}

// body is the mapping of the lab's scenario, and how many steps it has; nil where that cannot be said.
func (l *Lesson) body(r *file.Report) (*yaml.Node, int) {
	var out *yaml.Node
	matrix := mapping(l.Pos)
	if b := &l.Scenario; b.node != nil {
		if b.node.Kind != yaml.MappingNode {
			r.Add(b.Pos, "write {cluster: ..., phones: ..., steps: ...} or {library: NAME, steps: N}", "the scenario is no mapping")
			return nil, 0
		}
		copied := *b.node
		copied.Content = slices.Clone(b.node.Content)
		out = &copied
	} else if out = b.from.read(r, matrix); out == nil {
		return nil, 0
	}
	set(matrix, "release", list(l.Pos, l.Releases.Values()))
	set(out, "title", text(l.Pos, l.Title))
	set(out, "matrix", matrix)
	l.nameDevices(out)
	played := valueOf(out, keySteps)
	if played == nil || played.Kind != yaml.SequenceNode {
		r.Add(l.Scenario.Pos, "", "the scenario has no list of steps; the phones must be switched on at least")
		return nil, 0
	}
	return out, len(played.Content)
}

// read gives the body of the library's scenario, with its first steps; what else its matrix says goes into matrix, as its first cell has it.
func (t *taken) read(r *file.Report, matrix *yaml.Node) *yaml.Node {
	if t.Library.Value == "" {
		return nil
	}
	found, err := library.Find(t.Library.Value)
	if err == nil && len(found) > 1 {
		err = fmt.Errorf("%q names several scenarios", t.Library.Value)
	}
	if err != nil {
		r.Said(t.Library.Pos, err)
		return nil
	}
	var doc yaml.Node
	if err := yaml.Load(found[0].Text(), &doc); err != nil {
		r.Said(t.Library.Pos, err)
		return nil
	}
	at := &yaml.Node{Line: t.Library.Pos.Line, Column: t.Library.Pos.Column}
	out := placed(doc.Content[0], at)
	for _, key := range scenarios.Told() {
		drop(out, key)
	}
	cell := found[0].Cells()[0]
	varied := valueOf(doc.Content[0], "matrix")
	for key, value := range map[string]string{"mode": cell.Mode, "model": cell.Model} {
		if varied != nil && valueOf(varied, key) != nil {
			set(matrix, key, text(t.Library.Pos, value))
		}
	}
	played := valueOf(out, keySteps)
	if t.Steps > len(played.Content) {
		r.Add(t.Library.Pos, "", "scenario %q has %d steps, not %d", t.Library, len(played.Content), t.Steps)
		return nil
	}
	played.Content = played.Content[:t.Steps]
	return out
}

// nameDevices gives the phones names of the seed, where the lesson names none.
func (l *Lesson) nameDevices(body *yaml.Node) {
	groups := valueOf(body, "phones")
	if l.Seed == 0 || groups == nil || groups.Kind != yaml.MappingNode {
		return
	}
	h := fnv.New32a()
	fmt.Fprint(h, l.Seed)
	copied := *groups
	copied.Content = slices.Clone(groups.Content)
	for i := 1; i < len(copied.Content); i += 2 {
		group := *copied.Content[i]
		count, known := 1, true
		if n := valueOf(&group, "count"); n != nil {
			var err error
			count, err = strconv.Atoi(n.Value)
			known = err == nil && count > 0 && count < 1<<16
		}
		if group.Kind != yaml.MappingNode || !known || valueOf(&group, "devices") != nil || i > 2*255 {
			continue
		}
		first := fmt.Sprintf("SEP0A%04X%02X", h.Sum32()&0xFFFF, i/2+1)
		group.Content = slices.Clone(group.Content)
		set(&group, "devices", list(file.PosOf(&group), []string{fmt.Sprintf("%s0001..%s%04X", first, first, count)}))
		copied.Content[i] = &group
	}
	set(body, "phones", &copied)
}

// The tree of a scenario.

func valueOf(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// set puts a value under a key, in the place of the one that is there.
func set(n *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content[i+1] = value
			return
		}
	}
	n.Content = append(n.Content, text(file.PosOf(n), key), value)
}

func drop(n *yaml.Node, key string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content = slices.Delete(n.Content, i, i+2)
			return
		}
	}
}

func mapping(at file.Pos) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: at.Line, Column: at.Column}
}

func text(at file.Pos, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value, Line: at.Line, Column: at.Column}
}

func list(at file.Pos, values []string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: at.Line, Column: at.Column}
	for _, v := range values {
		n.Content = append(n.Content, text(at, v))
	}
	return n
}
