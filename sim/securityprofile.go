package sim

import (
	"fmt"
	"maps"
	"slices"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/sim/fact"
)

var securityModes = map[string]int{
	"non-secure": DeviceNonSecure, "authenticated": DeviceAuthenticated, "encrypted": DeviceEncrypted,
}

// authentications are the CAPF authentication modes of a phone security profile by name. "By Existing Certificate"
// has two forms, by what has precedence.
var authentications = map[string]capf.Authentication{
	"by-null-string": capf.ByNull, "by-authentication-string": capf.ByString,
	"by-existing-lsc": capf.ByLSC, "by-existing-mic": capf.ByMIC,
}

// SetSecurityProfile gives devices (no set: every one) the phone security profile with these settings. mode is
// non-secure, authenticated or encrypted; authentication is by-null-string, by-authentication-string, by-existing-lsc,
// by-existing-mic, or "" to leave it. While the cluster is non-secure, configurations say non-secure whatever the
// profile says (security guide 12.5). Phones learn of it with their next configuration.
func SetSecurityProfile(set devices.Set, mode, authentication string) Op {
	return func(c *Cluster) error {
		m, ok := securityModes[mode]
		if !ok {
			return fmt.Errorf("device security mode %q is not one of %q", mode, slices.Sorted(maps.Keys(securityModes)))
		}
		by, ok := authentications[authentication]
		if !ok && authentication != "" {
			return fmt.Errorf("authentication mode %q is not one of %q", authentication, slices.Sorted(maps.Keys(authentications)))
		}
		if err := c.writable("phone security profile"); err != nil {
			return err
		}
		n, err := c.changeDevices(set, func(d *Standing, p *Profile) {
			p.SecurityMode = m
			if by != capf.ByNothing {
				p.Authentication = by
			}
			p.tellPhone(d)
		})
		if err != nil {
			return err
		}
		c.note(nil, fact.ProfileSet{Mode: mode, Devices: n})
		return nil
	}
}

// tellPhone makes the configuration say what the device has pending.
func (p *Profile) tellPhone(d *Standing) {
	p.CAPFAuthMode = 0
	if d.Operation != "" && d.Operation != capf.None {
		p.CAPFAuthMode = int(p.CAPFAuthentication())
	}
}

func (c *Cluster) writable(what string) error {
	if c.Publisher().Down {
		return fmt.Errorf("%s: the publisher %s is down", what, c.Publisher().Name)
	}
	return nil
}

// deviceMode is the mode that the configuration tells the phone.
func (c *Cluster) deviceMode(p *Profile) int {
	if !c.Mixed() {
		return DeviceNonSecure
	}
	return p.Mode()
}
