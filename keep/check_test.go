package keep

import (
	"fmt"
	"reflect"
	"slices"
)

// Check returns what of a type and all that it holds cannot be kept, a line each: fields that need a form, a tag, or a kind.
func Check[T any](t *Types) []string {
	c := checking{types: t, seen: map[reflect.Type]bool{}}
	c.look(reflect.TypeFor[T](), reflect.TypeFor[T]().String())
	slices.Sort(c.found)
	return slices.Compact(c.found)
}

type checking struct {
	types *Types
	seen  map[reflect.Type]bool
	found []string
}

func (c *checking) look(t reflect.Type, at string) {
	if c.seen[t] || hasText(t) {
		return
	}
	c.seen[t] = true
	if form, ok := c.types.forms[t]; ok {
		c.look(form.as, at)
		return
	}
	switch t.Kind() {
	case reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Uintptr, reflect.Complex64, reflect.Complex128:
		c.found = append(c.found, fmt.Sprintf("%s: %s cannot be kept", at, t))
	case reflect.Interface:
		c.holders(t, at)
	case reflect.Map:
		if k := reflect.Zero(t.Key()); k.Kind() != reflect.String && !k.CanInt() && !k.CanUint() {
			c.found = append(c.found, fmt.Sprintf("%s: a map by %s cannot be kept", at, t.Key()))
		}
		c.look(t.Elem(), at)
	case reflect.Slice, reflect.Array, reflect.Pointer:
		c.look(t.Elem(), at)
	case reflect.Struct:
		for _, f := range fieldsOf(t) {
			c.look(t.Field(f.index).Type, t.String()+"."+t.Field(f.index).Name)
		}
	}
}

// holders looks at what an interface may hold.
func (c *checking) holders(t reflect.Type, at string) {
	found := false
	for _, kind := range c.types.kinds {
		if kind.Implements(t) {
			found = true
			c.look(kind, at)
		}
	}
	if !found {
		c.found = append(c.found, fmt.Sprintf("%s: nothing is known that %s may hold", at, t))
	}
}
