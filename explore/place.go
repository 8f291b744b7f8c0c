package explore

import "slices"

// place is where a search is: the state of the lab, which steps of the plan are done, and what is under way. Places that are equal go on alike.
type place struct {
	state   int32
	next    int16                 // the first item that was neither done nor left out
	owner   int16                 // the group whose phones deviate, from 1; 0 for none yet, or where it does not matter
	moved   [MostDeviations]int16 // items after next that are done, and before next that are left out, from 1, sorted
	open    [MostDeviations]int16 // disturbances under way, from 1, sorted
	counts  [maxKinds]uint8       // of deviations, of kinds with a bound of their own
	touched uint16                // which of equal nodes something befell
}

// maxKinds is room for the kinds of deviations.
const maxKinds = 16

func has(set [MostDeviations]int16, n int16) bool { return slices.Contains(set[:], n+1) }

// with returns the set with a number in it; false where there is no room.
func with(set [MostDeviations]int16, n int16) ([MostDeviations]int16, bool) {
	if set[0] != 0 { // sorted, so that room is in front
		return set, false
	}
	set[0] = n + 1
	slices.Sort(set[:])
	return set, true
}

func without(set [MostDeviations]int16, n int16) [MostDeviations]int16 {
	i := slices.Index(set[:], n+1)
	set[i] = 0
	slices.Sort(set[:])
	return set
}

// forward lets next go past items that are done already, which are forgotten then.
func (p *place) forward() {
	p.next++
	for has(p.moved, p.next) {
		p.moved = without(p.moved, p.next)
		p.next++
	}
}

// left are the items that are left out.
func (p *place) left(yield func(i int16) bool) {
	for _, n := range p.moved {
		if n > 0 && n-1 < p.next && !yield(n-1) {
			return
		}
	}
}

// settledWith reports whether an item is done, or left out where that is for good.
func (p *place) done(i int16) bool {
	if i < p.next {
		return !has(p.moved, i)
	}
	return has(p.moved, i)
}
