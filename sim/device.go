package sim

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
)

// Profile is what the configurations of many phones have in common: model, device pool and security. Phones
// with equal settings share one Profile, so that work can be done per profile instead of per phone.
type Profile struct {
	Model    string   // "8841"
	Protocol string   // SIP or SCCP
	Load     string   // firmware load name, "" for no check
	Group    []string // identities of the nodes of the CallManager group by priority, at most three
	// Default marks phones that run on the default configuration file: they are known to the lab, but their
	// own file does not exist.
	Default bool
}

// Device is one phone in the cluster's database.
type Device struct {
	Name      string // SEP and 12 hex digits
	Extension int    // directory number of its line
	Profile   *Profile
}

// maxGroup is the size limit of a CallManager group.
const maxGroup = 3

// AddDevices puts phones into the database; a device that is there already gets the new profile.
func (c *Cluster) AddDevices(devices ...*Device) error {
	all := maps.Clone(c.devices)
	for _, d := range devices {
		if len(d.Profile.Group) > maxGroup {
			return fmt.Errorf("device %q: a CallManager group has at most %d nodes", d.Name, maxGroup)
		}
		for _, name := range d.Profile.Group {
			if c.Node(name) == nil {
				return fmt.Errorf("device %q: CallManager group: node %q is not in the cluster", d.Name, name)
			}
		}
		all[d.Name] = d
	}
	c.devices = all
	return nil
}

// Device returns the device of that name, nil if there is none.
func (c *Cluster) Device(name string) *Device { return c.devices[name] }

// DeviceNames returns the names of all devices, sorted.
func (c *Cluster) DeviceNames() []string { return slices.Sorted(maps.Keys(c.devices)) }

// versionStamp is a GUID that changes with the content of the profile's configuration.
func (p *Profile) versionStamp() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%q|%t", p.Model, p.Protocol, p.Load, p.Group, p.Default))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
