package remedy

import (
	"context"
	"slices"

	"tvslab/devices"
	"tvslab/scenarios"
)

// Point is the last state of a plan in which phones of a group can be had back without anybody going to them, of a group of which some stand
// badly at the end.
type Point struct {
	Group  string      `json:"group"`
	Count  int         `json:"count"` // of its phones that stand badly at the end
	Phones devices.Set `json:"-"`     // these
	State  int         `json:"state"` // place in the states: steps done
	With   []Tried     `json:"with"`  // what would free all of them then, the cheapest first; none where they stood well
	None   bool        `json:"none"`  // there is no such state
}

// NoReturn returns the point of each group of which phones stand badly in the last state and did not in the first, in the order of the
// groups: states are the runner as it was before the first step and after each, oldest first. In each state all phones that matter are
// tried together, the last state first.
func NoReturn(ctx context.Context, states []*scenarios.Runner) ([]Point, error) {
	if len(states) == 0 {
		return nil, nil
	}
	points := pending(ctx, states[0], states[len(states)-1])
	for i := len(states) - 1; i >= 0; i-- {
		if err := settle(ctx, points, states, i); err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(points, func(p Point) bool { return p.None }) {
			break
		}
	}
	return points, nil
}

// pending are the groups with phones that came to stand badly, without a point.
func pending(ctx context.Context, begin, end *scenarios.Runner) (points []Point) {
	stuck := Stuck(ctx, end.Lab, end.Lab.Phones()).Without(Stuck(ctx, begin.Lab, begin.Lab.Phones()))
	for _, g := range end.Lab.Groups() {
		if phones := stuck.And(end.Lab.Group(g.Name, 0, 0)); len(phones) > 0 {
			points = append(points, Point{Group: g.Name, Phones: phones, Count: phones.Len(), None: true})
		}
	}
	return points
}

// settle finds the points that lie in state number i.
func settle(ctx context.Context, points []Point, states []*scenarios.Runner, i int) error {
	stuck := make([]devices.Set, len(points))
	for n, p := range points {
		if p.None {
			stuck[n] = Stuck(ctx, states[i].Lab, p.Phones)
		}
	}
	tried, err := Case{Now: states[i], Phones: devices.Union(stuck...), Past: states[:i], Remote: true}.Try(ctx)
	if err != nil {
		return err
	}
	for n := range points {
		p := &points[n]
		if !p.None {
			continue
		}
		for _, t := range tried {
			if len(stuck[n]) > 0 && len(stuck[n].Without(t.Freed)) == 0 {
				p.With = append(p.With, t)
			}
		}
		if p.None = len(stuck[n]) > 0 && len(p.With) == 0; !p.None {
			p.State = i
		}
	}
	return nil
}
