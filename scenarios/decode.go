package scenarios

import (
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// maxFile bounds a scenario file, in bytes.
const maxFile = 1 << 20

// Load reads one scenario. The file name is used in messages and gives the
// scenario its name. The error is Problems: everything that is wrong.
func Load(file string, data []byte) (*Scenario, error) { return LoadChecked(file, data, Checker{}) }

// LoadChecked is Load that asks a Checker too, so that the problems which only
// the runner sees are told together with the others.
func LoadChecked(file string, data []byte, c Checker) (*Scenario, error) {
	r := newReporter(file, data)
	root := r.parse(data)
	if root == nil {
		return nil, r.err()
	}
	name := strings.TrimSuffix(filepath.Base(file), ".yaml")
	s := &Scenario{File: file, Name: name, text: data}
	d := &decoder{reporter: r, nodes: nodeNames(root)}
	d.value(root, reflect.ValueOf(s).Elem(), "the scenario")
	s.settle(r)
	s.validate(r)
	s.ask(r, c)
	if err := r.err(); err != nil {
		return nil, err
	}
	return s, nil
}

// parse reads the YAML tree; nil after a syntax error.
func (r *reporter) parse(data []byte) *yaml.Node {
	if len(data) > maxFile {
		r.add(Pos{}, "", "the file has %d bytes; the limit is %d", len(data), maxFile)
		return nil
	}
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		r.syntax(err)
		return nil
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		r.add(Pos{1, 1}, "", "the file holds no scenario")
		return nil
	}
	return doc.Content[0]
}

// syntax reports what the YAML parser said.
func (r *reporter) syntax(err error) {
	var all *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case strings.Contains(err.Error(), "no documents"): // empty, or comments only
		r.add(Pos{1, 1}, "`tvslab new FILE` writes one to start from", "the file holds no scenario")
	case errors.As(err, &all) && len(all.Errors) > 0:
		for _, e := range all.Errors {
			r.syntaxAt(e)
		}
	case errors.As(err, &one):
		r.syntaxAt(one)
	default:
		r.add(Pos{1, 1}, "", "not valid YAML: %s", err)
	}
}

func (r *reporter) syntaxAt(e *yaml.LoadError) {
	pos, hint := Pos{e.Mark.Line, e.Mark.Column}, ""
	if pos.Line < 1 || pos.Column < 1 {
		pos = Pos{max(1, pos.Line), 1}
	}
	if pos.Line <= len(r.lines) && strings.Contains(leading(r.lines[pos.Line-1]), "\t") {
		hint = "indent with spaces; YAML allows no tabs there"
	}
	r.add(pos, hint, "not valid YAML: %s", strings.TrimPrefix(e.Message, "yaml: "))
}

// leading gives the white space that a line starts with.
func leading(line []byte) string {
	return string(line[:len(line)-len(strings.TrimLeft(string(line), " \t"))])
}

// custom is a type that reads itself from a node. It has to report every
// key it does not know, as object does.
type custom interface {
	decode(d *decoder, n *yaml.Node, where string)
}

// decoder fills Go values from YAML nodes by the tags of their struct
// fields: yaml (the key), need (required), enum (valid words), range (of a
// number) and doc (for the schema).
type decoder struct {
	*reporter
	nodes map[string]bool // names of the cluster's nodes, which choose how an expectation is read
}

// value decodes n into v, which must be addressable. where names the value
// in messages.
func (d *decoder) value(n *yaml.Node, v reflect.Value, where string) {
	if d.full() {
		return
	}
	if n.Kind == yaml.AliasNode {
		d.add(posOf(n), "write the value out", "a scenario has no YAML aliases, but here is \"*%s\"", n.Value)
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if c, ok := v.Addr().Interface().(custom); ok {
		c.decode(d, n, where)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.object(n, v, where, "key")
	case reflect.Slice:
		d.list(n, v, where)
	case reflect.String:
		d.text(n, v, where)
	case reflect.Bool:
		d.truth(n, v, where)
	default:
		d.number(n, v, where)
	}
}

// object decodes a mapping into a struct. noun is what its keys are called.
func (d *decoder) object(n *yaml.Node, v reflect.Value, where, noun string) {
	if pos := v.FieldByName("Pos"); pos.IsValid() {
		pos.Set(reflect.ValueOf(posOf(n)))
	}
	if n.Kind != yaml.MappingNode {
		d.add(posOf(n), neededKeys(v.Type()), "%s must be a mapping of keys to values, not %s", where, describe(n))
		return
	}
	fields, present := fieldsOf(v.Type()), map[string]bool{}
	for key, value := range d.entries(n, where) {
		if d.full() {
			return
		}
		f, ok := fields.find(key.Value)
		if !ok {
			d.unknown(Name{key.Value, posOf(key)}, noun, " in "+where, fields.names())
			present[Nearest(key.Value, fields.names())] = true
			continue
		}
		present[f.name] = true
		d.value(value, v.FieldByIndex(f.index), f.name)
		d.constrain(f, v.FieldByIndex(f.index), posOf(value))
	}
	for _, f := range fields {
		if f.need && !present[f.name] {
			d.add(posOf(n), "", "%s has no %q", where, f.name)
		}
	}
}

// inside decodes a mapping into the struct that to points to.
func (d *decoder) inside(n *yaml.Node, to any, where string) {
	d.object(n, reflect.ValueOf(to).Elem(), where, "key")
}

// named decodes a mapping whose keys are free names; one is called with
// every name and its value.
func named(d *decoder, n *yaml.Node, where, noun string, one func(name Name, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.wrongType(n, where, "a mapping from each "+noun+" to its value")
		return
	}
	if len(n.Content) == 0 {
		d.add(posOf(n), "", "%s names no %s", where, noun)
	}
	for key, value := range d.entries(n, where) {
		one(Name{key.Value, posOf(key)}, value)
	}
}

// entries walks a mapping and reports duplicate keys and keys that are no names.
func (d *decoder) entries(n *yaml.Node, where string) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(k, v *yaml.Node) bool) {
		first := map[string]int{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" || key.Value == "" {
				d.add(posOf(key), "", "a key in %s must be a name", where)
				continue
			}
			if line, dup := first[key.Value]; dup {
				d.add(posOf(key), fmt.Sprintf("first in line %d", line), "%q appears twice in %s", key.Value, where)
				continue
			}
			first[key.Value] = key.Line
			if !yield(key, n.Content[i+1]) {
				return
			}
		}
	}
}

