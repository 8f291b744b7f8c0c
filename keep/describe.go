package keep

import (
	"cmp"
	"reflect"
	"slices"
)

// Document is a kind of document, or a part of one, and its members.
type Document struct {
	Kind    string
	Members []Member
}

// Member is a member of a document.
type Member struct{ Name, Holds string }

// Describe returns the documents of a T and of all that it holds, by kind: what the format of a state is.
func Describe[T any](t *Types) []Document {
	d := describing{types: t, seen: map[reflect.Type]bool{}}
	d.look(reflect.TypeFor[T]())
	slices.SortFunc(d.all, func(a, b Document) int { return cmp.Compare(a.Kind, b.Kind) })
	return d.all
}

type describing struct {
	types *Types
	seen  map[reflect.Type]bool
	all   []Document
}

func (d *describing) look(t reflect.Type) {
	if d.seen[t] || hasText(t) {
		return
	}
	d.seen[t] = true
	if form, ok := d.types.forms[t]; ok {
		d.look(form.as)
		return
	}
	switch t.Kind() {
	case reflect.Map, reflect.Slice, reflect.Array, reflect.Pointer:
		d.look(t.Elem())
	case reflect.Interface:
		for _, kind := range d.types.kinds {
			if kind.Implements(t) {
				d.look(kind)
			}
		}
	case reflect.Struct:
		d.members(t)
	}
}

func (d *describing) members(t reflect.Type) {
	doc := Document{Kind: d.types.name(t)}
	for _, f := range fieldsOf(t) {
		of := t.Field(f.index).Type
		holds := d.holds(of)
		if f.apart {
			holds = "document: " + holds
		}
		doc.Members = append(doc.Members, Member{f.name, holds})
		d.look(of)
	}
	d.all = append(d.all, doc)
}

// holds is what a member of a type holds, in words.
func (d *describing) holds(t reflect.Type) string {
	form, formed := d.types.forms[t]
	switch {
	case t.Kind() == reflect.Pointer:
		return "document: " + d.types.name(t)
	case formed:
		return d.holds(form.as)
	case hasText(t), t.Kind() == reflect.String:
		return "text"
	}
	return d.plain(t)
}

func (d *describing) plain(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct:
		return d.types.name(t)
	case reflect.Interface:
		return "one of several"
	case reflect.Map:
		return "by name: " + d.holds(t.Elem())
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "list: " + d.holds(t.Elem())
	case reflect.Bool:
		return "yes or no"
	}
	return "number"
}
