package devices

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
)

// Span is the devices from First to Last, both included.
type Span struct{ First, Last Number }

// Len returns how many devices there are.
func (s Span) Len() int { return int(s.Last - s.First + 1) }

// Set is devices in ascending spans that neither touch nor overlap. The zero value is empty. It must not be changed.
type Set []Span

// One returns the set of one device.
func One(n Number) Set { return Set{{n, n}} }

// Of returns the set of spans in any order.
func Of(spans ...Span) Set {
	sorted := slices.Clone(spans)
	slices.SortFunc(sorted, func(a, b Span) int { return cmp.Compare(a.First, b.First) })
	var set Set
	for _, s := range sorted {
		if last := len(set) - 1; last >= 0 && s.First <= set[last].Last+1 {
			set[last].Last = max(set[last].Last, s.Last)
			continue
		}
		set = append(set, s)
	}
	return set
}

// Named returns the set of device names; the error names the first that is none.
func Named(names ...string) (Set, error) {
	spans := make([]Span, 0, len(names))
	for _, name := range names {
		n, ok := Parse(name)
		if !ok {
			return nil, fmt.Errorf("device name %q is not SEP and 12 hex digits", name)
		}
		spans = append(spans, Span{n, n})
	}
	return Of(spans...), nil
}

// Len returns how many devices are in the set.
func (s Set) Len() int {
	n := 0
	for _, span := range s {
		n += span.Len()
	}
	return n
}

// Has reports whether the device is in the set.
func (s Set) Has(n Number) bool {
	i, found := slices.BinarySearchFunc(s, n, func(span Span, n Number) int { return cmp.Compare(span.First, n) })
	return found || i > 0 && n <= s[i-1].Last
}

// All yields the devices in ascending order.
func (s Set) All() iter.Seq[Number] {
	return func(yield func(Number) bool) {
		for _, span := range s {
			for n := span.First; n <= span.Last; n++ {
				if !yield(n) {
					return
				}
			}
		}
	}
}

// Names returns the names of the first devices of the set, at most most of them.
func (s Set) Names(most int) []string {
	var names []string
	for n := range s.All() {
		if len(names) == most {
			break
		}
		names = append(names, n.Name())
	}
	return names
}

// And returns the devices that are in both sets.
func (s Set) And(other Set) Set {
	var both Set
	for i, j := 0, 0; i < len(s) && j < len(other); {
		if first, last := max(s[i].First, other[j].First), min(s[i].Last, other[j].Last); first <= last {
			both = append(both, Span{first, last})
		}
		if s[i].Last < other[j].Last {
			i++
		} else {
			j++
		}
	}
	return both
}

// Or returns the devices that are in one set or in both.
func (s Set) Or(other Set) Set { return Union(s, other) }

// Without returns the devices of s that are not in other.
func (s Set) Without(other Set) Set {
	var left Set
	j := 0
	for _, span := range s {
		for j < len(other) && other[j].Last < span.First {
			j++
		}
		first := span.First
		for k := j; k < len(other) && other[k].First <= span.Last; k++ {
			if other[k].First > first {
				left = append(left, Span{first, other[k].First - 1})
			}
			first = other[k].Last + 1
		}
		if first <= span.Last {
			left = append(left, Span{first, span.Last})
		}
	}
	return left
}

// Union returns the devices that are in any of the sets.
func Union(sets ...Set) Set { return Of(slices.Concat(sets...)...) }

// Distinct leaves every device in the first of the sets that has it.
func Distinct(sets []Set) []Set {
	left := make([]Set, len(sets))
	for i, set := range sets {
		left[i] = set.Without(Union(sets[:i]...))
	}
	return left
}
