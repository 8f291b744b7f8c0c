package scenarios

import (
	"slices"

	"tvslab/devices"
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// phones returns the selected phones, in the order in which they are named.
func (r *Runner) phones(sel file.Selector) []devices.Set {
	if sel.All {
		return []devices.Set{r.Lab.Phones()}
	}
	var picked []devices.Set
	for _, n := range sel.Names {
		picked = append(picked, r.phonesNamed(n.Value))
	}
	return picked
}

// set returns the selected phones.
func (r *Runner) set(sel file.Selector) devices.Set {
	return devices.Union(r.phones(sel)...)
}

func (r *Runner) phonesNamed(name string) devices.Set {
	return r.scenario.PhonesOf(site.ParsePhoneRef(name), r.result.Seed)
}

// chosen returns the phones that a page of CCMAdmin would find: of these, those with the CallManager group and the model,
// where they are given.
func (r *Runner) chosen(sel file.Selector, group []string, model string) []devices.Set {
	sets := r.phones(sel)
	for i, set := range sets {
		sets[i] = r.Lab.Where(set, func(p lab.Phone) bool {
			return (len(group) == 0 || slices.Equal(p.CallManagerGroup(), group)) && (model == "" || site.LikeModel(model, p.Model().Name))
		})
	}
	return sets
}

// onDevices does an operation on the selected phones in the clusters that have their CallManager groups, or in the one that
// the step names.
func (r *Runner) onDevices(sel file.Selector, op func(devices.Set) sim.Op) error {
	return r.inDatabases(sel, func(node string, set devices.Set) error { return r.Lab.DoOn(node, op(set)) })
}

// inDatabases does something with the selected phones, cluster by cluster as onDevices does; node is a publisher.
func (r *Runner) inDatabases(sel file.Selector, do func(node string, set devices.Set) error) error {
	phones, named := r.set(sel), r.named()
	for _, c := range r.Lab.Clusters() {
		own := phones
		switch {
		case named == nil:
			own = r.Lab.Where(phones, func(p lab.Phone) bool { return r.Lab.ClusterOf(p.CallManagerGroup()[0]) == c })
		case named != c:
			continue
		}
		if len(own) == 0 {
			continue
		}
		if err := do(c.Publisher().ID, own); err != nil {
			return err
		}
	}
	return nil
}

// named is the cluster that the step names, nil for none, and before the first step.
func (r *Runner) named() *sim.Cluster {
	if r.now == nil {
		return nil
	}
	return r.Lab.ClusterNamed(r.now.OnCluster.Value)
}
