package cli

import (
	"context"
	"fmt"

	"tvslab/bench"
	"tvslab/bench/boots"
	"tvslab/phone"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
	"tvslab/scenarios"
	"tvslab/sim/lab"
)

// populate makes a fleet for each group of the scenario and plays its steps.
func (a *app) populate(ctx context.Context, f *benchFlags, s *storm, r *scenarios.Runner, cell *scenarios.Scenario, steps int) (bench.Target, error) {
	var list []bench.Target
	var fleets []*fleet.Fleet
	s.limit(f, sources, true)
	counts := shares(f.fleet.count, cell.Phones)
	for i := range cell.Phones {
		if counts[i] == 0 {
			continue
		}
		if err := r.Lab.Provision(i, counts[i]); err != nil {
			return nil, err
		}
		t, err := a.fleetOf(f, s, r.Lab, &cell.Phones[i], i, counts[i])
		if err != nil {
			return nil, err
		}
		list, fleets = append(list, t), append(fleets, t.Phones)
	}
	return boots.Join(list...), playSteps(ctx, r, fleets, f.storedAt, steps)
}

// shares splits the phones among the groups as the scenario does; what is left goes to the first.
func shares(count int, groups scenarios.Groups) []int {
	total, left := 0, count
	for i := range groups {
		total += groups[i].Count
	}
	list := make([]int, len(groups))
	for i := range groups {
		list[i] = int(int64(count) * int64(groups[i].Count) / int64(total))
		left -= list[i]
	}
	list[0] += left
	return list
}

// fleetOf makes the fleet that stands for one group: same names, models and servers.
func (a *app) fleetOf(f *benchFlags, s *storm, l *lab.Lab, g *scenarios.Group, number, count int) (*boots.Fleet, error) {
	c := fleet.Config{
		Count: count, Seed: f.fleet.seed, FirstName: lab.DeviceName(number, 1), Settings: l.Settings(), Now: l.Now, Key: a.phoneKeys(),
		Groups: []fleet.Group{{Name: g.Name.Value, TFTP: g.TFTP.Values(), Models: []fleet.Share{{Model: g.Model.Value}}}},
	}
	switch {
	case f.fleet.noHTTP:
		c.HTTP = fleet.HTTPNever
	case f.fleet.http:
		c.HTTP = fleet.HTTPAlways
	}
	if net, ok := l.Network(false).(*sockets.Network); ok {
		f.bind(&c, true)
		own := *net // each fleet has its own table of files and addresses
		t, err := s.addFleet(c, &own)
		if err != nil {
			return nil, err
		}
		return t.(*boots.Fleet), nil
	}
	fl, err := fleet.New(c)
	if err != nil {
		return nil, fmt.Errorf("phone group %q: %w", g.Name.Value, err)
	}
	s.onClose(fl.Close)
	return &boots.Fleet{Phones: fl, Network: l.Network(true)}, nil
}

// playSteps plays the steps; after the first of them that storedAt counts, all phones boot once, in memory.
func playSteps(ctx context.Context, r *scenarios.Runner, fleets []*fleet.Fleet, storedAt, steps int) error {
	if storedAt < 0 {
		_, err := r.Play(ctx, steps)
		return err
	}
	if _, err := r.Play(ctx, storedAt); err != nil {
		return err
	}
	for _, fl := range fleets {
		if err := fl.Run(ctx, fleet.Run{Cause: phone.PowerOn, Network: func() phone.Network { return r.Lab.Network(true) }}); err != nil {
			return err
		}
	}
	_, err := r.PlayOn(ctx, storedAt, steps)
	return err
}
