package scenarios

import (
	"cmp"
	"context"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/trust"
	"tvslab/scenarios/file"
	"tvslab/sim/lab"
)

// power is the argument of power-on, power-off and factory-reset: what is done by hand to whole phones.
type power struct {
	file.Selector
	act  func(*lab.Lab, context.Context, ...devices.Set) error
	deed phone.Deed // "" for a plug
}

func (x *power) byHand() deed { return deed{of: x.deed, phones: &x.Selector} }

func (x *power) check(c *checker) { c.SelectedPhones(&x.Selector) }

func (x *power) do(ctx context.Context, r *Runner) error {
	return x.act(r.Lab, ctx, r.phones(x.Selector)...)
}

func powerOff(l *lab.Lab, _ context.Context, phones ...devices.Set) error {
	l.PowerOff(phones...)
	return nil
}

// listDeletion is the argument of delete-trust-list.
type listDeletion struct {
	Pos    file.Pos
	Phones file.Selector `yaml:"phones" need:"true" short:"true" doc:"The phones."`
	List   file.Name     `yaml:"list" words:"ctl itl both" doc:"Which list; both when absent."`
}

func (x *listDeletion) check(c *checker) { c.SelectedPhones(&x.Phones) }

// follow reports models on which nobody can delete one list alone.
func (x *listDeletion) follow(c *checker, _ *versions) {
	for _, m := range c.Site.ModelsOf(x.Phones) {
		if err := m.CanDelete(x.lists()...); err != nil {
			c.Add(x.List.Pos, "leave \"list\" out", "%s", err)
		}
	}
}

func (x *listDeletion) lists() []trust.List {
	which := map[string][]trust.List{"ctl": {trust.CTL}, "itl": {trust.ITL}, "both": {trust.CTL, trust.ITL}}
	return which[cmp.Or(x.List.Value, "both")]
}

func (x *listDeletion) do(ctx context.Context, r *Runner) error {
	return r.Lab.DeleteTrustList(ctx, x.lists(), r.phones(x.Phones)...)
}

func (x *listDeletion) byHand() deed { return deed{phone.DeedDelete, x.lists(), &x.Phones} }

func (x *listDeletion) String() string {
	if x.List.Value == "" {
		return x.Phones.String()
	}
	return x.List.Value + " on " + x.Phones.String()
}
