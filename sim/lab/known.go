package lab

import (
	"iter"
	"net/netip"
	"slices"

	"tvslab/devices"
	"tvslab/sim"
	"tvslab/sim/lab/roll"
)

// Known is a phone as a call manager knows it: registered, or registered before, or refused.
type Known struct {
	Device devices.Number
	Place  int       // among all phones of the lab by name, from 1
	Kind   *Attached // what the phone is, and who has it now
	Mark   roll.Mark // how it stands with one call manager
}

// Known yields the phones that call managers know, by name: a phone for each node that knows it, those that it left too. A phone that no
// call manager has seen is left out.
func (l *Lab) Known() iter.Seq[Known] {
	var runs []devices.Run[*Attached]
	for _, some := range l.Attached() {
		for _, span := range some.Phones {
			runs = append(runs, devices.Run[*Attached]{Span: span, Value: &some})
		}
	}
	runs = devices.Table[*Attached]{}.With(runs...).Runs()
	return func(yield func(Known) bool) {
		place := 0
		for _, run := range runs {
			for device := run.First; device <= run.Last; device++ {
				place++
				for _, m := range l.marks(device, run.Value) {
					if !yield(Known{device, place, run.Value, m}) {
						return
					}
				}
			}
		}
	}
}

// marks are how a phone stands with the call managers that know it: with the one that has it now, first of all.
func (l *Lab) marks(device devices.Number, a *Attached) []roll.Mark {
	var list []roll.Mark
	if book := l.Roll(); book != nil {
		list = book.Marks(device, l.Now())
	}
	for i := range list {
		if m := &list[i]; m.State == roll.Registered && m.Node != a.Node { // the connection is gone, and nobody has said so
			m.State, m.Reason = roll.Unregistered, roll.Unknown
		}
	}
	if a.Node == "" {
		return list
	}
	now := roll.Mark{Node: a.Node, State: roll.Registered}
	if i := slices.IndexFunc(list, func(m roll.Mark) bool { return m.Node == a.Node }); i >= 0 {
		now.Registered = list[i].Registered
		list = slices.Delete(list, i, i+1)
	}
	if n := l.ClusterOf(a.Node).Node(a.Node); now.Registered.IsZero() { // a lab that goes on does not know more
		now.Registered = n.Started(sim.ServiceCCM)
	}
	now.Since = now.Registered
	return slices.Insert(list, 0, now)
}

// firstAddress is the address before that of the lab's first phone.
var firstAddress = [4]byte{10, 78, 0, 0}

// AddressAt is the address that is told of the phone at a place among all phones, from 1: phones have none of their own but where they have
// web pages.
func AddressAt(place int) netip.Addr {
	a := firstAddress
	return netip.AddrFrom4([4]byte{a[0], a[1] + byte(place>>16), byte(place >> 8), byte(place)})
}
