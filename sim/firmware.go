package sim

import (
	"fmt"
	"regexp"

	"tvslab/devices"
	"tvslab/sim/fact"
)

// loadName is what the name of a firmware load looks like: sip88xx.12-8-1SR2-3, SCCP75.9-3-1SR4-1S.
var loadName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// CheckLoad refuses what is no name of a firmware load.
func CheckLoad(name string) error {
	if !loadName.MatchString(name) {
		return fmt.Errorf("%q is no name of a firmware load: letters, digits, dots, hyphens, 64 at most", name)
	}
	return nil
}

// SetLoad lets the configurations of devices (no set: every one) name a firmware load: "Phone Load Name" of the page of each, or
// the Device Defaults of their model. Phones learn of it with their next configuration.
func SetLoad(set devices.Set, load string) Op {
	return func(c *Cluster) error {
		if err := CheckLoad(load); err != nil {
			return err
		}
		if err := c.writable("phone load name"); err != nil {
			return err
		}
		n, err := c.changeDevices(set, func(_ *Standing, p *Profile) { p.Load = load })
		if err != nil {
			return err
		}
		c.note(nil, fact.LoadSet{Load: load, Devices: n})
		return nil
	}
}
