package devices

import (
	"cmp"
	"slices"
)

// Table says something of each device that it holds, span by span. It is never changed, only replaced; the zero value is
// empty.
type Table[V comparable] struct {
	runs []Run[V] `keep:",apart"`
}

// Run is a span of devices of which the same is said.
type Run[V comparable] struct {
	Span
	Value V
}

// Len returns how many devices the table holds.
func (t Table[V]) Len() int {
	n := 0
	for _, r := range t.runs {
		n += r.Len()
	}
	return n
}

// At returns what is said of a device; false if it is not in the table.
func (t Table[V]) At(n Number) (v V, ok bool) {
	i, found := slices.BinarySearchFunc(t.runs, n, func(r Run[V], n Number) int { return cmp.Compare(r.First, n) })
	if !found {
		i--
	}
	if i < 0 || n > t.runs[i].Last {
		return v, false
	}
	return t.runs[i].Value, true
}

// Runs returns the table's runs in ascending order. They must not be changed.
func (t Table[V]) Runs() []Run[V] { return t.runs }

// Devices returns the set of all devices in the table.
func (t Table[V]) Devices() Set {
	spans := make([]Span, len(t.runs))
	for i, r := range t.runs {
		spans[i] = r.Span
	}
	return Of(spans...)
}

// Within returns the parts of the runs that are in the set, in ascending order.
func (t Table[V]) Within(set Set) []Run[V] {
	var parts []Run[V]
	if len(set) == 0 {
		return nil
	}
	i, _ := slices.BinarySearchFunc(t.runs, set[0].First, func(r Run[V], n Number) int { return cmp.Compare(r.Last, n) })
	for _, s := range set {
		for i < len(t.runs) && t.runs[i].Last < s.First {
			i++
		}
		for k := i; k < len(t.runs) && t.runs[k].First <= s.Last; k++ {
			r := t.runs[k]
			parts = append(parts, Run[V]{Span{max(r.First, s.First), min(r.Last, s.Last)}, r.Value})
		}
	}
	return parts
}

// With returns the table in which the runs say what they say, whatever it said of their devices. The runs do not overlap.
// Neighbours of which the same is said become one run.
func (t Table[V]) With(runs ...Run[V]) Table[V] {
	spans := make([]Span, len(runs))
	for i, r := range runs {
		spans[i] = r.Span
	}
	all := append(t.Within(everything.Without(Of(spans...))), runs...)
	slices.SortFunc(all, func(a, b Run[V]) int { return cmp.Compare(a.First, b.First) })
	merged := all[:0]
	for _, r := range all {
		if last := len(merged) - 1; last >= 0 && merged[last].Last+1 == r.First && merged[last].Value == r.Value {
			merged[last].Last = r.Last
			continue
		}
		merged = append(merged, r)
	}
	return Table[V]{merged}
}

// Without returns the table without the devices of a set.
func (t Table[V]) Without(set Set) Table[V] { return Table[V]{t.Within(everything.Without(set))} }

// everything is all devices that can be.
var everything = Set{{0, 1<<48 - 1}}

// Changed returns the runs within the set with what change makes of what is said, once for each that is said.
func (t Table[V]) Changed(set Set, change func(V) V) []Run[V] {
	runs, changed := t.Within(set), map[V]V{}
	for i, r := range runs {
		v, known := changed[r.Value]
		if !known {
			v = change(r.Value)
			changed[r.Value] = v
		}
		runs[i].Value = v
	}
	return runs
}

// Join says of each device of the runs, which are in ascending order, what join makes of what they and the table say of it;
// known is false for a device that is not in the table.
func Join[A, B, C comparable](runs []Run[A], table Table[B], join func(a A, b B, known bool) C) []Run[C] {
	joined := make([]Run[C], 0, len(runs))
	var none B
	left := table.runs
	for _, r := range runs {
		next := r.First
		left = from(left, r.First)
		for _, part := range left {
			if part.First > r.Last {
				break
			}
			if next < part.First {
				joined = append(joined, Run[C]{Span{next, part.First - 1}, join(r.Value, none, false)})
			}
			last := min(part.Last, r.Last)
			joined = append(joined, Run[C]{Span{max(part.First, r.First), last}, join(r.Value, part.Value, true)})
			next = last + 1
		}
		if next <= r.Last {
			joined = append(joined, Run[C]{Span{next, r.Last}, join(r.Value, none, false)})
		}
	}
	return joined
}

// from leaves out the runs that end before a device: usually few.
func from[V comparable](runs []Run[V], first Number) []Run[V] {
	for few := 2; few > 0 && len(runs) > 0; few-- {
		if runs[0].Last >= first {
			return runs
		}
		runs = runs[1:]
	}
	i, _ := slices.BinarySearchFunc(runs, first, func(r Run[V], n Number) int { return cmp.Compare(r.Last, n) })
	return runs[i:]
}
