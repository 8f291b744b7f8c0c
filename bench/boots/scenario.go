package boots

import (
	"context"
	"errors"
	"fmt"
	"math"

	"tvslab/bench"
	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
	"tvslab/scenarios"
	"tvslab/scenarios/site"
	"tvslab/sim/lab"
)

// Scenario is a lab in this process to be booted against.
type Scenario struct {
	Cell     *scenarios.Scenario // of one cell
	Steps    int                 // that are played first
	StoredAt int                 // phones have booted after this many of them; below 0 they are new
	Options  scenarios.Options   // on sockets, or in memory
	// Fleet is what the fleets of all groups share: Seed, HTTP, Key.
	Fleet fleet.Config
}

// Named returns how many phones the scenario has, if all of them have names of their own; else there can be more, and it is 0.
func (sc Scenario) Named() int {
	for i := range sc.Cell.Phones {
		if sc.Cell.Phones[i].Devices.List == nil {
			return 0
		}
	}
	return sc.Cell.Phones.Count()
}

// Storm prepares the lab, makes a fleet for each group of the scenario, and plays the steps.
func (sc Scenario) Storm(ctx context.Context, ask Ask) (*Storm, error) {
	r, err := scenarios.Prepare(ctx, sc.Cell, sc.Options)
	if err != nil {
		return nil, err
	}
	s := &Storm{InProcess: true, Describe: sc.describe()}
	s.onClose(r.Lab.Close)
	s.limit(ask.need(sources, true), sc.Options.Sockets != nil)
	if err := sc.populate(ctx, s, r, shares(ask.Phones, sc.Cell.Phones)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (sc Scenario) describe() string {
	where := "in memory"
	if sc.Options.Sockets != nil {
		where = "on sockets"
	}
	c := sc.Cell
	return fmt.Sprintf("%s on CUCM %s, %s, %s in this process", c.Name, c.Release.Value, c.Cluster.Mode.Value, where)
}

// populate makes a fleet of counts[i] phones for group i and plays the steps.
func (sc Scenario) populate(ctx context.Context, s *Storm, r *scenarios.Runner, counts []int) error {
	var list []bench.Target
	var fleets []*fleet.Fleet
	for i, count := range counts {
		if count == 0 {
			continue
		}
		names, err := r.Lab.Provision(i, count)
		if err != nil {
			return err
		}
		t, err := sc.fleet(s, r.Lab, i, names)
		if err != nil {
			return err
		}
		list, fleets = append(list, t), append(fleets, t.Phones)
	}
	s.Target = Join(list...)
	return sc.play(ctx, r, fleets)
}

// shares splits the phones among the groups as the scenario does; what is left goes to the first that have room. A group whose
// phones have names of their own has room for these.
func shares(count int, groups site.Groups) []int {
	total, left := groups.Count(), count
	list := make([]int, len(groups))
	for i := range groups {
		list[i] = min(int(int64(count)*int64(groups[i].Count)/int64(total)), room(&groups[i]))
		left -= list[i]
	}
	for i := range groups {
		more := min(left, room(&groups[i])-list[i])
		list[i] += more
		left -= more
	}
	return list
}

// room is how many phones a group can have.
func room(g *site.Group) int {
	if g.Devices.List == nil {
		return math.MaxInt
	}
	return g.Count
}

// fleet makes the fleet that stands for one group: same names, models and servers.
func (sc Scenario) fleet(s *Storm, l *lab.Lab, number int, names *devices.List) (*Fleet, error) {
	g := &sc.Cell.Phones[number]
	c := sc.Fleet
	c.Count, c.Devices, c.Settings, c.Now = names.Len(), names, l.Settings(), l.Now
	c.Groups = []fleet.Group{{Name: g.Name.Value, TFTP: g.TFTP.Values(), Models: []fleet.Share{{Model: g.Model.Value}}}}
	if net, ok := l.Network(false).(*sockets.Network); ok {
		bind(&c, true)
		own := *net // each fleet has its own table of files and addresses
		own.Known = l.Network(true)
		return s.addFleet(c, &own)
	}
	fl, err := fleet.New(c)
	if err != nil {
		return nil, fmt.Errorf("phone group %q: %w", g.Name.Value, err)
	}
	s.onClose(fl.Close)
	return &Fleet{Phones: fl, Network: l.Network(true)}, nil
}

// play plays the steps; after the first of them that StoredAt counts, all phones boot once, in memory.
func (sc Scenario) play(ctx context.Context, r *scenarios.Runner, fleets []*fleet.Fleet) error {
	if sc.StoredAt < 0 {
		_, err := r.Play(ctx, sc.Steps)
		return err
	}
	if _, err := r.Play(ctx, sc.StoredAt); err != nil {
		return err
	}
	for _, fl := range fleets {
		if err := fl.Run(ctx, fleet.Run{Cause: phone.PowerOn, Network: func() phone.Network { return r.Lab.Network(true) }}); err != nil {
			return err
		}
	}
	_, err := r.PlayOn(ctx, sc.StoredAt, sc.Steps)
	return err
}
