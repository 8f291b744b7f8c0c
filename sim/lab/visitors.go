package lab

import (
	"fmt"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/sim/lab/population"
)

// Network returns what the phones of the lab boot on, for phones that are not the lab's: a fleet. The lab must not be
// changed while they boot. memory asks for the in-memory network of a socket lab.
func (l *Lab) Network(memory bool) phone.Network {
	if memory {
		return l.memory
	}
	return l.network
}

// Settings returns the settings of the lab's phones.
func (l *Lab) Settings() *phone.Settings { return l.settings }

// Provision puts devices for phones that are not the lab's into the databases of all clusters: those of number 1 to count
// of a group (see DeviceName, groups count from 0), with the profile of the group's first phone.
func (l *Lab) Provision(group, count int) error {
	if count > maxCount {
		return fmt.Errorf("phone group %d: %d devices; a group has at most %d", group, count, maxCount)
	}
	for _, c := range l.clusters {
		first := c.Device(DeviceName(group, 1))
		if first == nil {
			return fmt.Errorf("phone group %d: it is not in the database", group)
		}
		more := devices.Of(devices.Span{First: population.Number(group, 1), Last: population.Number(group, count)}).Without(c.AllDevices())
		if len(more) == 0 {
			continue
		}
		l.mutex.Lock()
		err := c.AddDevices(more, firstExtension+int(more[0].First-population.Number(group, 0)), first.Profile)
		l.version++
		l.mutex.Unlock()
		if err != nil {
			return err
		}
	}
	return nil
}
