package keep

import (
	"bytes"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Source gives the documents that a Sink took.
type Source interface {
	// Get returns the document of that name. It is an error if there is none.
	Get(name string) (document []byte, err error)
}

// Reader reads states. What two have in common it reads once. It is not safe for concurrent use.
type Reader struct {
	types  *Types
	source Source
	read   map[string]reflect.Value // pointers to what is never changed, by name and type
	under  []string                 // documents on the way to where the reader is
}

// NewReader returns a reader from source.
func NewReader(types *Types, source Source) *Reader {
	return &Reader{types: types, source: source, read: map[string]reflect.Value{}}
}

// Read reads the state whose first document has the name into what a pointer points to. The error names the place of what is not
// as it must be.
func (r *Reader) Read(name string, state any) error {
	v := reflect.ValueOf(state)
	return r.document(name, v.Type(), func(d any) error { return r.value(d, v.Elem()) })
}

// document reads the document of a name.
func (r *Reader) document(name string, of reflect.Type, read func(any) error) error {
	kind := r.types.name(of)
	if slices.Contains(r.under, name) {
		return fmt.Errorf("%s %s names itself", kind, name)
	}
	r.under = append(r.under, name)
	defer func() { r.under = r.under[:len(r.under)-1] }()
	text, err := r.source.Get(name)
	if err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return fmt.Errorf("%s %s: %w", kind, name, err)
	}
	if err := read(tree); err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	return nil
}

// pointer reads the document that a pointer is to point to.
func (r *Reader) pointer(name string, v reflect.Value) error {
	t := v.Type()
	key := t.String() + " " + name
	if known, ok := r.read[key]; ok {
		v.Set(known)
		return nil
	}
	err := r.document(name, t, func(tree any) error {
		if form, ok := r.types.forms[t]; ok {
			return r.formed(tree, form, v)
		}
		v.Set(reflect.New(t.Elem()))
		return r.value(tree, v.Elem())
	})
	if err == nil && !r.types.fresh[t] {
		r.read[key] = reflect.ValueOf(v.Interface())
	}
	return err
}

// formed reads a value that is kept in a form.
func (r *Reader) formed(tree any, form Form, v reflect.Value) error {
	kept := reflect.New(form.as).Elem()
	if err := r.value(tree, kept); err != nil {
		return err
	}
	restored, err := form.restore(kept)
	if err == nil {
		v.Set(restored)
	}
	return err
}

// value reads a value, which is addressable and settable.
func (r *Reader) value(tree any, v reflect.Value) error {
	t := v.Type()
	form, formed := r.types.forms[t]
	switch {
	case tree == nil:
		return nil
	case formed && t.Kind() != reflect.Pointer:
		return r.formed(tree, form, v)
	case hasText(t):
		text, ok := tree.(string)
		if !ok {
			return misfit(tree, t)
		}
		return v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text))
	}
	return r.plain(tree, v)
}

func (r *Reader) plain(tree any, v reflect.Value) error {
	switch in := tree.(type) {
	case bool:
		if v.Kind() != reflect.Bool {
			return misfit(tree, v.Type())
		}
		v.SetBool(in)
	case json.Number:
		return number(in.String(), v)
	case string:
		return r.text(in, v)
	case []any:
		return r.list(in, v)
	case map[string]any:
		return r.object(in, v)
	}
	return nil
}

func misfit(tree any, t reflect.Type) error { return fmt.Errorf("%.40q is no %s", fmt.Sprint(tree), t) }

func number(text string, v reflect.Value) error {
	switch {
	case v.CanInt():
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(n)
		return err
	case v.CanUint():
		n, err := strconv.ParseUint(text, 10, v.Type().Bits())
		v.SetUint(n)
		return err
	case v.CanFloat():
		n, err := strconv.ParseFloat(text, 64)
		v.SetFloat(n)
		return err
	}
	return misfit(text, v.Type())
}

// text reads a string: text, bytes, or the name of a document.
func (r *Reader) text(s string, v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
		return nil
	case reflect.Pointer:
		return r.pointer(s, v)
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return setBytes(s, v)
		}
	}
	return misfit(s, v.Type())
}

func setBytes(s string, v reflect.Value) error {
	b, err := base64.StdEncoding.DecodeString(s)
	switch {
	case err != nil:
		return err
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), len(b), len(b)))
	case v.Len() != len(b):
		return fmt.Errorf("%d bytes for %s", len(b), v.Type())
	}
	reflect.Copy(v, reflect.ValueOf(b))
	return nil
}

func (r *Reader) list(in []any, v reflect.Value) error {
	switch {
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), len(in), len(in)))
	case v.Kind() != reflect.Array || v.Len() != len(in):
		return fmt.Errorf("a list of %d is no %s", len(in), v.Type())
	}
	for i, element := range in {
		if err := r.value(element, v.Index(i)); err != nil {
			return fmt.Errorf("%d: %w", i, err)
		}
	}
	return nil
}

func (r *Reader) object(in map[string]any, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Struct:
		return r.fields(in, v)
	case reflect.Map:
		return r.entries(in, v)
	case reflect.Interface:
		return r.held(in, v)
	}
	return fmt.Errorf("an object is no %s", v.Type())
}

// errUnknown is a member that nobody knows: a later version wrote it.
var errUnknown = errors.New("not known here: a later version wrote it")

func (r *Reader) fields(in map[string]any, v reflect.Value) error {
	left := len(in)
	for _, f := range fieldsOf(v.Type()) {
		tree, there := in[f.name]
		if !there {
			continue
		}
		left--
		if err := r.member(tree, settable(v.Field(f.index)), f.apart); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	if left > 0 {
		return unknownOf(in, v.Type())
	}
	return nil
}

func unknownOf(in map[string]any, t reflect.Type) error {
	var names []string
	for name := range in {
		if !slices.ContainsFunc(fieldsOf(t), func(f field) bool { return f.name == name }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return fmt.Errorf("%q is %w", strings.Join(names, ", "), errUnknown)
}

// member reads a field, which may be a document of its own.
func (r *Reader) member(tree any, v reflect.Value, apart bool) error {
	name, named := tree.(string)
	if !apart || !named {
		return r.value(tree, v)
	}
	key := v.Type().String() + " " + name
	if known, ok := r.read[key]; ok {
		v.Set(known)
		return nil
	}
	err := r.document(name, v.Type(), func(tree any) error { return r.value(tree, v) })
	if err == nil {
		r.read[key] = reflect.ValueOf(v.Interface())
	}
	return err
}

func (r *Reader) entries(in map[string]any, v reflect.Value) error {
	v.Set(reflect.MakeMapWithSize(v.Type(), len(in)))
	for text, tree := range in {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if err := setKey(text, key); err != nil {
			return err
		}
		if err := r.value(tree, value); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
		v.SetMapIndex(key, value)
	}
	return nil
}

func setKey(text string, key reflect.Value) error {
	if key.Kind() == reflect.String {
		key.SetString(text)
		return nil
	}
	return number(text, key)
}

func (r *Reader) held(in map[string]any, v reflect.Value) error {
	for name, tree := range in {
		kind, known := r.types.kinds[name]
		if !known || len(in) != 1 {
			return fmt.Errorf("%q is %w", name, errUnknown)
		}
		value := reflect.New(kind).Elem()
		if err := r.value(tree, value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		v.Set(value)
	}
	return nil
}
