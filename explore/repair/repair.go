package repair

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"tvslab/explore"
	"tvslab/explore/deviation"
	"tvslab/parallel"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// Options say what a repair must come to.
type Options struct {
	Bounds   explore.Bounds
	Property explore.Property
	Most     int             // what changes may cost together; 0: MostPrice
	Workers  int             // plans that are tried at once; 0: one for each processor
	Told     func(tried int) // how many changed plans; nil for nobody
}

// MostPrice is what changes may cost together, unless somebody says otherwise, and mostPlans how many changed plans are tried.
const (
	MostPrice = 3
	mostPlans = 100_000
)

// Mended is a plan that holds.
type Mended struct {
	Price   int             `json:"price"`
	Changes []string        `json:"changes"` // in words, one after the other
	Text    string          `json:"plan"`    // the scenario file
	Proof   *explore.Result `json:"proof"`   // of the search that found nothing
	Tried   int             `json:"tried"`   // changed plans
}

// None says that no change was found.
type None struct {
	Price int // up to which all were tried
	Tried int
	Full  bool // there were too many to try
}

// Error says how far the search came.
func (n *None) Error() string {
	if n.Full {
		return fmt.Sprintf("no repair among the first %d changed plans: all changes up to price %d, and some beyond", n.Tried, n.Price)
	}
	return fmt.Sprintf("no repair of a price up to %d: %d changed plans", n.Price, n.Tried)
}

// Look looks for the cheapest change. The error is *None where there is none within its bounds.
func Look(ctx context.Context, p *explore.Plan, o Options) (*Mended, error) {
	if o.Most == 0 {
		o.Most = MostPrice
	}
	l := &looking{o: o, seen: map[string]bool{p.Course(): true}}
	var err error
	if l.site, err = siteOf(ctx, p); err != nil {
		return nil, err
	}
	if l.goal, err = p.Goal(ctx); err != nil {
		return nil, err
	}
	levels := make([][]changed, o.Most+1)
	levels[0] = []changed{{Plan: p}}
	for price := 1; price <= o.Most; price++ {
		levels[price] = l.level(levels, price)
		found, err := l.try(ctx, levels[price])
		if err != nil {
			return nil, err
		}
		if found != nil {
			return l.mended(*found, price), nil
		}
		if l.full {
			return nil, &None{price - 1, l.tried, true}
		}
	}
	return nil, &None{Price: o.Most, Tried: l.tried}
}

// looking is a search for a repair.
type looking struct {
	o     Options
	site  site
	goal  explore.Goal
	seen  map[string]bool
	tried int
	full  bool

	mutex sync.Mutex
	kinds []string // of deviations that broke plans: they are tried first
}

// changed is a plan with what was changed in it.
type changed struct {
	*explore.Plan
	words []string
	stale int // see explore.Plan.Stale
	proof *explore.Result
}

func siteOf(ctx context.Context, p *explore.Plan) (site, error) {
	s := p.Scenario()
	release, err := cucm.ParseRelease(s.Release.Value)
	if err != nil {
		return site{}, err
	}
	gate, err := p.Gate(ctx)
	if err != nil {
		return site{}, err
	}
	mode := sim.Mode(s.Cluster.Mode.Value)
	return site{gate: gate, publisher: p.Site.Publisher(), rules: release.Rules(), mixed: mode != sim.NonSecure && mode != "", updateCTL: p.Site.UpdateCTL()}, nil
}

// level makes the plans of a price: each row's change of each plan that is cheaper by the row's price, fewer changes first.
func (l *looking) level(levels [][]changed, price int) (all []changed) {
	for under := range price {
		for i := range rows {
			if rows[i].price == price-under {
				all = l.changes(all, levels[under], &rows[i])
			}
		}
	}
	return all
}

// changes adds what a row makes of plans, unless it is known.
func (l *looking) changes(all, of []changed, r *row) []changed {
	for _, from := range of {
		r.each(&plan{Plan: from.Plan, s: l.site}, func(words string, to *explore.Plan) {
			if l.full = l.full || len(l.seen) > mostPlans; l.full {
				return
			}
			if course := to.Course(); !l.seen[course] {
				l.seen[course] = true
				all = append(all, changed{Plan: to, words: append(slices.Clone(from.words), words)})
			}
		})
	}
	return all
}

// try returns the best of the plans that hold, nil if none does: that in which services are restarted soonest, and of those the first.
func (l *looking) try(ctx context.Context, all []changed) (best *changed, err error) {
	const batch = 64
	for some := range slices.Chunk(all, batch) {
		holds, failed := make([]bool, len(some)), make([]error, len(some))
		err := parallel.Each(ctx, len(some), l.o.Workers, func(i int) { some[i].proof, holds[i], failed[i] = l.holds(ctx, some[i].Plan) })
		if err := errors.Join(append(failed, err)...); err != nil {
			return nil, err
		}
		if l.tried += len(some); l.o.Told != nil {
			l.o.Told(l.tried)
		}
		for i := range some {
			if !holds[i] {
				continue
			}
			if some[i].stale, err = some[i].Stale(ctx); err != nil {
				return nil, err
			}
			if best == nil || some[i].stale < best.stale {
				best = &some[i]
			}
		}
	}
	return best, nil
}

// holds searches around a plan: as it stands, with the deviations that broke others, and with all.
func (l *looking) holds(ctx context.Context, p *explore.Plan) (*explore.Result, bool, error) {
	if reached, err := p.Reaches(ctx, l.goal); err != nil || !reached {
		return nil, false, err
	}
	l.mutex.Lock()
	learned := slices.Clone(l.kinds)
	l.mutex.Unlock()
	bounds := []explore.Bounds{{}, l.o.Bounds, l.o.Bounds}
	bounds[1].Kinds = learned
	for i, b := range bounds {
		if i == 1 && len(learned) == 0 {
			continue
		}
		r, err := l.search(ctx, p, b)
		if err != nil || !r.Exhausted || len(r.Causes) > 0 {
			l.learn(r)
			return nil, false, err
		}
		if i == len(bounds)-1 {
			return r, true, nil
		}
	}
	return nil, false, nil
}

func (l *looking) search(ctx context.Context, p *explore.Plan, b explore.Bounds) (*explore.Result, error) {
	search, err := explore.NewSearch(p, b, l.o.Property, explore.Options{Workers: 1})
	if err != nil {
		return nil, err
	}
	return search.Run(ctx)
}

// learn keeps the kinds of deviations that broke a plan.
func (l *looking) learn(r *explore.Result) {
	if r == nil || len(r.Causes) == 0 {
		return
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, kind := range r.Causes[0].Kinds {
		if !slices.Contains(l.kinds, kind) && deviation.Named(kind) != nil {
			l.kinds = append(l.kinds, kind)
		}
	}
}

func (l *looking) mended(c changed, price int) *Mended {
	return &Mended{Price: price, Changes: c.words, Text: string(c.Bytes()), Proof: c.proof, Tried: l.tried}
}