func (d *decoder) list(n *yaml.Node, v reflect.Value, where string) {
	if n.Kind != yaml.SequenceNode {
		d.wrongType(n, where, "a list")
		return
	}
	for i, item := range n.Content {
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		d.value(item, v.Index(i), where)
	}
}

func (d *decoder) text(n *yaml.Node, v reflect.Value, where string) {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
		d.wrongType(n, where, "text")
		return
	}
	if strings.TrimSpace(n.Value) == "" {
		d.add(posOf(n), "", "%s must not be empty", where)
	}
	v.SetString(n.Value)
}

// truths are YAML 1.1's words, without the one-letter ones.
var truths = map[string]bool{"true": true, "yes": true, "on": true, "false": false, "no": false, "off": false}

func (d *decoder) truth(n *yaml.Node, v reflect.Value, where string) {
	t, ok := truths[strings.ToLower(n.Value)]
	if n.Kind != yaml.ScalarNode || !ok {
		d.wrongType(n, where, "true or false")
		return
	}
	v.SetBool(t)
}

func (d *decoder) number(n *yaml.Node, v reflect.Value, where string) {
	u, err := strconv.ParseUint(n.Value, 10, 64)
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || err != nil {
		d.wrongType(n, where, "a whole number")
		return
	}
	if v.Kind() == reflect.Uint64 {
		v.SetUint(u)
		return
	}
	v.SetInt(int64(min(u, 1<<62)))
}

// constrain checks the enum and range tags of a decoded field.
func (d *decoder) constrain(f field, v reflect.Value, pos Pos) {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case Name:
		d.oneOf(f, x)
	case Names:
		for _, n := range x {
			d.oneOf(f, n)
		}
	case int:
		if f.max > 0 && (x < f.min || x > f.max) {
			d.add(pos, "", "%s must be from %d to %d, not %d", f.name, f.min, f.max, x)
		}
	}
}

func (d *decoder) oneOf(f field, n Name) {
	if len(f.enum) == 0 || n.Value == "" {
		return
	}
	for _, word := range f.enum {
		if n.Value == word {
			return
		}
	}
	u := Unknown{Name: n.Value, Known: f.enum}
	d.add(n.Pos, u.Hint(), "%s cannot be %q", f.name, n.Value)
}

// unknown reports a name that is not among the known ones.
func (r *reporter) unknown(n Name, what, where string, known []string) {
	if r.full() {
		return
	}
	u := Unknown{What: what, Name: n.Value, Known: known}
	r.add(n.Pos, u.Hint(), "unknown %s %q%s", what, n.Value, where)
}

func (d *decoder) wrongType(n *yaml.Node, where, want string) {
	d.add(posOf(n), "", "%s must be %s, not %s", where, want, describe(n))
}

// neededKeys shows how a mapping is written that has needed keys; "" where it has none.
func neededKeys(t reflect.Type) string {
	var keys []string
	for _, f := range fieldsOf(t) {
		if f.need {
			keys = append(keys, f.name+": ...")
		}
	}
	if len(keys) == 0 {
		return ""
	}
	return "write {" + strings.Join(keys, ", ") + "}"
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

func posOf(n *yaml.Node) Pos { return Pos{n.Line, n.Column} }

// oneOrMany gives the items of a list, or the node itself.
func oneOrMany(n *yaml.Node) []*yaml.Node {
	if n.Kind == yaml.SequenceNode {
		return n.Content
	}
	return []*yaml.Node{n}
}

// quote shows a name in a message.
func quote(name string) string { return strconv.Quote(name) }
