package keep

import (
	"encoding"
	"reflect"
	"strings"
	"sync"
	"unicode"
	"unsafe"
)

// field is one that is kept.
type field struct {
	index int
	name  string
	apart bool // as a document of its own
}

var known sync.Map // reflect.Type -> []field

// fieldsOf returns the kept fields of a struct.
func fieldsOf(t reflect.Type) []field {
	if f, ok := known.Load(t); ok {
		return f.([]field)
	}
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, option, _ := strings.Cut(f.Tag.Get("keep"), ",")
		if name == "-" || machinery(f.Type) {
			continue
		}
		if name == "" {
			name = snake(f.Name)
		}
		fields = append(fields, field{i, name, option == "apart"})
	}
	known.Store(t, fields)
	return fields
}

// machinery reports whether a type is none of a state: locks, and what is worked out once.
func machinery(t reflect.Type) bool {
	switch t.PkgPath() {
	case "sync", "sync/atomic":
		return true
	}
	return false
}

// snake writes a name of Go as documents do: NotBefore is not_before, DER der, TVSService tvs_service.
func snake(name string) string {
	runes := []rune(name)
	var b strings.Builder
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) &&
			(!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// settable is the same value with what is unexported in reach. The value must be addressable.
func settable(v reflect.Value) reflect.Value {
	return reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
}

// within is a value in reach as settable gives it, copied where it has no address: what maps and interfaces hold.
func within(v reflect.Value) reflect.Value {
	if v.CanAddr() {
		return settable(v)
	}
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}

var (
	marshaler   = reflect.TypeFor[encoding.TextMarshaler]()
	unmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// hasText reports whether values of the type are kept as texts.
func hasText(t reflect.Type) bool {
	return t.Kind() != reflect.Pointer && t.Implements(marshaler) && reflect.PointerTo(t).Implements(unmarshaler)
}
