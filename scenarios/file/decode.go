package file

import (
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"tvslab/spelling"
)

// What bounds a file: its size in bytes, the characters of a name that it gives to something, and the names of a list.
const (
	MaxSize = 1 << 20
	MaxName = 100
	MaxList = 1000
)

// Parse reads the YAML tree of the file; nil after a syntax error, which it reports. empty is the hint for a file that
// holds nothing.
func (r *Report) Parse(data []byte, empty string) *yaml.Node {
	if len(data) > MaxSize {
		r.Add(Pos{}, "", "the file has %d bytes; the limit is %d", len(data), MaxSize)
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

// Unmarshaler is a type that reads itself from a node. It has to report every key it does not know, as Object does.
// where names the value in messages.
type Unmarshaler interface {
	UnmarshalNode(d *Decoder, n *yaml.Node, where string)
}

// Decoder fills Go values from YAML nodes by the tags of their struct fields (KeysOf). A struct may have a field Pos,
// which gets the place of its mapping, and a field with the tag short:"true", which gets a value that is no mapping.
type Decoder struct{ *Report }

// Value decodes n into the value that to points to. where names it in messages.
func (d *Decoder) Value(n *yaml.Node, to any, where string) {
	d.value(n, reflect.ValueOf(to).Elem(), where)
}

func (d *Decoder) value(n *yaml.Node, v reflect.Value, where string) {
	if d.Full() {
		return
	}
	if n.Kind == yaml.AliasNode {
		d.Add(PosOf(n), "write the value out", "a %s has no YAML aliases, but here is \"*%s\"", d.noun, n.Value)
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if u, ok := v.Addr().Interface().(Unmarshaler); ok {
		u.UnmarshalNode(d, n, where)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.fill(n, v, where)
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

// Struct decodes a mapping into the struct that to points to, also where the struct is an Unmarshaler itself.
func (d *Decoder) Struct(n *yaml.Node, to any, where string) {
	d.fill(n, reflect.ValueOf(to).Elem(), where)
}

func (d *Decoder) fill(n *yaml.Node, v reflect.Value, where string) {
	if pos := v.FieldByName("Pos"); pos.IsValid() {
		pos.Set(reflect.ValueOf(PosOf(n)))
	}
	s := shapeOf(v.Type())
	if s.short != nil && n.Kind != yaml.MappingNode {
		d.value(n, v.FieldByIndex(s.short), where)
		return
	}
	d.Object(n, s.keys, where, "key", func(k Key) any { return v.FieldByIndex(k.index).Addr().Interface() })
}

// Object decodes a mapping that has these keys. noun is what they are called in messages; place gives, for each key
// that is there, a pointer to where its value goes.
func (d *Decoder) Object(n *yaml.Node, keys Keys, where, noun string, place func(Key) any) {
	if n.Kind != yaml.MappingNode {
		d.Add(PosOf(n), keys.needed(), "%s must be a mapping of keys to values, not %s", where, describe(n))
		return
	}
	present := map[string]bool{}
	for key, value := range d.entries(n, where) {
		if d.Full() {
			return
		}
		k, ok := keys.Find(key.Value)
		if !ok {
			d.Unknown(Name{key.Value, PosOf(key)}, noun, " in "+where, keys.Names())
			present[spelling.Nearest(key.Value, keys.Names())] = true
			continue
		}
		present[k.Name] = true
		v := reflect.ValueOf(place(k)).Elem()
		d.value(value, v, k.Name)
		d.constrain(k, v, PosOf(value))
	}
	for _, k := range keys {
		if k.Need && !present[k.Name] {
			d.Add(PosOf(n), "", "%s has no %q", where, k.Name)
		}
	}
}

// Named decodes a mapping whose keys are free names; one is called with every name and its value. noun is what a key
// names.
func (d *Decoder) Named(n *yaml.Node, where, noun string, one func(name Name, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.WrongType(n, where, "a mapping from each "+noun+" to its value")
		return
	}
	if len(n.Content) == 0 {
		d.Add(PosOf(n), "", "%s names no %s", where, noun)
	}
	for key, value := range d.entries(n, where) {
		if length := utf8.RuneCountInString(key.Value); length > MaxName {
			d.Add(PosOf(key), "", "the name of a %s has %d characters, at most %d", noun, length, MaxName)
			continue
		}
		one(Name{key.Value, PosOf(key)}, value)
	}
}

// entries walks a mapping and reports duplicate keys and keys that are no names.
func (d *Decoder) entries(n *yaml.Node, where string) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(k, v *yaml.Node) bool) {
		first := map[string]int{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" || key.Value == "" {
				d.Add(PosOf(key), "", "a key in %s must be a name", where)
				continue
			}
			if line, dup := first[key.Value]; dup {
				d.Add(PosOf(key), fmt.Sprintf("first in line %d", line), "%q appears twice in %s", key.Value, where)
				continue
			}
			first[key.Value] = key.Line
			if !yield(key, n.Content[i+1]) {
				return
			}
		}
	}
}

func (d *Decoder) list(n *yaml.Node, v reflect.Value, where string) {
	if n.Kind != yaml.SequenceNode {
		d.WrongType(n, where, "a list")
		return
	}
	for i, item := range n.Content {
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		d.value(item, v.Index(i), where)
	}
}

func (d *Decoder) text(n *yaml.Node, v reflect.Value, where string) {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
		d.WrongType(n, where, "text")
		return
	}
	if strings.TrimSpace(n.Value) == "" {
		d.Add(PosOf(n), "", "%s must not be empty", where)
	}
	v.SetString(n.Value)
}

// truths are YAML 1.1's words, without the one-letter ones.
var truths = map[string]bool{"true": true, "yes": true, "on": true, "false": false, "no": false, "off": false}

// Truth reads a word for true or false; ok tells whether it is one.
func Truth(word string) (value, ok bool) {
	value, ok = truths[strings.ToLower(word)]
	return value, ok
}

func (d *Decoder) truth(n *yaml.Node, v reflect.Value, where string) {
	t, ok := Truth(n.Value)
	if n.Kind != yaml.ScalarNode || !ok {
		d.WrongType(n, where, "true or false")
		return
	}
	v.SetBool(t)
}

func (d *Decoder) number(n *yaml.Node, v reflect.Value, where string) {
	u, err := strconv.ParseUint(n.Value, 10, 64)
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || err != nil {
		d.WrongType(n, where, "a whole number")
		return
	}
	if v.Kind() == reflect.Uint64 {
		v.SetUint(u)
		return
	}
	v.SetInt(int64(min(u, 1<<62)))
}

// constrain checks a decoded value against the words and the range of its key.
func (d *Decoder) constrain(k Key, v reflect.Value, pos Pos) {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case interface{ names() []Name }:
		d.OneOf(k.Name, k.Words, x.names()...)
	case int:
		if k.Max > 0 && (x < k.Min || x > k.Max) {
			d.Add(pos, "", "%s must be from %d to %d, not %d", k.Name, k.Min, k.Max, x)
		}
	case string:
		if length := utf8.RuneCountInString(x); k.Max > 0 && length > k.Max {
			d.Add(pos, "", "%s has %d characters, at most %d", k.Name, length, k.Max)
		}
	}
}

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

// PosOf gives the place of a node.
func PosOf(n *yaml.Node) Pos { return Pos{n.Line, n.Column} }

// OneOrMany gives the items of a list, or the node itself.
func OneOrMany(n *yaml.Node) []*yaml.Node {
	if n.Kind == yaml.SequenceNode {
		return n.Content
	}
	return []*yaml.Node{n}
}
