package cluster

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"tvslab/sim/lab/control"
)

// operation is something that an administrator does: where, in the words of the menus, and what it is in the language.
type operation struct {
	id       string // in addresses
	app      string // the page's application
	menu     string // of the application
	button   string
	verb     string // of the scenario language, which the operation plays; "" for a command
	command  string // that it types on the node of its form
	says     string // what happens, a sentence
	question string // that the real page or command asks before; "" for none
	fields   []field
	// steps write other steps than the verb with the fields of the form; nil for that one.
	steps func(url.Values) []string
	// cluster says that the step names no node, so that a lab of several clusters asks for the cluster.
	cluster bool
}

// Page is where the operation is done.
func (o *operation) Page() string { return o.app + " > " + o.menu }

// field is a field of a form: a key of the verb's argument.
type field struct {
	key      string // of the argument; the name of the form's field
	label    string // as on the page
	source   source // where the choices come from
	hint     string
	many     bool // several may be chosen
	optional bool
	alone    bool   // the argument may be this value alone
	value    string // what stands there at first
}

// the kinds of what is typed where there are no choices.
const (
	number = source("number")
	box    = source("box")
	text   = source("text")
)

// operationOf is the operation of an address, nil if there is none.
func operationOf(id string) *operation {
	i := slices.IndexFunc(operations, func(o operation) bool { return o.id == id })
	if i < 0 {
		return nil
	}
	return &operations[i]
}

// played are the steps that a filled form stands for. The error is a control.RefusedError: something is missing.
func (o *operation) played(form url.Values) ([]string, error) {
	for _, f := range o.fields {
		if !f.optional && len(f.given(form)) == 0 {
			return nil, control.RefusedError(fmt.Sprintf("%s: choose or write something", f.label))
		}
	}
	if o.steps != nil {
		return o.steps(form), nil
	}
	var a argument
	for _, f := range o.fields {
		if values := f.given(form); len(values) > 0 {
			a.pairs = append(a.pairs, pair{key: f.key, values: values, plain: f.source == number || f.source == box || f.source == truth})
			a.alone = f.alone
		}
	}
	return []string{stepOf(o.verb, a, form.Get(clusterField))}, nil
}

// clusterField is the field of the cluster.
const clusterField = "cluster"

// given are the values of the field in a form, none where it was left empty. "all" is all.
func (f *field) given(form url.Values) []string {
	var values []string
	for _, v := range form[f.name()] {
		if !f.many || f.source != text && f.source != phoneNames && f.source != references {
			values = append(values, strings.TrimSpace(v))
			continue
		}
		for word := range strings.SplitSeq(v, ",") {
			values = append(values, strings.TrimSpace(word))
		}
	}
	values = slices.DeleteFunc(values, func(v string) bool { return v == "" })
	if slices.Contains(values, "all") {
		return []string{"all"}
	}
	return values
}
