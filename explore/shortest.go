package explore

import (
	"context"
	"slices"

	"tvslab/explore/deviation"
)

// Shortest tries a deviation of the form Stretch on stretches of steps that end, and returns those that break the plan and hold no shorter
// one that does, by their beginning. A stretch that holds such a one is not tried.
func Shortest(ctx context.Context, p *Plan, k *deviation.Kind, t deviation.Target, breaks func(Single) bool) (found []Single, err error) {
	for from, end := len(p.items)-1, len(p.items); from >= p.first; from-- {
		for to := from; to < end; to++ {
			one, err := p.tryGroup(ctx, deviation.Deviation{Kind: k, Target: t, From: p.numberAt(from), To: p.items[to].number})
			if err != nil {
				return nil, err
			}
			if breaks(one) {
				found, end = append(found, one), to
			}
		}
	}
	slices.Reverse(found)
	return found, nil
}
