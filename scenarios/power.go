package scenarios

import (
	"cmp"
	"context"

	"tvslab/devices"
	"tvslab/phone/trust"
	"tvslab/scenarios/file"
	"tvslab/sim/lab"
)

// power is the argument of power-on, power-off and factory-reset: what is done by hand to whole phones.
type power struct {
	file.Selector
	act func(*lab.Lab, context.Context, ...devices.Set) error
}

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

func (x *listDeletion) do(ctx context.Context, r *Runner) error {
	which := map[string][]trust.List{"ctl": {trust.CTL}, "itl": {trust.ITL}, "both": {trust.CTL, trust.ITL}}
	return r.Lab.DeleteTrustList(ctx, which[cmp.Or(x.List.Value, "both")], r.phones(x.Phones)...)
}

func (x *listDeletion) String() string { return x.Phones.String() }
