package cluster

import (
	"net/url"
	"slices"

	"tvslab/scenarios"
)

// shown is a field as its form shows it.
type shown struct {
	ID, Name, Label, Hint string
	Kind                  string // select, many, list (text with proposals), text, number or box
	Value                 string
	Options               []option
	Required              bool
}

type option struct {
	Value  string
	Chosen bool
}

// shownAs are the fields of an operation, with what an address says of them.
func (o *operation) shownAs(c *choices, filled url.Values) (list []shown) {
	for _, f := range o.fields {
		list = append(list, f.shownAs(o.verb, c, filled))
	}
	if o.cluster && len(c.clusters) > 0 {
		f := field{key: clusterField, label: "Cluster", optional: true, hint: "the first cluster where none is chosen"}
		one := f.shownAs("", c, filled)
		one.Kind, one.Options = "select", options(c.clusters, filled[clusterField])
		list = append(list, one)
	}
	return list
}

func (f *field) shownAs(verb string, c *choices, filled url.Values) shown {
	s := shown{ID: "f-" + f.name(), Name: f.name(), Label: f.label, Hint: f.hint, Value: f.value, Required: !f.optional}
	given := filled[f.name()]
	if len(given) > 0 {
		s.Value = joined(given)
	}
	list := c.of[f.source]
	if f.source == words {
		list = scenarios.Words(verb, f.key)
	}
	switch s.Kind = f.kind(); s.Kind {
	case "select", "list":
		s.Options = options(list, given)
	case "many":
		s.Options = options(list, given)
		if f.source == nodes && !f.optional {
			s.Options = append([]option{{"all", slices.Contains(given, "all")}}, s.Options...)
		}
		s.Required = false // a browser cannot ask for one of several boxes; the step does
	}
	return s
}

// name is the field's in its form.
func (f *field) name() string {
	if f.key == "" {
		return "argument"
	}
	return f.key
}

// kind is how the field is shown.
func (f *field) kind() string {
	switch {
	case f.source == text || f.source == number || f.source == box:
		return string(f.source)
	case slices.Contains(typed, f.source):
		return "list"
	case f.many:
		return "many"
	}
	return "select"
}

func options(list, chosen []string) []option {
	all := make([]option, len(list))
	for i, v := range list {
		all[i] = option{v, slices.Contains(chosen, v)}
	}
	return all
}
