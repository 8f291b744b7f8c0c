package explore

import (
	"context"
	"fmt"
	"time"

	"tvslab/parallel"
)

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
