package lab

import (
	"fmt"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/sim/lab/population"
	"tvslab/sim/pki"
)

// Network returns what the phones of the lab boot on, for phones that are not the lab's: a fleet. The lab must not be
// changed while they boot. memory asks for the in-memory network of a socket lab.
func (l *Lab) Network(memory bool) phone.Network {
	if memory {
		return l.memory
	}
	if t, ok := l.network.(troubled); ok {
		return t.Network
	}
	return l.network
}

// Keys returns where the lab takes its keys from.
func (l *Lab) Keys() pki.KeySource { return l.keys }

// Settings returns the settings of the lab's phones.
func (l *Lab) Settings() *phone.Settings { return l.settings }

// Provision puts devices for phones that are not the lab's into the databases of all clusters, with the profile of the first phone of
// a group (groups count from 0), and returns them: as many as asked for, first those of the group, then names that count on. It is
// an error if the group has names of its own and fewer of them.
func (l *Lab) Provision(group, count int) (*devices.List, error) {
	list, err := l.lengthened(group, count)
	if err != nil {
		return nil, fmt.Errorf("phone group %q: %w", l.groups[group].Name, err)
	}
	for _, c := range l.clusters {
		first := c.Device(l.people.Group(group).At(0).Name())
		if first == nil {
			return nil, fmt.Errorf("phone group %q: it is not in the database", l.groups[group].Name)
		}
		l.mutex.Lock()
		err := c.AddDevices(list.Devices().Without(c.AllDevices()), linesOf(list), first.Profile)
		l.version++
		l.mutex.Unlock()
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// lengthened is the list of a group with so many devices.
func (l *Lab) lengthened(group, count int) (*devices.List, error) {
	own := l.people.Group(group)
	switch {
	case count > maxCount:
		return nil, fmt.Errorf("%d devices; a group has at most %d", count, maxCount)
	case count > own.Len() && l.groups[group].Devices != nil:
		return nil, fmt.Errorf("%d devices; it has the names of %d", count, own.Len())
	case count <= own.Len():
		return own.Upto(count), nil
	}
	list := population.Local(group, count)
	if taken := list.Devices().Without(own.Devices()).And(l.people.All()); len(taken) > 0 {
		return nil, fmt.Errorf("%d devices; %s is of another group", count, taken[0].First.Name())
	}
	return list, nil
}
