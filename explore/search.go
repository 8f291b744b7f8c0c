package explore

import (
	"context"
	"sync"
	"time"

	"tvslab/devices"
	"tvslab/explore/deviation"
)

// Search looks at all courses that a plan can take within bounds.
type Search struct {
	*Plan
	bounds   Bounds
	property Property
	Options

	skip, order     *deviation.Kind // nil where the bounds leave them out
	disturbances    []disturbance
	number          map[*deviation.Kind]int
	apart           bool                // phones of one group deviate at most: groups have nothing to do with each other
	like            map[string][]string // groups that are alike, by name
	equal           map[string]equal    // nodes that are, by name
	always, finally []expected
	before          devices.Set // phones that the property leaves out

	judged       sync.Map // state -> *verdict
	nodes        []node
	visited      map[place]int32
	waiting      [][]candidate // by price
	causes       map[string]*found
	found        []*found // in the order in which they were found
	began        time.Time
	price, depth int  // that are looked at
	full         bool // the bound on places was met
}

// Options say how a search works, not what it finds.
type Options struct {
	Workers  int            // at once; 0: one for each processor
	All      bool           // look for every cause; else the search ends with the first
	Progress func(Progress) // told now and then, by several goroutines at once; nil for nobody
	Shard    Shard
}

// Progress is how far a search is.
type Progress struct {
	Price  int // of the deviations that are being tried
	Depth  int // steps
	Places int
	Causes int
	Since  time.Duration
}

// node is a place that was reached, and how.
type node struct {
	place  place
	from   int32 // node, -1 for none
	move   move
	price  int8
	length int16 // steps done
}

// candidate is a place that can be reached.
type candidate struct{ node }

// NewSearch returns a search within bounds for what breaks the property. The error says what is wrong with them.
func NewSearch(p *Plan, b Bounds, property Property, o Options) (*Search, error) {
	if err := b.Check(); err != nil {
		return nil, err
	}
	if err := property.Check(); err != nil {
		return nil, err
	}
	s := &Search{Plan: p, bounds: b, property: property, Options: o, apart: property.alone(), number: map[*deviation.Kind]int{},
		visited: map[place]int32{}, causes: map[string]*found{}, like: p.alike(), equal: p.equals()}
	if b.States == 0 {
		s.bounds.States = DefaultStates
	}
	var err error
	if s.always, err = p.expectations(property.Always); err != nil {
		return nil, err
	}
	if s.finally, err = p.expectations(property.Finally); err != nil {
		return nil, err
	}
	if !property.Before {
		s.before = p.stoodBefore(property.Never...)
	}
	return s, s.prepare()
}

// prepare lists the disturbances.
func (s *Search) prepare() error {
	for n, k := range s.bounds.kinds() {
		s.number[k] = n
		switch k.Form {
		case deviation.Omission:
			s.skip = k
		case deviation.Displacement:
			s.order = k
		default:
			if err := s.disturbancesOf(k); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Search) disturbancesOf(k *deviation.Kind) error {
	for _, t := range k.Targets(s.Site) {
		d := disturbance{kind: k, target: t, group: s.groupNumber(t.Group)}
		if d.group != 0 && s.like[t.Group][0] != t.Group {
			continue // what befalls one of groups that are alike befalls the first
		}
		var err error
		if d.begin, err = s.put(k.Begin(s.Site, t)); err != nil {
			return err
		}
		if d.end, err = s.put(k.End(s.Site, t)); err != nil {
			return err
		}
		s.disturbances = append(s.disturbances, d)
	}
	return nil
}

// Run searches. What was found so far comes with the error of a ctx that has ended.
func (s *Search) Run(ctx context.Context) (*Result, error) {
	s.began = time.Now()
	first, err := s.Opening(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := s.through(ctx, first, s.first, len(s.items)); err != nil {
		return nil, err
	}
	s.waiting = make([][]candidate, s.bounds.Most+1)
	s.waiting[0] = []candidate{{node{place: place{state: first.id, next: int16(s.first)}, from: -1}}}
	price := 0
	for ; price <= s.bounds.Most && err == nil && !s.over(); price++ {
		err = s.level(ctx, price)
	}
	if s.apart && s.entwined.Load() && err == nil {
		return s.again(ctx)
	}
	return s.result(ctx, price, err), err
}

// again searches without holding the groups apart, since what phones did has changed clusters.
func (s *Search) again(ctx context.Context) (*Result, error) {
	other, err := NewSearch(s.Plan, s.bounds, s.property, s.Options)
	if err != nil {
		return nil, err
	}
	other.apart = false
	return other.Run(ctx)
}

// over reports whether the search is at its end before its bounds are.
func (s *Search) over() bool { return s.full || !s.All && len(s.found) > 0 }
