package population

import (
	"cmp"
	"fmt"
	"slices"

	"tvslab/devices"
)

// Local returns the names of so many phones of group number group (from 0, below 255) that nobody gave others: locally administered
// MAC addresses, so that they never meet a real phone's.
func Local(group, count int) *devices.List {
	return devices.Counted(0x0a01<<32|devices.Number(group+1)<<24|1, count)
}

// Roster says which phone of which group each device is. The zero value has no groups. It is never changed, only replaced.
type Roster struct {
	groups []*devices.List
	of     devices.Table[int] // number of the group, from 0
}

// Shared is the error of a device that two groups have; they are numbered from 0, First is the smaller number.
type Shared struct {
	Device        devices.Number
	First, Second int
}

// Error names the device.
func (s *Shared) Error() string {
	return fmt.Sprintf("device %s is in two phone groups", s.Device.Name())
}

// NewRoster returns the roster of groups. The error is a *Shared.
func NewRoster(groups ...*devices.List) (Roster, error) {
	var runs []devices.Run[int]
	for i, list := range groups {
		for _, span := range list.Devices() {
			runs = append(runs, devices.Run[int]{Span: span, Value: i})
		}
	}
	slices.SortFunc(runs, func(a, b devices.Run[int]) int { return cmp.Compare(a.First, b.First) })
	for i := 1; i < len(runs); i++ {
		if a, b := runs[i-1], runs[i]; b.First <= a.Last {
			return Roster{}, &Shared{b.First, min(a.Value, b.Value), max(a.Value, b.Value)}
		}
	}
	return Roster{groups, devices.Table[int]{}.With(runs...)}, nil
}

// Group returns the devices of group number i in their order.
func (r *Roster) Group(i int) *devices.List { return r.groups[i] }

// Place returns the number of a device's group and where it stands in that, both from 0; false if no group has it.
func (r *Roster) Place(n devices.Number) (group, place int, ok bool) {
	if group, ok = r.of.At(n); !ok {
		return 0, 0, false
	}
	place, ok = r.groups[group].Place(n)
	return group, place, ok
}
