package sim

import (
	"fmt"

	"tvslab/devices"
	"tvslab/sim/fact"
)

// DeleteDevices deletes devices (no set: every one) from the database, with all that it says of them. Phones learn of it at
// their next boot; that CUCM resets them is left out (simplified).
func DeleteDevices(set devices.Set) Op {
	return func(c *Cluster) error {
		if err := c.writable("phone"); err != nil {
			return err
		}
		if len(set) == 0 {
			set = c.AllDevices()
		}
		if missing := set.Without(c.AllDevices()); len(missing) > 0 {
			return notInDatabase(missing)
		}
		c.devices = c.devices.Without(set)
		c.note(nil, fact.DevicesDeleted{Devices: set.Len()})
		return nil
	}
}

// InsertDevices puts devices into the database that are not there, with directory numbers from those of a list.
func InsertDevices(set devices.Set, lines Lines, profile *Profile) Op {
	return func(c *Cluster) error {
		if err := c.writable("phone"); err != nil {
			return err
		}
		if there := set.And(c.AllDevices()); len(there) > 0 {
			return fmt.Errorf("device %q is in the database already", there[0].First.Name())
		}
		if err := c.AddDevices(set, lines, profile); err != nil {
			return err
		}
		c.note(nil, fact.DevicesAdded{Model: profile.Model, Protocol: profile.Protocol, Devices: set.Len()})
		return nil
	}
}

func notInDatabase(missing devices.Set) error {
	return fmt.Errorf("device %q is not in the database", missing[0].First.Name())
}
