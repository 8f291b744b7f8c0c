package site

import (
	"cmp"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/phone"
	"tvslab/scenarios/file"
	"tvslab/sim/lab"
)

// Holds says which lists phones hold when the scenario begins: one word for both, or a word for each.
type Holds struct {
	Pos  file.Pos
	Both both    `short:"true"`
	CTL  heldCTL `yaml:"ctl" doc:"The CTL: served (when absent), none, unknown or earlier."`
	ITL  heldITL `yaml:"itl" doc:"The ITL: served (when absent), none, unknown, earlier or blank."`
}

// both is the word for both lists.
type both struct{ file.Name }

// UnmarshalNode reads one of the words.
func (x *both) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	x.Name.UnmarshalNode(d, n, where)
	d.OneOf(where, heldCTL{}.Words(), x.Name)
}

// JSONSchema of the word for both.
func (both) JSONSchema() *jsonschema.Schema {
	return file.Limited(file.Name{}.JSONSchema(), heldCTL{}.Words())
}

type (
	heldCTL struct{ file.Name }
	heldITL struct{ file.Name }
)

// Words are the lists that a phone may hold.
func (heldCTL) Words() []string {
	return Words([]lab.Held{lab.HeldServed, lab.HeldNone, lab.HeldUnknown, lab.HeldEarlier})
}

// Words are those of the CTL, and the blank list, which is an ITL alone.
func (heldITL) Words() []string { return append(heldCTL{}.Words(), string(lab.HeldBlank)) }

// Past gives what the phones of the group went through before the scenario begins; false when they are new.
func (g *Group) Past() (past lab.Past, have bool) {
	past.On = g.On
	h := g.Holds
	if h == nil {
		return past, g.On
	}
	past.CTL = h.CTL.Value != ""
	past.Lists = [...]lab.Held{lab.Held(cmp.Or(h.CTL.Value, h.Both.Value)), lab.Held(cmp.Or(h.ITL.Value, h.Both.Value))}
	return past, true
}

// past checks what phones of a group hold and whether they are on.
func (c *Checker) past(g *Group) {
	model, known := phone.ModelByName(g.Model.Value)
	if g.On && g.Off {
		c.Add(g.Name.Pos, "keep one of the two", "phone group %q is \"on\" and \"off\"", g.Name)
	}
	if g.On && g.Dot1x {
		c.Add(g.Name.Pos, "switch them on after the step authenticator", "phone group %q: at the start the 802.1X authenticator believes nobody, so the phones cannot be on and registered", g.Name)
	}
	h := g.Holds
	switch {
	case h == nil:
	case h.Both.Value == "" && h.CTL.Value == "" && h.ITL.Value == "":
		c.Add(h.Pos, "write unknown, or for example {itl: unknown}", "phone group %q: \"holds\" says nothing", g.Name)
	case known && !model.SBD && h.ITL.Value != "":
		c.Add(h.ITL.Pos, "leave itl out", "phone group %q: a %s has no ITL", g.Name, model.Name)
	}
}
