package scenarios

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"tvslab/phone"
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
)

// reset is the argument of reset, restart-phone and apply-config. It names phones as the pages of CCMAdmin find them:
// by selector, by CallManager group or by model. The last two may be combined.
type reset struct {
	Pos              file.Pos
	Phones           file.Selector `short:"true"` // when the others do not choose
	CallManagerGroup file.Names    `yaml:"callmanager-group" doc:"Phones whose CallManager group has exactly these nodes, in this order."`
	Model            file.Name     `yaml:"model" doc:"Phones of this model; a pattern such as 88* finds several."`

	cause phone.ResetCause
}

// UnmarshalNode refuses a mapping that chooses nothing.
func (x *reset) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	d.Struct(n, x, where)
	if n.Kind == yaml.MappingNode && len(n.Content) == 0 {
		d.Add(x.Pos, "write callmanager-group, model or both", "%s chooses nothing", where)
	}
}

func (x *reset) check(c *checker) {
	c.SelectedPhones(&x.Phones)
	c.CallManagerGroup(x.CallManagerGroup)
	if x.Model.Value != "" {
		c.ModelPattern(x.Model)
	}
}

// byPage tells whether a mapping chooses the phones.
func (x *reset) byPage() bool { return x.Phones.Pos == (file.Pos{}) }

func (x *reset) do(ctx context.Context, r *Runner) error {
	if x.everything() {
		r.tell(PopUp{PopUpReset, answerOK})
	}
	sel := x.Phones
	sel.All = sel.All || x.byPage()
	if err := r.Lab.Reset(ctx, x.cause, r.chosen(sel, x.CallManagerGroup.Values(), x.Model.Value)...); err != nil {
		return err
	}
	if x.everything() {
		return r.resetSystems()
	}
	return nil
}

// everything tells whether the button Reset among the enterprise parameters is meant, which resets all devices.
func (x *reset) everything() bool { return x.Phones.All && x.cause == phone.Reset }

// place is the page of the enterprise parameters where all are meant, that of CallManager groups where one is chosen, and Bulk
// Administration where a query finds the names.
func (x *reset) place(row string) string {
	switch {
	case x.everything():
		return strings.Replace(row, pagePhone, pageParameters, 1)
	case len(x.CallManagerGroup) > 0 && x.Model.Value == "":
		return strings.Replace(row, pagePhone, pageGroup, 1)
	case slices.ContainsFunc(x.Phones.Names, func(n file.Name) bool { return site.ParsePhoneRef(n.Value).Pattern() }):
		return strings.Replace(row, pagePhone, pageBulk, 1)
	}
	return row
}

// String gives the choice as one says it.
func (x *reset) String() string {
	var text string
	if len(x.CallManagerGroup) > 0 {
		text = "CallManager group " + x.CallManagerGroup.String()
	}
	switch {
	case x.Model.Value == "" && text != "":
		return text
	case x.Model.Value == "" && x.byPage():
		return "all"
	case x.Model.Value == "":
		return x.Phones.String()
	case text == "":
		return "model " + x.Model.Value
	}
	return fmt.Sprintf("%s, model %s", text, x.Model)
}
