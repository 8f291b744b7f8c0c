package site

import (
	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/phone"
	"tvslab/scenarios/file"
)

// MIC says which manufacturer installed certificate phones have: one that has expired already, none, or one that ends on a day.
// "" is one as new phones have it.
type MIC struct {
	file.Name
	Until file.Date
}

// The words for a MIC.
const (
	MICExpired = "expired"
	MICNone    = "none"
)

// UnmarshalNode reads a word or a date.
func (x *MIC) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	x.Name.UnmarshalNode(d, n, where)
	if n.Kind == yaml.ScalarNode && x.Value != MICExpired && x.Value != MICNone && x.Value != "" {
		x.Until.UnmarshalNode(d, n, where+` (or "expired" or "none")`)
	}
}

// JSONSchema of a word or a date.
func (MIC) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: "^" + MICExpired + "$|^" + MICNone + "$|" + file.Date{}.JSONSchema().Pattern}
}

// mic checks that the model has what the group says of it.
func (c *Checker) mic(g *Group) {
	if model, ok := phone.ModelByName(g.Model.Value); ok && !model.MIC && g.MIC.Value != "" {
		c.Add(g.MIC.Pos, "leave it out", "phone group %q: a %s has no MIC", g.Name, model.Name)
	}
}

// encrypted checks that phones of the model can decrypt what the group says they get encrypted.
func (c *Checker) encrypted(g *Group) {
	if model, ok := phone.ModelByName(g.Model.Value); ok && g.Encrypted && !model.DecryptsConfigurations() {
		c.Add(g.Name.Pos, "leave encrypted-config out", "phone group %q: a %s does not decrypt configurations with the key of a certificate", g.Name, model.Name)
	}
}
