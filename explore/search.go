package explore

import (
	"context"
	"fmt"
	"sync"
	"time"

	"tvslab/explore/deviation"
	"tvslab/parallel"
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

// level visits the places that are reached at a price, the shortest ways first.
func (s *Search) level(ctx context.Context, price int) error {
	layers := map[int][]candidate{}
	shortest, longest := int(^uint(0)>>1), -1
	for _, c := range s.waiting[price] {
		layers[int(c.length)] = append(layers[int(c.length)], c)
		shortest, longest = min(shortest, int(c.length)), max(longest, int(c.length))
	}
	s.waiting[price] = nil
	for length := shortest; length <= longest; length++ {
		s.sort(layers[length])
		fresh := s.enter(layers[length])
		delete(layers, length)
		s.price, s.depth = price, length
		if err := s.look(ctx, fresh); err != nil || s.over() {
			return err
		}
		next, err := s.leave(ctx, fresh, price)
		if err != nil {
			return err
		}
		for _, c := range next {
			layers[int(c.length)] = append(layers[int(c.length)], c)
			longest = max(longest, int(c.length))
		}
	}
	return nil
}

// enter takes in the places that were not visited, in order, and returns their numbers.
func (s *Search) enter(all []candidate) []int32 {
	var fresh []int32
	for _, c := range all {
		if _, seen := s.visited[c.place]; seen {
			continue
		}
		if len(s.nodes) >= s.bounds.States {
			s.full = true
			break
		}
		id := int32(len(s.nodes))
		s.visited[c.place] = id
		s.nodes = append(s.nodes, c.node)
		fresh = append(fresh, id)
	}
	return fresh
}

// look judges places, and keeps the causes that are new, in their order.
func (s *Search) look(ctx context.Context, ids []int32) error {
	verdicts, failed := make([]*verdict, len(ids)), make([]error, len(ids))
	err := s.parallel(ctx, len(ids), func(i int) {
		verdicts[i], failed[i] = s.judge(ctx, s.states.at(s.nodes[ids[i]].place.state))
	})
	if err := first(err, failed); err != nil {
		return err
	}
	for i, id := range ids {
		s.keep(id, verdicts[i])
		if s.over() {
			return nil
		}
	}
	return nil
}

// keep keeps what is wrong at a node.
func (s *Search) keep(id int32, v *verdict) {
	all := v.ever
	if s.finished(s.nodes[id].place) {
		all = append(all[:len(all):len(all)], v.finally...)
	}
	for _, one := range all {
		key := one.cause()
		if s.causes[key] == nil {
			s.causes[key] = &found{Violation: one, node: id}
			s.found = append(s.found, s.causes[key])
		}
		s.causes[key].places++
	}
}

// finished reports whether the plan is done at a place, and what went otherwise over.
func (s *Search) finished(at place) bool {
	return int(at.next) == len(s.items) && at.open == [MostDeviations]int16{} && (s.skip != nil || at.moved == [MostDeviations]int16{})
}

// leave goes on from places: those that can be reached at the same price are returned, others wait.
func (s *Search) leave(ctx context.Context, ids []int32, price int) (next []candidate, err error) {
	options, failed := make([][]option, len(ids)), make([]error, len(ids))
	err = s.parallel(ctx, len(ids), func(i int) {
		options[i], failed[i] = s.moves(ctx, s.nodes[ids[i]].place, s.bounds.Most-price)
	})
	if err := first(err, failed); err != nil {
		return nil, err
	}
	for i, id := range ids {
		for _, o := range options[i] {
			if _, seen := s.visited[o.to]; seen || !s.mine(id, o) {
				continue
			}
			c := candidate{node{o.to, id, o.move, int8(price + o.price), s.nodes[id].length + o.steps}}
			if o.price == 0 {
				next = append(next, c)
			} else {
				s.waiting[price+o.price] = append(s.waiting[price+o.price], c)
			}
		}
	}
	return next, nil
}

func (s *Search) parallel(ctx context.Context, n int, do func(i int)) error {
	const few = 8 // that take less time than other goroutines would
	if n <= few || s.Workers == 1 {
		for i := range n {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			do(i)
		}
		return ctx.Err()
	}
	const chunk = 64
	return parallel.Each(ctx, (n+chunk-1)/chunk, s.Workers, func(c int) {
		for i := c * chunk; i < min(n, (c+1)*chunk) && ctx.Err() == nil; i++ {
			do(i)
		}
		s.tell()
	})
}

// tell tells how far the search is.
func (s *Search) tell() {
	if s.Progress != nil {
		s.Progress(Progress{s.price, s.depth, len(s.nodes), len(s.found), time.Since(s.began)})
	}
}

// first is the first error.
func first(err error, all []error) error {
	if err != nil {
		return err
	}
	for _, one := range all {
		if one != nil {
			return one
		}
	}
	return nil
}

// mine reports whether a move belongs to the shard that is searched: the first deviation of a way decides.
func (s *Search) mine(from int32, o option) bool {
	if s.Shard.N < 2 || o.price == 0 || s.nodes[from].price > 0 {
		return true
	}
	return hash(fmt.Sprint(o.move, s.nodes[from].place.next))%uint32(s.Shard.N) == uint32(s.Shard.I-1)
}
