package explore

import (
	"context"
	"errors"

	"tvslab/explore/deviation"
	"tvslab/parallel"
	"tvslab/sim/lab"
)

// Single is one deviation that was tried by itself.
type Single struct {
	deviation.Deviation
	Refused error // the step of the plan that was refused then, nil for none: what would be done instead nobody knows
	Locked  []Lock
	gated   bool // a gate has ended the plan
}

// Lock is a group of which phones would refuse all that is served and that nobody can vouch for.
type Lock struct {
	Stand
	After int // number of the step after which it was found first; 0 of a step that the deviation puts in before the first
}

// Held reports whether all phones got through, beside those that were locked before the first step and ever since.
func (s Single) Held() bool { return s.Refused == nil && len(s.Locked) == 0 }

// SinglesOf tries by itself each deviation of the kinds that is wanted, of the usual kinds where none is named: which phones end, or are ever, locked.
// They come in the order of the kinds, targets and steps, whatever is tried at the same time. The error is for a plan that cannot be done as it
// stands, and for the end of ctx.
func SinglesOf(ctx context.Context, p *Plan, wanted func(deviation.Deviation) bool, kinds ...*deviation.Kind) ([]Single, error) {
	if len(kinds) == 0 {
		kinds = deviation.Usual()
	}
	if _, err := p.through(ctx, p.Start(), 0, len(p.items)); err != nil {
		return nil, err
	}
	var all []deviation.Deviation
	for _, k := range kinds {
		for _, d := range p.each(k) {
			if wanted(d) {
				all = append(all, d)
			}
		}
	}
	singles, failed := make([]Single, len(all)), make([]error, len(all))
	tried := parallel.Counted(len(all), p.Tried)
	err := parallel.Each(ctx, len(all), 0, func(i int) {
		singles[i], failed[i] = p.tryGroup(ctx, all[i])
		tried()
	})
	return singles, errors.Join(append(failed, err)...)
}

// each lists the deviations of a kind.
func (p *Plan) each(k *deviation.Kind) (all []deviation.Deviation) {
	switch k.Form {
	case deviation.Omission, deviation.Displacement:
		return p.eachStep(k)
	}
	for _, t := range k.Targets(p.Site) {
		all = append(all, p.eachPlace(k, t)...)
	}
	return all
}

func (p *Plan) eachStep(k *deviation.Kind) (all []deviation.Deviation) {
	for i := p.first; i < len(p.items); i++ {
		if p.items[i].stays {
			continue
		}
		if k.Form == deviation.Omission {
			all = append(all, deviation.Deviation{Kind: k, From: p.items[i].number})
			continue
		}
		for to := p.first; to < len(p.items); to++ {
			if to != i && to != i-1 && p.mayMove(i, to) { // i before i-1 is i-1 after i
				all = append(all, deviation.Deviation{Kind: k, From: p.items[i].number, To: p.items[to].number})
			}
		}
	}
	return all
}

// mayMove reports whether an item may be done in the place of another: whatever it needs stays before it, what needs it after it.
func (p *Plan) mayMove(from, to int) bool {
	for i := min(from, to); i <= max(from, to); i++ {
		if i < from && contains(p.items[from].needs, i) || i > from && contains(p.items[i].needs, from) {
			return false
		}
	}
	return true
}

func contains(list []int, n int) bool {
	for _, one := range list {
		if one == n {
			return true
		}
	}
	return false
}

// eachPlace lists the places of a deviation that puts steps in.
func (p *Plan) eachPlace(k *deviation.Kind, t deviation.Target) (all []deviation.Deviation) {
	last := len(p.items)
	for from := p.first; from <= last; from++ {
		d := deviation.Deviation{Kind: k, Target: t, From: p.numberAt(from)}
		switch k.Form {
		case deviation.Moment:
			all = append(all, d)
			continue
		case deviation.Delay:
			if from < last && p.items[from].do.phones && !p.items[from].stays {
				d.To = d.From
				all = append(all, d)
			}
			continue
		}
		if k.Early && from > p.first {
			break
		}
		if from < last {
			all = append(all, d)
		}
		for to := from; to < last; to++ {
			d.To = p.items[to].number
			all = append(all, d)
		}
	}
	return all
}

// try does the plan with a deviation and finds out who is locked at any time; phones that were before count once they have been freed.
func (p *Plan) try(ctx context.Context, d deviation.Deviation) (Single, error) {
	single := Single{Deviation: d}
	acts, err := p.course(d)
	if err != nil {
		return single, err
	}
	s, after, before := p.Start(), 0, p.stoodBefore(lab.TrustLocked)
	for i, a := range acts {
		next, err := p.Do(ctx, s, a.do)
		var refused *Refused
		switch {
		case errors.As(err, &refused) && a.item < 0:
			continue // a step that ends a deviation that is over is nothing
		case errors.As(err, &refused):
			single.Refused = p.failed(a.item, refused)
			return single, nil
		case err != nil:
			return single, err
		case a.item >= 0:
			after = p.items[a.item].number
		}
		locked, err := p.locked(ctx, next)
		if err != nil {
			return single, err
		}
		before = before.And(phonesOf(locked))
		if s = next; i < p.first {
			continue
		}
		if single.lock(locked, before, after); s.gated {
			single.gated = true
			break
		}
	}
	return single, nil
}
