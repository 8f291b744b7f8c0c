package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"tvslab/explore"
	"tvslab/parallel"
	"tvslab/plan"
	"tvslab/scenarios"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// order is an order of work that a guide gives or warns of: a file of the folder, and where it is wrong.
type order struct {
	file  string
	wrong bool   // the guides warn of it
	below string // on releases before this one alone; "" on all
}

// orders are all, in the order of the page: what belongs together stands together.
var orders = []order{
	{file: "callmanager-then-tvs"},
	{file: "tvs-then-callmanager"},
	{file: "callmanager-with-tvs", wrong: true, below: "12.0"},
	{file: "tftp-one-after-other"},
	{file: "tftp-both-at-once", wrong: true, below: "12.0"},
	{file: "itlrecovery-guide"},
	{file: "itlrecovery-callmanager-tvs-together", wrong: true},
	{file: "mixed-callmanager"},
	{file: "mixed-callmanager-ctl-forgotten", wrong: true},
	{file: "mixed-capf"},
	{file: "mixed-itlrecovery-guide"},
	{file: "mixed-itlrecovery-short", wrong: true},
	{file: "upgrade-repaired"},
	{file: "upgrade-callmanager-first", wrong: true},
}

// played is an order on one release.
type played struct {
	order
	plan    *scenarios.Scenario
	wrong   bool
	verdict plan.Verdict
	as      *explore.Result // the order as it stands
	nearby  *explore.Result // with a step forgotten, or two in another order
}

// contradiction says where plan and explore, or the guides and the lab, do not agree.
func (p *played) contradiction() error {
	where := fmt.Sprintf("%s on %s", p.file, p.plan.Cell)
	switch {
	case p.verdict.Safe != (len(p.as.Causes) == 0):
		return fmt.Errorf("%s: plan says %s, explore finds %d causes", where, p.verdict.Text, len(p.as.Causes))
	case p.wrong && p.verdict.Safe:
		return fmt.Errorf("%s: the guides warn of it, and it does no harm", where)
	case !p.order.wrong && !p.verdict.Safe:
		return fmt.Errorf("%s: an order of the guides: %s", where, p.verdict.Text)
	}
	return nil
}

// playAll plays all orders on all their releases.
func playAll(ctx context.Context, folder string, keys pki.KeySource) ([]*played, error) {
	var all []*played
	for _, o := range orders {
		cells, err := o.load(folder)
		if err != nil {
			return nil, err
		}
		all = append(all, cells...)
	}
	errs := make([]error, len(all))
	if err := parallel.Each(ctx, len(all), 0, func(i int) { errs[i] = all[i].play(ctx, keys) }); err != nil {
		return nil, err
	}
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("%s on %s: %w", all[i].file, all[i].plan.Cell, err)
		}
	}
	return all, nil
}

// load reads the plan of an order, a cell for each release.
func (o order) load(folder string) ([]*played, error) {
	path := filepath.Join(folder, o.file+".yaml")
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s, err := scenarios.LoadPlan(path, data)
	if err != nil {
		return nil, err
	}
	var all []*played
	for _, c := range s.Cells() {
		cell, err := s.For(c)
		if err != nil {
			return nil, err
		}
		wrong, err := o.wrongOn(c.Release)
		if err != nil {
			return nil, err
		}
		all = append(all, &played{order: o, plan: cell, wrong: wrong})
	}
	return all, nil
}

// wrongOn reports whether the guides warn of the order on a release.
func (o order) wrongOn(release string) (bool, error) {
	if !o.wrong || o.below == "" {
		return o.wrong, nil
	}
	r, err := cucm.ParseRelease(release)
	if err != nil {
		return false, err
	}
	below, err := cucm.ParseRelease(o.below)
	return r.Compare(below) < 0, err
}

// play asks plan and explore.
func (p *played) play(ctx context.Context, keys pki.KeySource) error {
	report, err := plan.Make(ctx, p.plan, plan.Options{Keys: keys})
	if err != nil {
		return err
	}
	p.verdict = report.Verdict
	if p.as, err = p.search(ctx, keys, 0); err != nil {
		return err
	}
	p.nearby, err = p.search(ctx, keys, 1)
	return err
}

// search looks for what locks phones or leaves them without registration at the end, with so many deviations.
func (p *played) search(ctx context.Context, keys pki.KeySource, deviations int) (*explore.Result, error) {
	of, err := explore.NewPlan(ctx, p.plan, explore.Config{Keys: keys})
	if err != nil {
		return nil, err
	}
	property := explore.Default()
	property.Finally = []string{"all: {registered: true}"}
	s, err := explore.NewSearch(of, explore.Bounds{Most: deviations, Kinds: []string{"skip", "order"}}, property, explore.Options{Workers: 1, All: true})
	if err != nil {
		return nil, err
	}
	return s.Run(ctx)
}
