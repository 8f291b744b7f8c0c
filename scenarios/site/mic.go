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

// userCertificate checks that phones of the model take a certificate of a third-party CA, and use it.
func (c *Checker) userCertificate(g *Group) {
	model, ok := phone.ModelByName(g.Model.Value)
	switch {
	case g.UserCA.Value == "":
	case ok && !model.UserCertificate:
		c.Add(g.UserCA.Pos, "wireless phones 7921, 7925 and 7926 only", "phone group %q: nobody installs a certificate of a third-party CA on a %s", g.Name, model.Name)
	case !g.Dot1x:
		c.Add(g.UserCA.Pos, "write dot1x: true too", "phone group %q: phones show the certificate to the 802.1X authenticator, and there is none before them", g.Name)
	}
}
