package scenarios

import (
	"context"
	"slices"

	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/lab"
)

var lists = map[string]phone.Lists{"ctl": phone.CTL, "itl": phone.ITL, "both": phone.CTLAndITL}

// phones lists the selected phones.
func (r *Runner) phones(sel Selector) []*lab.Phone {
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
	ref := ParsePhoneRef(name)
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

// chosen lists the phones that a page of CCMAdmin would find.
func (r *Runner) chosen(c *PhoneChoice) []*lab.Phone {
	group := c.CallManagerGroup.Values()
	return slices.DeleteFunc(slices.Clone(r.phones(c.Phones)), func(p *lab.Phone) bool {
		return len(group) > 0 && !slices.Equal(p.CallManagerGroup(), group) ||
			c.Model.Value != "" && p.Model.Name != c.Model.Value
	})
}

// wait lets queued resets happen and phones register, and then the rest of the time pass.
func (r *Runner) wait(ctx context.Context, s *Step) error {
	if err := r.Lab.WaitRegistered(ctx); err != nil {
		return err
	}
	if s.Wait.For > stepTime {
		r.Lab.Advance(s.Wait.For - stepTime)
	}
	return nil
}

func (r *Runner) securityProfile(_ context.Context, s *Step) error {
	p := s.SecurityProfile
	return r.onDevices(p.Phones, func(devices []string) sim.Op {
		return sim.SetSecurityProfile(devices, p.Mode.Value, p.Authentication.Value)
	})
}

func (r *Runner) certificateOperation(_ context.Context, s *Step) error {
	x := s.CertificateOperation
	return r.onDevices(x.Phones, func(devices []string) sim.Op {
		return sim.SetCertificateOperation(devices, x.Operation.Value)
	})
}

// onDevices does an operation on the selected phones in the clusters that have their CallManager groups.
func (r *Runner) onDevices(sel Selector, op func(devices []string) sim.Op) error {
	devices := map[*sim.Cluster][]string{}
	for _, p := range r.phones(sel) {
		c := r.Lab.ClusterOf(p.CallManagerGroup()[0])
		devices[c] = append(devices[c], p.Name)
	}
	for _, c := range r.Lab.Clusters() {
		if len(devices[c]) == 0 {
			continue
		}
		if err := r.Lab.DoOn(c.Publisher().ID, op(devices[c])); err != nil {
			return err
		}
	}
	return nil
}
