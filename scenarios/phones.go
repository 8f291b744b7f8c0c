package scenarios

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"tvslab/devices"
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// phones lists the selected phones.
func (r *Runner) phones(sel file.Selector) []*lab.Phone {
	if sel.All {
		return r.Lab.Phones()
	}
	var picked []*lab.Phone
	for _, n := range sel.Names {
		picked = append(picked, r.phonesNamed(n.Value)...)
	}
	return picked
}

func (r *Runner) phonesNamed(name string) []*lab.Phone {
	if name == "all" {
		return r.Lab.Phones()
	}
	ref := site.ParsePhoneRef(name)
	if p := r.Lab.Phone(ref.Device); p != nil {
		return []*lab.Phone{p}
	}
	var picked []*lab.Phone
	for _, p := range r.Lab.Phones() {
		if p.Group == ref.Group && (ref.First == 0 || p.Index >= ref.First && p.Index <= ref.Last) {
			picked = append(picked, p)
		}
	}
	return picked
}

// chosen lists the phones that a page of CCMAdmin would find: of these, those with the CallManager group and the model,
// where they are given.
func (r *Runner) chosen(sel file.Selector, group []string, model string) []*lab.Phone {
	return slices.DeleteFunc(slices.Clone(r.phones(sel)), func(p *lab.Phone) bool {
		return len(group) > 0 && !slices.Equal(p.CallManagerGroup(), group) || model != "" && p.Model.Name != model
	})
}

// onDevices does an operation on the selected phones in the clusters that have their CallManager groups.
func (r *Runner) onDevices(sel file.Selector, op func(devices.Set) sim.Op) error {
	chosen := map[*sim.Cluster][]string{}
	for _, p := range r.phones(sel) {
		c := r.Lab.ClusterOf(p.CallManagerGroup()[0])
		chosen[c] = append(chosen[c], p.Name)
	}
	for _, c := range r.Lab.Clusters() {
		if len(chosen[c]) == 0 {
			continue
		}
		set, err := devices.Named(chosen[c]...)
		if err != nil {
			return err
		}
		if err := r.Lab.DoOn(c.Publisher().ID, op(set)); err != nil {
			return err
		}
	}
	return nil
}

// furnish gives groups the LSCs and the Phone Security Profiles that the scenario says they have from the start.
func (r *Runner) furnish(ctx context.Context) error {
	for i := range r.scenario.Phones {
		g := &r.scenario.Phones[i]
		if err := r.furnishGroup(ctx, g, file.Selector{Names: file.Names{g.Name}}); err != nil {
			return fmt.Errorf("phone group %q: %w", g.Name, err)
		}
	}
	return nil
}

func (r *Runner) furnishGroup(ctx context.Context, g *site.Group, phones file.Selector) error {
	if g.LSC { // first: the profile may ask for what the phone does not have yet
		if err := r.Lab.InstallLSC(ctx, r.phones(phones)); err != nil {
			return err
		}
	}
	if g.Security.Value == "" && g.Authentication.Value == "" {
		return nil
	}
	mode := cmp.Or(g.Security.Value, string(lab.SecurityNone))
	return r.onDevices(phones, func(set devices.Set) sim.Op { return sim.SetSecurityProfile(set, mode, g.Authentication.Value) })
}
