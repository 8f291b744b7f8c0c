package soap

import (
	"encoding/xml"
	"strings"
)

// Element is an element of a message.
type Element struct {
	xml.Name
	Attributes []xml.Attr
	Text       string // its own, without that of its children
	Children   []*Element
}

// Child is the first child of that local name in any namespace, nil where there is none: schemas of CUCM leave elements of operations
// unqualified or qualify them, and clients do as they like.
func (e *Element) Child(name string) *Element {
	if e == nil {
		return nil
	}
	for _, c := range e.Children {
		if c.Local == name {
			return c
		}
	}
	return nil
}

// All are the children of that local name.
func (e *Element) All(name string) (list []*Element) {
	if e == nil {
		return nil
	}
	for _, c := range e.Children {
		if c.Local == name {
			list = append(list, c)
		}
	}
	return list
}

// Has reports whether there is such a child, and it is not nil.
func (e *Element) Has(name string) bool {
	c := e.Child(name)
	return c != nil && !c.Nil()
}

// Get is the text of a child without blanks around it, "" where there is none.
func (e *Element) Get(name string) string { return e.Child(name).Value() }

// Value is the text without blanks around it, "" of nil.
func (e *Element) Value() string {
	if e == nil {
		return ""
	}
	return strings.TrimSpace(e.Text)
}

// Nil reports whether the element says that it has no value.
func (e *Element) Nil() bool {
	v := e.Attribute("nil")
	return v == "true" || v == "1"
}

// Attribute is the value of an attribute by its local name, "" where there is none.
func (e *Element) Attribute(name string) string {
	for _, a := range e.Attributes {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
