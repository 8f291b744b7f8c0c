package file

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Key is one key of a mapping: what may be written there.
type Key struct {
	Name     string
	Doc      string       // a sentence in Markdown, for the JSON Schema and the pages
	Need     bool         // the mapping must have it
	Words    []string     // the only words that a Name or Names may have; none: any
	Listed   []string     // the same for the schema alone: who checks the struct knows them, and says more of a wrong one
	Min, Max int          // of a number, of characters, of entries; Max 0: no range
	Type     reflect.Type // of the value

	index []int // of the struct field
}

// NewKey makes a key of no struct: its words are those of the type.
func NewKey(name, doc string, t reflect.Type) Key {
	return Key{Name: name, Doc: doc, Type: t, Words: wordsOf(t)}
}

// In gives a pointer to the field that KeysOf made the key from, in the struct that to points to.
func (k Key) In(to any) any {
	return reflect.ValueOf(to).Elem().FieldByIndex(k.index).Addr().Interface()
}

// Keys are the keys of a mapping, in the order in which they are shown.
type Keys []Key

// Find gives the key of that name.
func (ks Keys) Find(name string) (Key, bool) {
	i := slices.IndexFunc(ks, func(k Key) bool { return k.Name == name })
	if i < 0 {
		return Key{}, false
	}
	return ks[i], true
}

// Names gives the names of the keys.
func (ks Keys) Names() []string {
	out := make([]string, len(ks))
	for i, k := range ks {
		out[i] = k.Name
	}
	return out
}

// shape is what the tags of a struct say: its keys, and the field that a value which is no mapping goes to.
type shape struct {
	keys  Keys
	short []int // nil: there must be a mapping
}

var shapes sync.Map // reflect.Type -> shape

// KeysOf gives the keys of a struct in the order of its declaration, by the tags of its fields: yaml (the name), doc,
// need:"true", words ("a b c") and range ("1..9": of a number, of the characters of a text, of the entries of a list).
func KeysOf(t reflect.Type) Keys { return shapeOf(t).keys }

func shapeOf(t reflect.Type) shape {
	if known, ok := shapes.Load(t); ok {
		return known.(shape)
	}
	var s shape
	lister, _ := reflect.New(t).Interface().(Lister)
	for _, f := range reflect.VisibleFields(t) {
		if name, ok := f.Tag.Lookup("yaml"); ok {
			k := keyOf(name, f)
			if lister != nil {
				k.Listed = lister.Listed(name)
			}
			s.keys = append(s.keys, k)
		}
		if f.Tag.Get("short") == "true" {
			s.short = f.Index
		}
	}
	shapes.Store(t, s)
	return s
}

func keyOf(name string, f reflect.StructField) Key {
	k := Key{Name: name, Doc: f.Tag.Get("doc"), Need: f.Tag.Get("need") == "true", Type: f.Type, index: f.Index}
	if k.Words = strings.Fields(f.Tag.Get("words")); len(k.Words) == 0 {
		k.Words = wordsOf(f.Type)
	}
	if low, high, ok := strings.Cut(f.Tag.Get("range"), ".."); ok {
		k.Min, _ = strconv.Atoi(low)
		k.Max, _ = strconv.Atoi(high)
	}
	return k
}

// A Vocabulary is a type that allows only some words: a Name or Names in a struct of its own.
type Vocabulary interface{ Words() []string }

// A Lister is a struct whose check knows the words of some keys: names of the domain, which no tag can list.
type Lister interface {
	// Listed gives the words of a key, nil where it takes any.
	Listed(key string) []string
}

// wordsOf gives the words of a type that says which it allows.
func wordsOf(t reflect.Type) []string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if v, ok := reflect.Zero(t).Interface().(Vocabulary); ok {
		return v.Words()
	}
	return nil
}
