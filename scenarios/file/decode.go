package file

import (
	"fmt"
	"iter"
	"reflect"
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

// PosOf gives the place of a node.
func PosOf(n *yaml.Node) Pos { return Pos{n.Line, n.Column} }

// OneOrMany gives the items of a list, or the node itself.
func OneOrMany(n *yaml.Node) []*yaml.Node {
	if n.Kind == yaml.SequenceNode {
		return n.Content
	}
	return []*yaml.Node{n}
}
