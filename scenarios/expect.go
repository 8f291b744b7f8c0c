package scenarios

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
)

// expect is its verb's argument: what is checked, in file order.
type expect struct {
	targets []target
	written []writtenTarget // until read knows which names are nodes
}

// target is one key of an expect step: phones (a group, "group[1..3]", a device name, or all) or a node. Only the
// fitting one of phones and nodes is filled; every element is checked.
type target struct {
	name   file.Name
	phones []phoneExpectation
	nodes  []nodeExpectation
}

type writtenTarget struct {
	name  file.Name
	value *yaml.Node
}

// row is a key of an expectation about a T: what may be written there, and what is wrong where it does not hold.
type row[T any] struct {
	file.Key
	judge func(of T, want any, wrong wrongField)
}

// wrongField reports a field that has another value.
type wrongField = func(field, want, got string)

// about makes a row of what is written as a V.
func about[T, V any](name, doc string, judge func(of T, want *V, wrong wrongField)) row[T] {
	return row[T]{
		file.NewKey(name, doc, reflect.TypeFor[V]()),
		func(of T, want any, wrong wrongField) { judge(of, want.(*V), wrong) },
	}
}

// word makes a row of a word that must be what is found, in any case. Without words any may be written.
func word[T any](name, doc string, words []string, found func(T) string) row[T] {
	r := about(name, doc, func(of T, want *file.Name, wrong wrongField) {
		if got := found(of); !strings.EqualFold(want.Value, got) {
			wrong(name, want.Value, got)
		}
	})
	r.Words = words
	return r
}

// number makes a row of a number that must be what is found.
func number[T any](name, doc string, low, high int, found func(T) int) row[T] {
	r := about(name, doc, func(of T, want *int, wrong wrongField) {
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
type wantable interface{ check(*checker) }

func (ws wants) check(c *checker) {
	for _, w := range ws {
		if v, ok := w.value.(wantable); ok {
			v.check(c)
		}
	}
}

func (ws wants) of(key string) any {
	if w := found(ws, func(w *want) bool { return w.key == key }); w != nil {
		return w.value
	}
	return nil
}

// judge compares everything that is written, in the order of the rows: those that cost more to find out are last.
func judge[T any](rows []row[T], ws wants, of T, wrong wrongField) {
	for _, r := range rows {
		if want := ws.of(r.Name); want != nil {
			r.judge(of, want, wrong)
		}
	}
}

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

// UnmarshalNode keeps the targets until read.
func (x *expect) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	d.Named(n, where, "group or node", func(name file.Name, value *yaml.Node) {
		x.written = append(x.written, writtenTarget{name, value})
	})
}

// readExpectations reads expect steps by what their keys name, which only the whole file says: nodes are those of all
// clusters, those that steps add, and those that they give a new name.
func (s *Scenario) readExpectations(d *file.Decoder) {
	nodes := map[string]bool{}
	add := func(names []string) {
		for _, name := range names {
			nodes[name] = true
		}
	}
	add(s.Cluster.Nodes.Names())
	for i := range s.Others {
		add(s.Others[i].Nodes.Names())
	}
	for i := range s.Steps {
		if x, ok := s.Steps[i].does.(namer); ok {
			add(x.nodeNames())
		}
	}
	for i := range s.Steps {
		if x, ok := s.Steps[i].does.(*expect); ok {
			x.read(d, nodes)
		}
	}
}

func (x *expect) read(d *file.Decoder, nodes map[string]bool) {
	for _, w := range x.written {
		t := target{name: w.name}
		what := fmt.Sprintf("expectation of %q", w.name)
		for _, item := range file.OneOrMany(w.value) {
			if nodes[w.name.Value] {
				t.nodes = append(t.nodes, nodeExpectation{})
				d.Value(item, &t.nodes[len(t.nodes)-1], what)
			} else {
				t.phones = append(t.phones, phoneExpectation{})
				d.Value(item, &t.phones[len(t.phones)-1], what)
			}
		}
		if len(t.nodes)+len(t.phones) == 0 {
			d.Add(file.PosOf(w.value), "", "%s is an empty list", what)
		}
		x.targets = append(x.targets, t)
	}
	x.written = nil
}

// at keeps the alternatives that hold in a cell and the targets that have any.
func (x *expect) at(c Cell) *expect {
	out := &expect{}
	for _, t := range x.targets {
		kept := target{name: t.name}
		for _, e := range t.phones {
			if e.When.holds(c) {
				kept.phones = append(kept.phones, e)
			}
		}
		for _, e := range t.nodes {
			if e.When.holds(c) {
				kept.nodes = append(kept.nodes, e)
			}
		}
		if len(kept.phones)+len(kept.nodes) > 0 {
			out.targets = append(out.targets, kept)
		}
	}
	return out
}

func (x *expect) check(c *checker) {
	for i := range x.targets {
		if t := &x.targets[i]; len(t.nodes) > 0 {
			t.checkNodes(c)
		} else {
			t.checkPhones(c)
		}
	}
}

// do lets queued resets happen and checks every target. Failed expectations do not stop the run.
func (x *expect) do(ctx context.Context, r *Runner) error {
	if err := r.Lab.Settle(ctx); err != nil {
		return err
	}
	r.observeGroups(ctx)
	for i := range x.targets {
		t := &x.targets[i]
		for j := range t.phones {
			r.expectPhones(ctx, t.name.Value, &t.phones[j])
		}
		for j := range t.nodes {
			r.expectNode(t.name.Value, &t.nodes[j])
		}
	}
	return nil
}

func (x *expect) String() string {
	var list []string
	for _, t := range x.targets {
		list = append(list, t.name.Value)
	}
	return strings.Join(list, ", ")
}

// JSONSchema of the targets: an expectation allows what phones and nodes allow together, since a schema cannot know
// which of the two a name is.
func (expect) JSONSchema() *jsonschema.Schema {
	s := file.ObjectSchema(keysOf(reflect.TypeFor[phoneExpectation](), phoneRows))
	node := file.ObjectSchema(keysOf(reflect.TypeFor[nodeExpectation](), nodeRows))
	for p := node.Properties.Oldest(); p != nil; p = p.Next() {
		phone, both := s.Properties.Get(p.Key)
		switch {
		case !both:
			s.Properties.Set(p.Key, p.Value)
		case p.Key == "services":
			s.Properties.Set(p.Key, &jsonschema.Schema{If: &jsonschema.Schema{Type: "object"}, Then: p.Value, Else: phone})
		case p.Key != "when":
			phone.Enum = append(phone.Enum, p.Value.Enum...)
			phone.Description += " Of a node: " + p.Value.Description
		}
	}
	return file.MapOf(file.ListOr(s))
}
