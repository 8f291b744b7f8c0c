package devices

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
)

// List is devices in an order of their own, each once. It is never changed; nil and the zero value are empty.
type List struct {
	runs   []listed
	places Table[int] // where each device stands, from 0, less its number
	all    Set
}

// listed is a span of a list, and where its first device stands.
type listed struct {
	Span
	at int
}

// Twice is the error of a device that two spans of a list have; they are numbered from 0, First is the smaller number.
type Twice struct {
	Device        Number
	First, Second int
}

// Error names the device.
func (t *Twice) Error() string { return fmt.Sprintf("device %s is listed twice", t.Device.Name()) }

// Listed returns the list of the devices of spans, in their order. The error is a *Twice, of the first span that has a device
// which one before it has.
func Listed(spans ...Span) (*List, error) {
	if twice := twiceIn(spans); twice != nil {
		return nil, twice
	}
	l, at := &List{}, 0
	for _, s := range spans {
		if last := len(l.runs) - 1; last >= 0 && l.runs[last].Last+1 == s.First {
			l.runs[last].Last = s.Last
		} else {
			l.runs = append(l.runs, listed{s, at})
		}
		at += s.Len()
	}
	runs := make([]Run[int], len(l.runs))
	for i, r := range l.runs {
		runs[i] = Run[int]{r.Span, r.at - int(r.First)}
	}
	l.places = l.places.With(runs...)
	l.all = l.places.Devices()
	return l, nil
}

// Counted returns the list of n devices that count up from the first; none for n below 1.
func Counted(first Number, n int) *List {
	if n < 1 {
		return nil
	}
	l, _ := Listed(Span{first, first + Number(n-1)}) // one span has nothing twice
	return l
}

// twiceIn is the first span that has a device of one before it, nil if none has.
func twiceIn(spans []Span) (found *Twice) {
	order := make([]int, len(spans))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(spans[a].First, spans[b].First), cmp.Compare(a, b))
	})
	reach := 0 // of the spans so far, the one that goes furthest
	for i := 1; i < len(order); i++ {
		a, b := order[reach], order[i]
		if spans[b].First <= spans[a].Last && (found == nil || max(a, b) < found.Second) {
			found = &Twice{spans[b].First, min(a, b), max(a, b)}
		}
		if spans[b].Last > spans[a].Last {
			reach = i
		}
	}
	return found
}

// Len returns how many devices are in the list.
func (l *List) Len() int {
	if l == nil || len(l.runs) == 0 {
		return 0
	}
	last := l.runs[len(l.runs)-1]
	return last.at + last.Len()
}

// At returns the device at a place, which counts from 0 and is below Len.
func (l *List) At(place int) Number {
	i := sort.Search(len(l.runs), func(i int) bool { return l.runs[i].at > place }) - 1
	return l.runs[i].First + Number(place-l.runs[i].at)
}

// Place returns where a device stands, from 0; false if it is not in the list.
func (l *List) Place(n Number) (int, bool) {
	if l == nil {
		return 0, false
	}
	less, ok := l.places.At(n)
	return less + int(n), ok
}

// Places returns where the devices of the set stand that are in the list: the first and the last place of each row of neighbours,
// ascending.
func (l *List) Places(set Set) (places [][2]int) {
	if l == nil {
		return nil
	}
	for _, r := range l.places.Within(set) {
		places = append(places, [2]int{int(r.First) + r.Value, int(r.Last) + r.Value})
	}
	slices.SortFunc(places, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	merged := places[:0]
	for _, p := range places {
		if last := len(merged) - 1; last >= 0 && merged[last][1]+1 == p[0] {
			merged[last][1] = p[1]
			continue
		}
		merged = append(merged, p)
	}
	return merged
}

// Between returns the devices from one place to before another; places that the list does not have are left out.
func (l *List) Between(from, to int) Set {
	from, to = max(from, 0), min(to, l.Len())
	if from >= to {
		return nil
	}
	if from == 0 && to == l.Len() {
		return l.all
	}
	var spans []Span
	for i := sort.Search(len(l.runs), func(i int) bool { return l.runs[i].at > from }) - 1; i < len(l.runs) && l.runs[i].at < to; i++ {
		r := l.runs[i]
		spans = append(spans, Span{r.First + Number(max(from-r.at, 0)), min(r.Last, r.First+Number(to-1-r.at))})
	}
	return Of(spans...)
}

// Upto returns the list of the devices before a place; all of them for a place that the list does not have.
func (l *List) Upto(place int) *List {
	if place >= l.Len() {
		return l
	}
	var spans []Span
	for _, r := range l.runs {
		if r.at < place {
			spans = append(spans, Span{r.First, min(r.Last, r.First+Number(place-1-r.at))})
		}
	}
	upto, _ := Listed(spans...) // what is in a list once is so in a part of it
	return upto
}

// Devices returns the set of the devices.
func (l *List) Devices() Set {
	if l == nil {
		return nil
	}
	return l.all
}
