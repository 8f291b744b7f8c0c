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

// possible says why a lab could not be built of the scenario, nil if it can be.
func possible(s *Scenario) error {
	cfg, err := config(s, Options{})
	if err != nil {
		return err
	}
	if err := cfg.Check(); err != nil {
		return err
	}
	configs := []sim.Config{cfg.Cluster}
	for _, other := range cfg.Others {
		configs = append(configs, other.Config)
	}
	for i, c := range s.clusters() {
		for j := range c.Nodes {
			n := &c.Nodes[j]
			services := slices.Concat(n.NotActivated.Values(), n.Stopped.Values())
			if len(services) == 0 {
				continue
			}
			if err := sim.CheckServices(configs[i], n.Name.Value, services...); err != nil {
				return err
			}
		}
	}
	return nil
}

// furnish makes of the freshly installed lab what the scenario says it is when the first step is done: services that are not activated,
// groups with LSCs, Phone Security Profiles and a past, and services that were stopped: call managers before phones registered, the
// others afterwards.
func (r *Runner) furnish(ctx context.Context) error {
	if err := r.onServices(func(n *site.Node) []string { return n.NotActivated.Values() }, sim.Deactivate); err != nil {
		return err
	}
	callManager := func(service string) bool { return service == sim.ServiceCCM }
	if err := r.stopped(callManager); err != nil {
		return err
	}
	for i := range r.scenario.Phones {
		g := &r.scenario.Phones[i]
		if err := r.furnishGroup(ctx, g, file.Selector{Names: file.Names{g.Name}}); err != nil {
			return fmt.Errorf("phone group %q: %w", g.Name, err)
		}
	}
	if err := r.begin(ctx); err != nil {
		return err
	}
	return r.stopped(func(service string) bool { return !callManager(service) })
}

// stopped stops those of the services that do not run at the start.
func (r *Runner) stopped(which func(service string) bool) error {
	of := func(n *site.Node) []string {
		return slices.DeleteFunc(n.Stopped.Values(), func(service string) bool { return !which(service) })
	}
	return r.onServices(of, sim.Stop)
}

// onServices does something with some services of each node.
func (r *Runner) onServices(of func(*site.Node) []string, op func(service string, nodes ...string) sim.Op) error {
	for _, n := range r.scenario.nodes() {
		for _, service := range of(n) {
			if err := r.Lab.DoOn(n.Name.Value, op(service, n.Name.Value)); err != nil {
				return err
			}
		}
	}
	return nil
}

// nodes are those of all clusters.
func (s *Scenario) nodes() (list []*site.Node) {
	for _, c := range s.clusters() {
		for i := range c.Nodes {
			list = append(list, &c.Nodes[i])
		}
	}
	return list
}

// clusters are all of them, the first one first.
func (s *Scenario) clusters() []*site.Cluster {
	all := []*site.Cluster{&s.Cluster}
	for i := range s.Others {
		all = append(all, &s.Others[i].Cluster)
	}
	return all
}

func (r *Runner) furnishGroup(ctx context.Context, g *site.Group, phones file.Selector) error {
	if g.LSC { // first: the profile may ask for what the phone does not have yet
		if err := r.Lab.InstallLSC(ctx, r.set(phones)); err != nil {
			return err
		}
	}
	if g.Security.Value != "" || g.Authentication.Value != "" {
		mode := cmp.Or(g.Security.Value, string(lab.SecurityNone))
		op := func(set devices.Set) sim.Op { return sim.SetSecurityProfile(set, mode, g.Authentication.Value) }
		if err := r.onDevices(phones, op); err != nil {
			return err
		}
	}
	if g.Web.Value+g.Settings.Value != "" {
		specific := sim.Specific{Web: g.Web.Value, Settings: g.Settings.Value}
		if err := r.onDevices(phones, func(set devices.Set) sim.Op { return sim.SetSpecific(set, specific) }); err != nil {
			return err
		}
	}
	if g.Encrypted {
		if err := r.onDevices(phones, func(set devices.Set) sim.Op { return sim.SetEncryptedConfig(set, true) }); err != nil {
			return err
		}
	}
	return nil
}

// begin gives groups their past.
func (r *Runner) begin(ctx context.Context) error {
	var all []lab.Beginning
	for i := range r.scenario.Phones {
		g := &r.scenario.Phones[i]
		if past, have := g.Past(); have {
			all = append(all, lab.Beginning{Phones: r.set(file.Selector{Names: file.Names{g.Name}}), Past: past})
		}
	}
	return r.Lab.Begin(ctx, all...)
}
