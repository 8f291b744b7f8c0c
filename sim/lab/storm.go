package lab

import (
	"context"
	"math"
	"time"

	"tvslab/devices"
	"tvslab/phone"
)

// storm is phones that clusters have told to reset and that do so one slot after the other: plain data.
type storm struct {
	left devices.Set
	why  []string
	at   time.Time // when the next slot resets
}

// due is when the next phones reset, the zero time where none wait.
func (s *storm) due() time.Time {
	if len(s.left) == 0 {
		return time.Time{}
	}
	return s.at
}

// mostSlots is how many slots all phones of a lab reset in. Phones of one slot reset at one moment, so they go on standing alike.
const mostSlots = 100

// slots says how long a slot is, whole seconds, and how many phones it has.
func (l *Lab) slots() (time.Duration, int) {
	rate := l.life.rate
	seconds := math.Ceil(max(1, 1/rate, float64(l.people.All().Len())/rate/mostSlots))
	return time.Duration(seconds) * time.Second, max(1, int(rate*seconds))
}

// Spread lets the phones that clusters have told to reset do so at the rate of Live, from now on, as the clock passes.
func (l *Lab) Spread() {
	_, why := l.Waiting()
	if set := l.on([]devices.Set{l.takeResets()})[0]; len(set) > 0 {
		s := &l.life.storm
		if len(s.left) == 0 {
			s.at = l.Now()
		}
		s.left, s.why = s.left.Or(set), why
	}
}

// slot returns the phones of the first slot that has some left. Slots are places in the order of all phones, so that the same phones reset
// together at each storm.
func (l *Lab) slot() devices.Set {
	_, size := l.slots()
	before := 0
	for i := range l.groups {
		list := l.people.Group(i)
		if places := list.Places(l.life.storm.left); len(places) > 0 {
			first := (before + places[0][0]) / size * size
			return l.between(first, first+size).And(l.life.storm.left)
		}
		before += list.Len()
	}
	return nil
}

// between returns the phones from one place to before another, in the order of all.
func (l *Lab) between(from, to int) devices.Set {
	var sets []devices.Set
	before := 0
	for i := range l.groups {
		list := l.people.Group(i)
		first, last := max(0, from-before), min(list.Len(), to-before)
		if first < last {
			sets = append(sets, list.Between(first, last))
		}
		before += list.Len()
	}
	return devices.Union(sets...)
}

// resetSome resets some phones of the slot that is due. Those that were switched off meanwhile need not.
func (l *Lab) resetSome(ctx context.Context) error {
	s := &l.life.storm
	slot := l.slot()
	some := l.some(slot)
	if some.Len() == slot.Len() {
		length, _ := l.slots()
		s.at = s.at.Add(length)
	}
	l.calm(some)
	return l.boot(ctx, l.on([]devices.Set{some}), phone.Reset)
}

// calm takes phones out of the storm.
func (l *Lab) calm(sets ...devices.Set) {
	s := &l.life.storm
	if s.left = s.left.Without(devices.Union(sets...)); len(s.left) == 0 {
		*s = storm{}
	}
}
