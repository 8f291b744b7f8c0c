package explore

import (
	"context"
	"sync"

	"tvslab/explore/deviation"
)

// everybody is the target of what befalls the phones of all groups.
const everybody = "all"

// joint is what came of deviations that befell the phones of all groups at once. Phones do nothing to phones of other groups, so that what
// befalls one group is told from it, at a fraction of the cost.
type joint struct {
	tried sync.Map // deviation.Deviation -> func() (Single, error)
}

// tryGroup is try for what befalls a group: with all groups at once, and by itself where the plan was not done to its end then.
func (p *Plan) tryGroup(ctx context.Context, d deviation.Deviation) (Single, error) {
	if d.Group == "" {
		return p.try(ctx, d)
	}
	of := d
	of.Group = everybody
	tried, _ := p.joint.tried.LoadOrStore(of, sync.OnceValues(func() (Single, error) { return p.try(ctx, of) }))
	all, err := tried.(func() (Single, error))()
	if err != nil || all.Refused != nil || all.gated {
		return p.try(ctx, d)
	}
	one := Single{Deviation: d}
	for _, l := range all.Locked {
		if l.Group == d.Group {
			one.Locked = append(one.Locked, l)
		}
	}
	return one, nil
}
