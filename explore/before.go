package explore

import (
	"context"
	"slices"

	"tvslab/devices"
	"tvslab/sim/lab"
)

// stoodBefore are the phones that stood so before the first step.
func (p *Plan) stoodBefore(so ...lab.Trust) devices.Set {
	return phonesOf(slices.DeleteFunc(slices.Clone(p.stood), func(s Stand) bool { return !slices.Contains(so, s.Trust) }))
}

// lock notes the groups of which phones are locked that were not before, each once.
func (s *Single) lock(locked []Stand, before devices.Set, after int) {
	for _, stand := range locked {
		known := slices.ContainsFunc(s.Locked, func(l Lock) bool { return l.Group == stand.Group })
		if !known && len(stand.Phones.Without(before)) > 0 {
			s.Locked = append(s.Locked, Lock{stand, after})
		}
	}
}

// locked finds where phones stand that are locked.
func (p *Plan) locked(ctx context.Context, s *State) ([]Stand, error) {
	all, err := p.Stands(ctx, s)
	return slices.DeleteFunc(slices.Concat(all...), func(one Stand) bool { return one.Trust != lab.TrustLocked }), err
}

func phonesOf(stands []Stand) devices.Set {
	sets := make([]devices.Set, len(stands))
	for i, s := range stands {
		sets[i] = s.Phones
	}
	return devices.Union(sets...)
}
