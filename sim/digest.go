package sim

import (
	"fmt"

	"tvslab/devices"
	"tvslab/sim/fact"
)

// DigestUser returns the digest credentials of a device: a Digest User of its own, as SIP devices need (security guide 15, "Digest
// Authentication"). Names and passwords are made up, and stay what they are.
func (c *Cluster) DigestUser(d *Device) (user, password string) {
	user = fmt.Sprintf("user%d", d.Extension)
	return user, c.DigestPassword(user)
}

// DigestPassword returns the Digest Credentials of a user.
func (c *Cluster) DigestPassword(user string) string {
	return guid(fmt.Sprintf("digest credentials %d %s %s", c.seed, c.Publisher().ID, user))[:18]
}

// SetDigest sets Enable Digest Authentication and Exclude Digest Credentials in Configuration File in the phone security profile of
// devices (no set: every one), nil as they are. It is an error for SCCP devices. Call managers ask for credentials at once; phones
// have them with their next configuration.
func SetDigest(set devices.Set, enabled, excluded *bool) Op {
	return func(c *Cluster) error {
		if err := c.writable("phone security profile"); err != nil {
			return err
		}
		if name := c.firstSCCP(set); name != "" {
			return fmt.Errorf("digest authentication: %s registers over SCCP, which has none", name)
		}
		n, err := c.changeDevices(set, func(_ *Standing, p *Profile) {
			if enabled != nil {
				p.Digest = *enabled
			}
			if excluded != nil {
				p.DigestExcluded = *excluded
			}
		})
		if err != nil {
			return err
		}
		c.note(nil, fact.DigestSet{Enabled: enabled, Excluded: excluded, Devices: n})
		return nil
	}
}

// firstSCCP returns the first of the devices that registers over SCCP, "" for none.
func (c *Cluster) firstSCCP(set devices.Set) string {
	if len(set) == 0 {
		set = c.AllDevices()
	}
	for _, r := range c.devices.Within(set) {
		if r.Value.Profile.Protocol == "SCCP" {
			return r.Span.First.Name()
		}
	}
	return ""
}
