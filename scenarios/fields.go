package scenarios

import (
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// field is one key of a struct, as its tags say.
type field struct {
	name     string
	index    []int
	need     bool
	enum     []string
	min, max int // of a number; max 0: no range
	doc      string
	typ      reflect.Type
}

type fields []field

func (fs fields) find(name string) (field, bool) {
	for _, f := range fs {
		if f.name == name {
			return f, true
		}
	}
	return field{}, false
}

func (fs fields) names() []string {
	out := make([]string, len(fs))
	for i, f := range fs {
		out[i] = f.name
	}
	return out
}

var fieldCache sync.Map // reflect.Type -> fields

// fieldsOf gives the keys of a struct in the order of its declaration.
func fieldsOf(t reflect.Type) fields {
	if known, ok := fieldCache.Load(t); ok {
		return known.(fields)
	}
	var out fields
	for _, sf := range reflect.VisibleFields(t) {
		name, ok := sf.Tag.Lookup("yaml")
		if !ok {
			continue
		}
		f := field{name: name, index: sf.Index, doc: sf.Tag.Get("doc"), typ: sf.Type}
		f.need = sf.Tag.Get("need") == "true"
		f.enum = strings.Fields(sf.Tag.Get("enum"))
		if low, high, ok := strings.Cut(sf.Tag.Get("range"), ".."); ok {
			f.min, _ = strconv.Atoi(low)
			f.max, _ = strconv.Atoi(high)
		}
		out = append(out, f)
	}
	fieldCache.Store(t, out)
	return out
}
