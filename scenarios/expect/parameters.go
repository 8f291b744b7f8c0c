package expect

import (
	"fmt"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim"
)

// parameterValues are enterprise parameters and their values.
type parameterValues struct{ entries }

// UnmarshalNode reads values by parameter: words, numbers or truth values.
func (x *parameterValues) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	x.read(d, n, where, "parameter", func(name file.Name, value *yaml.Node) file.Names {
		var s file.Scalar
		s.UnmarshalNode(d, value, fmt.Sprintf("parameter %q", name))
		return file.Names{{Value: s.Value, Pos: file.PosOf(value)}}
	})
}

// JSONSchema of values by parameter.
func (parameterValues) JSONSchema() *jsonschema.Schema {
	return file.MapOf(file.SchemaFor[file.Scalar]())
}

func (x *parameterValues) check(c *site.Checker) {
	c.KnownAs("enterprise parameter", sim.Parameters(), x.names()...)
}

// parameters compares values as the page writes them; case does not matter.
func (v NodeView) parameters(want *parameterValues, wrong Wrong) {
	for _, e := range want.entries {
		if got := v.Cluster.Parameter(e.name.Value); !strings.EqualFold(e.word(), got) {
			wrong("parameter "+e.name.Value, e.word(), got)
		}
	}
}
