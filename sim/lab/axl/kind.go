package axl

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"tvslab/sim"
	"tvslab/sim/lab/tomcat"
	"tvslab/sim/tables"
	"tvslab/soap"
)

// kind is a kind of objects that are listed and shown.
type kind[T any] struct {
	name    string // in operations: "ProcessNode"
	element string // in answers: "processNode"
	all     func(c *sim.Cluster) []T
	id      func(c *sim.Cluster, o T) string
	fields  []field[T] // in the order of the schema
}

// field is an element of an object.
type field[T any] struct {
	name string
	text func(c *sim.Cluster, o T) string
	// id, where it is there, is the key of the row that the text names.
	id func(c *sim.Cluster, o T) string
	// inside, where it is there, writes what the element holds, instead of a text.
	inside func(w *soap.Writer, c *sim.Cluster, o T)
	deep   bool // only get has it
}

// said is a field with a text.
func said[T any](name string, text func(c *sim.Cluster, o T) string) field[T] {
	return field[T]{name: name, text: text}
}

// always is a field that is so for all.
func always[T any](name, text string) field[T] {
	return field[T]{name: name, text: func(*sim.Cluster, T) string { return text }}
}

// write writes the element.
func (f *field[T]) write(w *soap.Writer, c *sim.Cluster, o T) {
	switch {
	case f.inside != nil:
		w.Element(f.name, func() { f.inside(w, c, o) })
	case f.id != nil && f.text(c, o) != "":
		w.Text(f.name, f.text(c, o), soap.Attribute{Name: "uuid", Value: tables.UUID(f.id(c, o))})
	default:
		w.Text(f.name, f.text(c, o))
	}
}

// write writes an object with the elements that are asked for: nil asks for all.
func (k *kind[T]) write(w *soap.Writer, c *sim.Cluster, o T, tags *tags) {
	w.Element(k.element, func() {
		for i := range k.fields {
			if f := &k.fields[i]; tags == nil || tags.has(f.name) && (tags.deep || !f.deep) {
				f.write(w, c, o)
			}
		}
		if tags != nil {
			k.missing(w, tags)
		}
	}, soap.Attribute{Name: "uuid", Value: tables.UUID(k.id(c, o))})
}

// missing writes what is asked for and not known to the lab: as if nobody had filled it in.
func (k *kind[T]) missing(w *soap.Writer, tags *tags) {
	for _, name := range tags.names {
		if k.field(name) == nil {
			w.Text(name, "")
		}
	}
}

func (k *kind[T]) field(name string) *field[T] {
	for i := range k.fields {
		if k.fields[i].name == name {
			return &k.fields[i]
		}
	}
	return nil
}

// tags are the elements that a list is asked for.
type tags struct {
	names []string
	known map[string]bool
	deep  bool // of an object that is shown alone
}

// mostTags bounds them: the largest object of the schema has fewer.
const mostTags = 400

// tagsOf reads returnedTags.
func tagsOf(op *soap.Element) (*tags, error) {
	asked := op.Child("returnedTags")
	if asked == nil {
		return nil, &Error{codeRefused, "returnedTags is missing"}
	}
	t := &tags{known: map[string]bool{}}
	for _, one := range asked.Children {
		if name := one.Local; !t.known[name] {
			t.known[name] = true
			t.names = append(t.names, name)
		}
	}
	if len(t.names) > mostTags {
		return nil, &Error{codeRefused, fmt.Sprintf("returnedTags has more than %d elements", mostTags)}
	}
	return t, nil
}

func (t *tags) has(name string) bool { return t.known[name] }

// mostPattern bounds a pattern of searchCriteria, characters.
const mostPattern = 255

// criterion is a pattern for a field.
type criterion struct{ name, pattern string }

// criteriaOf reads searchCriteria.
func criteriaOf(op *soap.Element) (list []criterion, err error) {
	asked := op.Child("searchCriteria")
	if asked == nil {
		return nil, &Error{codeRefused, "searchCriteria is missing"}
	}
	for _, one := range asked.Children {
		c := criterion{one.Local, one.Value()}
		if len(c.pattern) > mostPattern || len(list) == mostTags {
			return nil, &Error{codeRefused, fmt.Sprintf("searchCriteria: %s is too long", one.Local)}
		}
		list = append(list, c)
	}
	return list, nil
}

// window is which rows of a list are asked for.
type window struct{ skip, first int }

// windowOf reads skip and first; without first, all.
func windowOf(op *soap.Element) (v window, err error) {
	v.first = -1
	for name, number := range map[string]*int{"skip": &v.skip, "first": &v.first} {
		text := op.Get(name)
		if text == "" {
			continue
		}
		if *number, err = strconv.Atoi(text); err != nil || *number < 0 {
			return v, &Error{codeRefused, fmt.Sprintf("%s: %q is no number of rows", name, text)}
		}
	}
	return v, nil
}

// list is the operation that lists objects of a kind.
func (k *kind[T]) list() tomcat.Operation {
	return tomcat.Operation{Name: "list" + k.name, Do: func(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
		q, err := queryOf(a.Operation)
		if err != nil {
			return err
		}
		return see(a, func(c *sim.Cluster) error {
			var found []T
			for _, o := range k.all(c) {
				if k.fits(c, o, q.criteria) {
					found = append(found, o)
				}
			}
			from := min(q.skip, len(found))
			upto := len(found)
			if q.first >= 0 {
				upto = min(upto, from+q.first)
			}
			w.Element("return", func() {
				for _, o := range found[from:upto] {
					k.write(w, c, o, q.tags)
				}
			})
			return nil
		})
	}}
}

// query is what a list is asked for.
type query struct {
	criteria []criterion
	*tags
	window
}

func queryOf(op *soap.Element) (q query, err error) {
	if q.criteria, err = criteriaOf(op); err != nil {
		return q, err
	}
	if q.tags, err = tagsOf(op); err != nil {
		return q, err
	}
	q.window, err = windowOf(op)
	return q, err
}

// fits reports whether an object is as all patterns say; a field that the lab does not have is empty.
func (k *kind[T]) fits(c *sim.Cluster, o T, criteria []criterion) bool {
	for _, one := range criteria {
		text := ""
		if f := k.field(one.name); f != nil && f.text != nil {
			text = f.text(c, o)
		}
		if !fits(text, one.pattern) {
			return false
		}
	}
	return true
}

// get is the operation that shows an object of a kind.
func (k *kind[T]) get() tomcat.Operation {
	return tomcat.Operation{Name: "get" + k.name, Do: func(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
		return see(a, func(c *sim.Cluster) error {
			o, err := k.named(c, a.Operation)
			if err != nil {
				return err
			}
			return k.show(a.Operation, w, c, o)
		})
	}}
}

// show writes one object, with what is asked for, or all.
func (k *kind[T]) show(op *soap.Element, w *soap.Writer, c *sim.Cluster, o T) error {
	var asked *tags
	if op.Child("returnedTags") != nil {
		var err error
		if asked, err = tagsOf(op); err != nil {
			return err
		}
		asked.deep = true
	}
	w.Element("return", func() { k.write(w, c, o, asked) })
	return nil
}

// named is the object that a request names, by uuid or name.
func (k *kind[T]) named(c *sim.Cluster, op *soap.Element) (found T, err error) {
	id, name := tables.Pkid(op.Get("uuid")), op.Get("name")
	for _, o := range k.all(c) {
		if id != "" && k.id(c, o) == id || id == "" && name != "" && strings.EqualFold(k.fields[0].text(c, o), name) {
			return o, nil
		}
	}
	return found, notFound(k.name)
}
