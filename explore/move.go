package explore

import (
	"context"
	"errors"

	"tvslab/explore/deviation"
)

// move is one move of a search.
type move struct {
	what  what
	index int16 // of an item, or of a disturbance
}

type what int8

// What a move does. A step is left out and taken up again later, or never.
const (
	doNext  what = iota
	end          // of a disturbance
	takeUp       // a step that was left out
	leave        // the next step, for the time being
	ahead        // a later step
	begin        // a disturbance
	delayed      // the next step, without the phones of a group, which come after it
	moment       // steps put in
)

// disturbance is a deviation of a kind that puts steps in, with its steps.
type disturbance struct {
	kind       *deviation.Kind
	target     deviation.Target
	group      int16 // from 1, 0 for none
	begin, end []act
}

// option is a move with the place that it leads to.
type option struct {
	move
	price int
	steps int16 // that are done
	to    place
	state *State
}

// moves returns where a search can go from a place: what costs nothing first, then deviations in the order of their kinds. A step that is
// refused leads nowhere.
func (s *Search) moves(ctx context.Context, at place, left int) ([]option, error) {
	e := &expansion{Search: s, ctx: ctx, at: at, state: s.states.at(at.state), left: left}
	if e.state.gated {
		return nil, nil
	}
	e.free()
	if left > 0 {
		e.deviate()
	}
	return e.options, e.err
}

// expansion is a place that is left in all directions.
type expansion struct {
	*Search
	ctx     context.Context
	at      place
	state   *State
	left    int // what deviations may cost
	options []option
	err     error
}

// free adds the moves that cost nothing.
func (e *expansion) free() {
	if next := e.at.next; int(next) < len(e.items) {
		to := e.at
		to.forward()
		if e.ready(next) {
			e.add(move{doNext, next}, 0, to, e.items[next].do)
		}
	}
	for _, n := range e.at.open {
		if n > 0 && len(e.disturbances[n-1].end) > 0 {
			to := e.at
			to.open = without(to.open, n-1)
			e.addActs(move{end, n - 1}, 0, to, e.disturbances[n-1].end)
		}
	}
	if e.order == nil {
		return
	}
	for i := range e.at.left {
		if !e.neededBy(i) {
			to := e.at
			to.moved = without(to.moved, i)
			e.add(move{takeUp, i}, 0, to, e.items[i].do)
		}
	}
}

// ready reports whether what must be done before an item is, or is left out for good.
func (e *expansion) ready(i int16) bool {
	for _, need := range e.items[i].needs {
		if n := int16(need); n >= e.at.next && !e.at.done(n) || n < e.at.next && !e.at.done(n) && e.skip == nil {
			return false
		}
	}
	return true
}

// neededBy reports whether an item that is done must come after this one.
func (e *expansion) neededBy(i int16) bool {
	for j := range e.items {
		if contains(e.items[j].needs, int(i)) && e.at.done(int16(j)) {
			return true
		}
	}
	return false
}

// deviate adds the moves that cost something.
func (e *expansion) deviate() {
	next := e.at.next
	if int(next) < len(e.items) {
		e.omit(next)
		e.hurry(next)
	}
	for i := range e.disturbances {
		e.disturb(int16(i))
	}
}

// omit leaves the next item out.
func (e *expansion) omit(next int16) {
	kind := e.skip
	if kind == nil {
		kind = e.order
	}
	to := e.at
	room := false
	if kind == nil || e.items[next].stays || !e.pay(&to, kind) {
		return
	}
	if to.moved, room = with(to.moved, next); !room {
		return
	}
	to.forward()
	e.options = append(e.options, option{move{leave, next}, e.bounds.price(kind), 0, to, e.state})
}

// hurry does a later item now.
func (e *expansion) hurry(next int16) {
	for j := next + 1; e.order != nil && int(j) < len(e.items); j++ {
		to := e.at
		room := false
		if e.items[j].stays || has(e.at.moved, j) || !e.ready(j) || !e.pay(&to, e.order) {
			continue
		}
		if to.moved, room = with(to.moved, j); room {
			e.add(move{ahead, j}, e.bounds.price(e.order), to, e.items[j].do)
		}
	}
}

// disturb lets a disturbance begin.
func (e *expansion) disturb(i int16) {
	d := &e.disturbances[i]
	to := e.at
	if d.group != 0 && (e.apart && to.owner != 0 && to.owner != d.group || e.away(d.group)) || !e.pay(&to, d.kind) || !e.touch(&to, d.target) {
		return
	}
	if d.group != 0 && e.apart {
		to.owner = d.group
	}
	next, last := e.at.next, int16(len(e.items))
	switch {
	case d.kind.Form == deviation.Moment:
		e.addActs(move{moment, i}, e.bounds.price(d.kind), to, d.begin)
	case d.kind.Form == deviation.Delay:
		if next < last && e.items[next].do.phones && !e.items[next].stays && e.ready(next) {
			to.forward()
			acts := append(append(append([]act{}, d.begin...), act{int(next), e.items[next].do}), d.end...)
			e.addActs(move{delayed, i}, e.bounds.price(d.kind), to, acts)
		}
	case next < last && !has(e.at.open, i) && (!d.kind.Early || next == int16(e.first) && to.moved == [MostDeviations]int16{}):
		room := false
		if to.open, room = with(to.open, i); room {
			e.addActs(move{begin, i}, e.bounds.price(d.kind), to, d.begin)
		}
	}
}

// away reports whether a disturbance is under way that keeps phones of the group off.
func (e *expansion) away(group int16) bool {
	for _, n := range e.at.open {
		if n > 0 && e.disturbances[n-1].group == group {
			return true
		}
	}
	return false
}

// pay counts a deviation of a kind; false where there may be no more.
func (e *expansion) pay(to *place, k *deviation.Kind) bool {
	if e.bounds.price(k) > e.left {
		return false
	}
	most, bounded := e.bounds.Each[k.Name]
	if !bounded {
		return true
	}
	to.counts[e.number[k]]++
	return int(to.counts[e.number[k]]) <= most
}

func (e *expansion) add(m move, price int, to place, do *Step) {
	e.addActs(m, price, to, []act{{do: do}})
}

// addActs adds a move that does steps, unless one of them is refused.
func (e *expansion) addActs(m move, price int, to place, acts []act) {
	state := e.state
	for _, a := range acts {
		next, err := e.Do(e.ctx, state, a.do)
		var refused *Refused
		if errors.As(err, &refused) {
			return
		}
		if err != nil {
			e.err = err
			return
		}
		state = next
	}
	to.state = state.id
	e.options = append(e.options, option{m, price, int16(len(acts)), to, state})
}
