package expect

import (
	"cmp"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
)

// registration is an expected registration; node is "" when any will do.
type registration struct {
	pos  file.Pos
	want bool
	node string
}

// UnmarshalNode reads true, false or a node.
func (x *registration) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	x.pos = file.PosOf(n)
	want, isBool := file.Truth(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == "":
		d.WrongType(n, where, "true, false or a node")
	case isBool:
		x.want = want
	default:
		x.want, x.node = true, n.Value
	}
}

// JSONSchema of a name or a truth value.
func (registration) JSONSchema() *jsonschema.Schema { return file.AnyOfTypes("string", "boolean") }

func (x *registration) check(c *site.Checker) {
	if x.node != "" {
		c.Node(file.Name{Value: x.node, Pos: x.pos})
	}
}

func (v PhoneView) registered(want *registration, wrong Wrong) {
	switch {
	case want.want && v.Registered == "":
		wrong("registered", cmp.Or(want.node, "true"), "false: "+v.Reason.Text())
	case !want.want && v.Registered != "":
		wrong("registered", "false", v.Registered)
	case want.node != "" && v.Registered != want.node:
		wrong("registered", want.node, v.Registered)
	}
}
