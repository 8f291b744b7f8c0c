package phone

import "tvslab/phone/content"

// takeLoad is the firmware check after a configuration was accepted: a load that it names and the phone does not run is taken
// (8800 administration guide; usecallmanager.nz). The lab has no firmware files: the name is all that changes. A phone that
// refuses its configuration so keeps its load (tech note 117299: phones that "do not accept configuration changes or firmwares").
func (b *boot) takeLoad(c *content.Config) {
	if c.LoadInformation == "" || c.LoadInformation == b.State.Load {
		return
	}
	tell(b.Phone, LoadTaken{Load: c.LoadInformation, Before: b.State.Load})
	b.State.Load = c.LoadInformation
}

// LoadTaken is firmware that the phone runs from now on.
type LoadTaken struct{ Load, Before string } // names; Before is "" where the phone came without one

// Kind implements event.What.
func (LoadTaken) Kind() string { return "firmware" }

func (w LoadTaken) String() string {
	if w.Before == "" {
		return "load " + w.Load
	}
	return "load " + w.Load + " in place of " + w.Before
}
