package expect

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
)

// Expectations are what is checked, in file order.
type Expectations struct {
	Targets []Target

	written []writtenTarget // until Read knows which names are nodes
}

// Target is one key of an expect step: phones (a group, "group[1..3]", a device name, or all), a node or a system. Only the
// fitting one of Phones, Nodes and Systems is filled; every element is checked.
type Target struct {
	Name    file.Name
	Phones  []Phones
	Nodes   []Node
	Systems []System
}

type writtenTarget struct {
	name  file.Name
	value *yaml.Node
}

// row is a key of an expectation about a T: what may be written there, and what is wrong where it does not hold.
type row[T any] struct {
	file.Key
	judge func(of T, want any, wrong Wrong)
}

// Wrong is told of a field that has another value.
type Wrong = func(field, want, got string)

// about makes a row of what is written as a V.
func about[T, V any](name, doc string, judge func(of T, want *V, wrong Wrong)) row[T] {
	return row[T]{
		file.NewKey(name, doc, reflect.TypeFor[V]()),
		func(of T, want any, wrong Wrong) { judge(of, want.(*V), wrong) },
	}
}

// word makes a row of a word that must be what is found, in any case. Without words any may be written.
func word[T any](name, doc string, words []string, found func(T) string) row[T] {
	r := about(name, doc, func(of T, want *file.Name, wrong Wrong) {
		if got := found(of); !strings.EqualFold(want.Value, got) {
			wrong(name, want.Value, got)
		}
	})
	r.Words = words
	return r
}

// number makes a row of a number that must be what is found.
func number[T any](name, doc string, low, high int, found func(T) int) row[T] {
	r := about(name, doc, func(of T, want *int, wrong Wrong) {
		if got := found(of); *want != got {
			wrong(name, fmt.Sprint(*want), fmt.Sprint(got))
		}
	})
	r.Min, r.Max = low, high
	return r
}

// wants is what is written of an expectation, in file order: pointers to values of the rows' types.
type wants []want

type want struct {
	key   string
	value any
}

// wantable is a value that can be wrong by itself.
type wantable interface{ check(*site.Checker) }

func (ws wants) check(c *site.Checker) {
	for _, w := range ws {
		if v, ok := w.value.(wantable); ok {
			v.check(c)
		}
	}
}

func (ws wants) of(key string) any {
	for _, w := range ws {
		if w.key == key {
			return w.value
		}
	}
	return nil
}

// judge compares everything that is written, in the order of the rows: those that cost more to find out are last.
func judge[T any](rows []row[T], ws wants, of T, wrong Wrong) {
	for _, r := range rows {
		if want := ws.of(r.Name); want != nil {
			r.judge(of, want, wrong)
		}
	}
}

// PhoneKeys are what may be written about phones.
func PhoneKeys() file.Keys { return keysOf(reflect.TypeFor[Phones](), phoneRows) }

// NodeKeys are what may be written about a node.
func NodeKeys() file.Keys { return keysOf(reflect.TypeFor[Node](), nodeRows) }

// keysOf are the keys of an expectation: those of its struct and the rows.
func keysOf[T any](t reflect.Type, rows []row[T]) file.Keys {
	keys := append(file.Keys{}, file.KeysOf(t)...)
	for _, r := range rows {
		keys = append(keys, r.Key)
	}
	return keys
}

// readWants decodes an expectation into the struct that to points to and returns what the rows are about. One that
// checks nothing is a problem.
func readWants[T any](d *file.Decoder, n *yaml.Node, to any, rows []row[T], where string) (ws wants) {
	t := reflect.TypeOf(to).Elem()
	d.Object(n, keysOf(t, rows), where, "key", func(k file.Key) any {
		if _, own := file.KeysOf(t).Find(k.Name); own {
			return k.In(to)
		}
		v := reflect.New(k.Type).Interface()
		ws = append(ws, want{k.Name, v})
		return v
	})
	if n.Kind == yaml.MappingNode && onlyLimits(n) {
		d.Add(file.PosOf(n), "", "%s checks nothing", where)
	}
	return ws
}

// onlyLimits tells whether a mapping has no other keys than those that limit it.
func onlyLimits(n *yaml.Node) bool {
	for i := 0; i < len(n.Content); i += 2 {
		if key := n.Content[i].Value; key != "when" && key != "count" {
			return false
		}
	}
	return true
}

// UnmarshalNode keeps the targets until Read.
func (x *Expectations) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	d.Named(n, where, "group or node", func(name file.Name, value *yaml.Node) {
		x.written = append(x.written, writtenTarget{name, value})
	})
}

