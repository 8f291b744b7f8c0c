package scenarios

import (
	"context"
	"reflect"
	"slices"
	"sync"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
)

// Step is one thing that is done or checked: a verb, and what limits it.
type Step struct {
	Pos    file.Pos
	Verb   string // its key, e.g. "regenerate"
	Number int    // place in the file's list, from 1; For keeps it

	When      *site.When `yaml:"when" doc:"Only in these releases, modes or models."`
	Note      string     `yaml:"note" doc:"A remark for the reader and the timeline."`
	Error     *refusal   `yaml:"error" doc:"true, or text of the refusal: CUCM must refuse the step, and nothing may have changed."`
	Tells     file.Names `yaml:"tells" doc:"Texts that must stand in what is told while the step is done: pop-ups, warnings, other events of clusters."`
	Gate      bool       `yaml:"gate" doc:"true: where what the step expects does not hold, or after it waited a phone that is on is not registered, no further step is done."`
	ID        file.Name  `yaml:"id" doc:"A name for the step, by which others speak of it."`
	After     file.Names `yaml:"after" doc:"Steps, by their ids or numbers, that must be done before this one in whatever order the rest is done: see explore."`
	OnCluster file.Name  `yaml:"cluster" doc:"One of other-clusters, for a step that names no node."`

	does verb
}

// verb is what a step does. Its fields are its argument, with the tags that package file reads.
type verb interface {
	check(*checker)                    // reports what is wrong with the argument
	do(context.Context, *Runner) error // does it; an error is a refusal
	String() string                    // what it is done to and with
}

// Some verbs say more.
type (
	placer   interface{ place(row string) string }    // where it is done, if the argument decides
	follower interface{ follow(*checker, *versions) } // in each cell: what changes releases, or depends on them
	worder   interface{ words() string }              // what it is done to and with, where the page says a part of it
	namer    interface{ nodeNames() []string }        // names of nodes that there are after it
	refuser  interface{ refusal() *refusal }          // its own key for a refusal
)

// qualifiers are the keys of a step that are no verbs.
var qualifiers = file.KeysOf(reflect.TypeFor[Step]())

// stepKeys are all keys of a step.
var stepKeys = sync.OnceValue(func() file.Keys {
	keys := slices.Clone(qualifiers)
	for _, v := range verbs {
		keys = append(keys, file.NewKey(v.name, v.doc, reflect.TypeOf(v.new()).Elem()))
	}
	return keys
})

// UnmarshalNode reads a step: exactly one verb.
func (s *Step) UnmarshalNode(d *file.Decoder, n *yaml.Node, _ string) {
	s.Pos = file.PosOf(n)
	d.Object(n, stepKeys(), "a step", "verb", func(k file.Key) any {
		row := verbNamed(k.Name)
		if row == nil {
			return k.In(s)
		}
		x := row.new()
		if s.does == nil {
			s.does = x
		}
		return x
	})
	if n.Kind == yaml.MappingNode {
		s.findVerb(d, n)
	}
}

// findVerb sets Verb and reports none and a second one. A verb that is not
// known has been reported and counts as one.
func (s *Step) findVerb(d *file.Decoder, n *yaml.Node) {
	found := 0
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if _, is := qualifiers.Find(key.Value); is {
			continue
		}
		found++
		if verbNamed(key.Value) == nil {
			continue
		}
		if s.Verb != "" && s.Verb != key.Value {
			d.Add(file.PosOf(key), "make it a step of its own", "a step has one verb, but here are %q and %q", s.Verb, key.Value)
			continue
		}
		s.Verb = key.Value
	}
	if found == 0 {
		d.Add(file.PosOf(n), "", "the step does nothing: it has no verb")
	}
}

// JSONSchema of a step: one object with all verbs, of which exactly one is there beside the qualifiers.
func (Step) JSONSchema() *jsonschema.Schema {
	s := file.ObjectSchema(stepKeys())
	names := qualifiers.Names()
	slices.Sort(names)
	count := file.Beside(names)
	s.If, s.Then, s.Else = count.If, count.Then, count.Else
	return s
}

// limit keeps of an expect step what holds in a cell, and tells whether anything is left of the step.
func (s *Step) limit(c site.Cell) bool {
	x, ok := s.does.(*expectation)
	if !ok {
		return true
	}
	x = &expectation{x.At(c)}
	s.does = x
	return len(x.Targets) > 0
}

// String says the step in words, for timelines and errors: page and button
// of CUCM where it is done there, then what it is done to.
func (s *Step) String() string {
	row := verbNamed(s.Verb)
	text := row.where()
	if p, ok := s.does.(placer); ok {
		text = p.place(text)
	}
	if argument := s.does.String(); argument != "" {
		text += " " + argument
	}
	if s.OnCluster.Value != "" {
		text += " in cluster " + s.OnCluster.Value
	}
	if s.Note != "" {
		text += " (" + s.Note + ")"
	}
	return text
}

// Words says the step as short as the file does: its verb, and what it is done to and with.
func (s *Step) Words() string {
	argument := s.does.String()
	if x, ok := s.does.(worder); ok {
		argument = x.words()
	}
	return spaced(s.Verb, argument)
}

// qualifiers checks error and cluster: they need a verb that they fit.
func (c *checker) qualifiers() {
	row := verbNamed(c.step.Verb)
	if row == nil {
		row = &verbRow{}
	}
	if c.step.Error != nil && row.byHand {
		c.Add(c.step.Error.Pos, "", "CUCM cannot refuse %q; leave out \"error\"", row.name)
	}
	c.checkGate()
	c.checkOrder()
	on := c.step.OnCluster
	if on.Value == "" {
		return
	}
	if c.Site.Others.Find(on.Value) == nil {
		c.Unknown(on, "cluster", "", c.Site.Others.Names())
	}
	if row.byHand || row.finds {
		c.Add(on.Pos, "", "%q finds its cluster by itself; leave out \"cluster\"", row.name)
	}
}

// qualified tells whether anything stands beside verb and cluster.
func (s *Step) qualified() bool {
	return s.When != nil || s.Note != "" || s.Error != nil || len(s.Tells) > 0 || s.Gate || s.ID.Value != "" || len(s.After) > 0
}

// done tells whether what the step does is certain to have happened after it.
func (s *Step) done() bool { return s.When == nil && !s.refused() }

// refusal is an expected refusal; Text is part of its message, or "".
type refusal struct {
	Pos      file.Pos
	Expected bool
	Text     string
}

// UnmarshalNode reads true, false or text.
func (x *refusal) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	x.Pos = file.PosOf(n)
	switch {
	case n.Kind != yaml.ScalarNode || n.Tag != "!!bool" && n.Tag != "!!str" || n.Value == "":
		d.WrongType(n, where, "true, false or text of the refusal")
	case n.Tag == "!!bool":
		x.Expected, _ = file.Truth(n.Value)
	default:
		x.Expected, x.Text = true, n.Value
	}
}

// JSONSchema of text or a truth value.
func (refusal) JSONSchema() *jsonschema.Schema { return file.AnyOfTypes("string", "boolean") }

// refusal gives the refusal that the step speaks of: its own, or that of its verb; nil when it speaks of none.
func (s *Step) refusal() *refusal {
	if r, ok := s.does.(refuser); ok && r.refusal() != nil {
		return r.refusal()
	}
	return s.Error
}

// refused tells whether CUCM must refuse the step.
func (s *Step) refused() bool {
	want := s.refusal()
	return want != nil && want.Expected
}
