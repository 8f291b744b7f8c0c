package lesson

import (
	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios"
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
)

// Check is one thing that must hold: exactly one of its keys beside says, when and node is there.
type Check struct {
	Pos  file.Pos
	Says string     `yaml:"says" range:"1..500" doc:"The check in words."`
	When *site.When `yaml:"when" doc:"Only in these releases."`

	Expect     *Expectation `yaml:"expect" doc:"How phones, nodes and systems stand now: as an expect step of a scenario."`
	Never      *Expectation `yaml:"never" doc:"How no phone, node or system may have stood since the beginning, at any moment."`
	Typed      Pattern      `yaml:"typed" doc:"A command that was typed on a node; * stands for anything."`
	NeverTyped Pattern      `yaml:"never-typed" doc:"A command that must not have been typed."`
	Node       file.Name    `yaml:"node" doc:"Of typed and never-typed: on this node; on any when absent."`
	Did        *Did         `yaml:"did" doc:"Something that happened."`
	NeverDid   *Did         `yaml:"never-did" doc:"Something that must not have happened."`
	Order      turns        `yaml:"order" range:"2..20" doc:"Checks that came true one after the other: each is typed, did or expect."`
	Bill       *Bill        `yaml:"bill" doc:"What it may have cost."`
}

// Pattern is a text in which * stands for anything.
type Pattern string

// Did is an event of the lab's timeline.
type Did struct {
	Pos   file.Pos
	Kind  file.Name `yaml:"kind" need:"true" doc:"Kind of the event, as in the timeline: service, reset, registration, ..."`
	Node  file.Name `yaml:"node" doc:"On this node."`
	Phone file.Name `yaml:"phone" doc:"Of one of these phones: a group, desk[1..3], a device name, all."`
	Text  Pattern   `yaml:"text" doc:"What stands in its text; * stands for anything, case does not matter."`
}

// Bill bounds what something may have cost; nil is no bound.
type Bill struct {
	Pos     file.Pos
	Visits  *int           `yaml:"visits" range:"0..1000000" doc:"Phones that need a visit or had one: locked ones, and those whose lists were deleted by hand."`
	Minutes *int           `yaml:"phone-minutes" range:"0..100000000" doc:"Minutes without a call manager, of all phones together, on the lab's clock."`
	Longest *file.Duration `yaml:"longest" doc:"The longest time that one phone was without a call manager."`
	Extra   *int           `yaml:"extra-steps" range:"0..100000" doc:"Steps and commands more than needed."`
}

// turns are checks that came true one after the other.
type turns []Check

// turn is what one of them may be.
type turn struct {
	Says   string       `yaml:"says" range:"1..500" doc:"The check in words."`
	Expect *Expectation `yaml:"expect" doc:"How phones, nodes and systems stood."`
	Typed  Pattern      `yaml:"typed" doc:"A command that was typed on a node."`
	Node   file.Name    `yaml:"node" doc:"Of typed: on this node."`
	Did    *Did         `yaml:"did" doc:"Something that happened."`
}

// UnmarshalNode reads a list of turns.
func (t *turns) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	var list []turn
	d.Value(n, &list, where)
	for i, one := range list {
		*t = append(*t, Check{Pos: file.PosOf(n.Content[i]), Says: one.Says, Expect: one.Expect, Typed: one.Typed, Node: one.Node, Did: one.Did})
	}
	d.NotEmpty(n, len(list), where)
}

// JSONSchema of a list of turns.
func (turns) JSONSchema() *jsonschema.Schema { return file.SchemaFor[[]turn]() }

// Expectation is the argument of an expect step.
type Expectation struct {
	Pos  file.Pos
	node *yaml.Node
	step *scenarios.Step // once the lesson is read for a release; nil where nothing is expected in that one
}

// UnmarshalNode keeps the node until the names of the lab are known.
func (x *Expectation) UnmarshalNode(_ *file.Decoder, n *yaml.Node, _ string) {
	x.Pos, x.node = file.PosOf(n), n
}

// JSONSchema is that of an expect step's argument.
func (Expectation) JSONSchema() *jsonschema.Schema { return &jsonschema.Schema{Ref: expectationRef} }

// Step is the expectation as a step of a scenario; nil where nothing is expected in the release.
func (x *Expectation) Step() *scenarios.Step { return x.step }

// kinds of checks, by the key that makes them.
var kinds = []struct {
	key string
	is  func(*Check) bool
}{
	{"expect", func(c *Check) bool { return c.Expect != nil }},
	{"never", func(c *Check) bool { return c.Never != nil }},
	{"typed", func(c *Check) bool { return c.Typed != "" }},
	{"never-typed", func(c *Check) bool { return c.NeverTyped != "" }},
	{"did", func(c *Check) bool { return c.Did != nil }},
	{"never-did", func(c *Check) bool { return c.NeverDid != nil }},
	{"order", func(c *Check) bool { return c.Order != nil }},
	{"bill", func(c *Check) bool { return c.Bill != nil }},
}

// Kind is the key that makes the check what it is.
func (c *Check) Kind() string {
	for _, k := range kinds {
		if k.is(c) {
			return k.key
		}
	}
	return ""
}

// kindNames are the keys of which a check has one.
func kindNames() (names []string) {
	for _, k := range kinds {
		names = append(names, k.key)
	}
	return names
}