// Noun is what a name of a scenario names; phones are what is neither a node nor a system.
type Noun int

// The nouns.
const (
	NounPhones Noun = iota
	NounNode
	NounSystem
)

// Read decodes the targets, which is possible when it is known what their keys name.
func (x *Expectations) Read(d *file.Decoder, nouns map[string]Noun) {
	for _, w := range x.written {
		t := Target{Name: w.name}
		what := fmt.Sprintf("expectation of %q", w.name)
		for _, item := range file.OneOrMany(w.value) {
			d.Value(item, t.next(nouns[w.name.Value]), what)
		}
		if t.empty() {
			d.Add(file.PosOf(w.value), "", "%s is an empty list", what)
		}
		x.Targets = append(x.Targets, t)
	}
	x.written = nil
}

// next adds an expectation to the target, which is a noun, and returns a pointer to it.
func (t *Target) next(n Noun) any {
	switch n {
	case NounNode:
		t.Nodes = append(t.Nodes, Node{})
		return &t.Nodes[len(t.Nodes)-1]
	case NounSystem:
		t.Systems = append(t.Systems, System{})
		return &t.Systems[len(t.Systems)-1]
	}
	t.Phones = append(t.Phones, Phones{})
	return &t.Phones[len(t.Phones)-1]
}

func (t *Target) empty() bool { return len(t.Nodes)+len(t.Phones)+len(t.Systems) == 0 }

// At keeps the alternatives that hold in a cell and the targets that have any.
func (x *Expectations) At(c site.Cell) Expectations {
	out := Expectations{}
	for _, t := range x.Targets {
		kept := Target{
			Name:    t.Name,
			Phones:  holding(t.Phones, func(e Phones) *site.When { return e.When }, c),
			Nodes:   holding(t.Nodes, func(e Node) *site.When { return e.When }, c),
			Systems: holding(t.Systems, func(e System) *site.When { return e.When }, c),
		}
		if !kept.empty() {
			out.Targets = append(out.Targets, kept)
		}
	}
	return out
}

// holding keeps the alternatives whose condition holds in a cell.
func holding[E any](list []E, when func(E) *site.When, c site.Cell) (kept []E) {
	for _, e := range list {
		if when(e).Holds(c) {
			kept = append(kept, e)
		}
	}
	return kept
}

// Check reports what is wrong with the names that are spoken of.
func (x *Expectations) Check(c *site.Checker) {
	for i := range x.Targets {
		switch t := &x.Targets[i]; {
		case len(t.Nodes) > 0:
			t.checkNodes(c)
		case len(t.Systems) > 0:
			t.checkSystems(c)
		default:
			t.checkPhones(c)
		}
	}
}

// Notices tells whether alarms, alerts or mails of any node are expected.
func (x *Expectations) Notices() bool {
	return slices.ContainsFunc(x.Targets, func(t Target) bool {
		return slices.ContainsFunc(t.Nodes, func(e Node) bool { return e.Notices() })
	})
}

// String names the targets.
func (x *Expectations) String() string {
	var list []string
	for _, t := range x.Targets {
		list = append(list, t.Name.Value)
	}
	return strings.Join(list, ", ")
}

// JSONSchema of the targets: an expectation allows what phones, nodes and systems allow together, since a schema cannot
// know which of them a name is.
func (Expectations) JSONSchema() *jsonschema.Schema {
	s := file.ObjectSchema(PhoneKeys())
	allow(s, file.ObjectSchema(NodeKeys()), " Of a node: ")
	allow(s, file.ObjectSchema(SystemKeys()), " Of a system: ")
	return file.MapOf(file.ListOr(s))
}

// allow lets a schema take what another one takes too.
func allow(s, other *jsonschema.Schema, of string) {
	for p := other.Properties.Oldest(); p != nil; p = p.Next() {
		have, both := s.Properties.Get(p.Key)
		switch {
		case !both:
			s.Properties.Set(p.Key, p.Value)
		case p.Key == "services":
			s.Properties.Set(p.Key, &jsonschema.Schema{If: &jsonschema.Schema{Type: "object"}, Then: p.Value, Else: have})
		case p.Key != "when":
			have.Enum = append(have.Enum, p.Value.Enum...)
			if len(have.Enum) == len(p.Value.Enum) || len(p.Value.Enum) == 0 { // one of them takes any word
				have.Enum = nil
			}
			have.Description += of + p.Value.Description
		}
	}
}
