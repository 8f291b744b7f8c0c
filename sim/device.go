package sim

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"time"

	"tvslab/capf"
)

// Values of Profile.SecurityMode, which are those of the element deviceSecurityMode.
const (
	DeviceNonSecure     = 1
	DeviceAuthenticated = 2
	DeviceEncrypted     = 3
)

// Profile is what the configurations of many phones have in common: model, device pool and security. Phones
// with equal settings share one Profile, so that work can be done per profile instead of per phone. It is never
// changed once a device has it.
type Profile struct {
	Model    string   // "8841"
	Protocol string   // SIP or SCCP
	Load     string   // firmware load name, "" for no check
	Group    []string // identities of the nodes of the CallManager group by priority, at most three
	// Default marks phones that run on the default configuration file: they are known to the lab, but their
	// own file does not exist.
	Default bool
	// SecurityMode is the Device Security Mode of the phone security profile; 0 means DeviceNonSecure.
	SecurityMode int
	// Authentication is the profile's CAPF authentication mode; 0 means capf.ByNull, as in CUCM's own profiles.
	Authentication capf.Authentication
	// CAPFAuthMode is what the configuration tells the phone about CAPF: Authentication while a certificate
	// operation is pending, else 0.
	CAPFAuthMode int
}

// Device is one phone in the cluster's database. It is never changed, only replaced.
type Device struct {
	Name      string // SEP and 12 hex digits
	Extension int    // directory number of its line
	Profile   *Profile

	Operation   capf.Kind // pending certificate operation; "" or capf.None for none
	AuthString  string    // authentication string of the operation, "" for none
	CompletesBy time.Time // when the pending operation lapses ("Operation Completes By")
	Status      string    // certificate operation status as the device page shows it; "" means "None"
	LSC         *capf.LSC // the LSC that CAPF last gave it, nil when none or deleted
	Issued      int       // LSCs made for it so far
}

// maxGroup is the size limit of a CallManager group.
const maxGroup = 3

// AddDevices puts phones into the database; a device that is there already gets the new profile.
func (c *Cluster) AddDevices(devices ...*Device) error {
	all, profiles := maps.Clone(c.devices), maps.Clone(c.profiles)
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
		if key := d.Profile.key(); profiles[key] == nil {
			profiles[key] = d.Profile
		}
	}
	c.devices, c.profiles = all, profiles
	c.changed()
	return nil
}

// Device returns the device of that name, nil if there is none.
func (c *Cluster) Device(name string) *Device { return c.devices[name] }

// DeviceNames returns the names of all devices, sorted.
func (c *Cluster) DeviceNames() []string { return slices.Sorted(maps.Keys(c.devices)) }

// Pending returns the certificate operation that the device has to do at a time: capf.None after its last day.
func (d *Device) Pending(now time.Time) capf.Kind {
	if d.Operation == "" || !d.CompletesBy.IsZero() && now.After(d.CompletesBy) {
		return capf.None
	}
	return d.Operation
}

// OperationStatus is the Certificate Operation Status of the device page.
func (d *Device) OperationStatus() string {
	if d.Status == "" {
		return "None"
	}
	return d.Status
}

// Mode returns the profile's Device Security Mode.
func (p *Profile) Mode() int { return max(p.SecurityMode, DeviceNonSecure) }

// authentication returns the profile's CAPF authentication mode.
func (p *Profile) authentication() capf.Authentication {
	if p.Authentication == capf.ByNothing {
		return capf.ByNull
	}
	return p.Authentication
}

// key is the profile's content; profiles with the same key are the same profile.
func (p *Profile) key() string {
	key := fmt.Sprintf("%s|%s|%s|%q|%t", p.Model, p.Protocol, p.Load, p.Group, p.Default)
	if p.Mode() != DeviceNonSecure || p.CAPFAuthMode != 0 || p.Authentication != capf.ByNothing {
		key += fmt.Sprintf("|%d|%d|%d", p.Mode(), p.Authentication, p.CAPFAuthMode)
	}
	return key
}

// guid makes text into a GUID that changes with it.
func guid(text string) string {
	sum := sha256.Sum256([]byte(text))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// changeDevices replaces devices by what change makes of copies of them. Profiles that change made stay shared:
// equal ones become one. Names are checked before anything happens; "all" or none means every device.
func (c *Cluster) changeDevices(names []string, change func(*Device, *Profile)) (int, error) {
	names, err := c.pickDevices(names)
	if err != nil {
		return 0, err
	}
	devices := maps.Clone(c.devices)
	for _, name := range names {
		d, p := *devices[name], *devices[name].Profile
		change(&d, &p)
		d.Profile = c.sharedProfile(&p)
		devices[name] = &d
	}
	c.devices = devices
	return len(names), nil
}

func (c *Cluster) pickDevices(names []string) ([]string, error) {
	if len(names) == 0 || len(names) == 1 && names[0] == "all" {
		return c.DeviceNames(), nil
	}
	for _, name := range names {
		if c.devices[name] == nil {
			return nil, fmt.Errorf("device %q is not in the database", name)
		}
	}
	return names, nil
}

// sharedProfile returns the one profile with p's content, p itself if there was none.
func (c *Cluster) sharedProfile(p *Profile) *Profile {
	key := p.key()
	if have := c.profiles[key]; have != nil {
		return have
	}
	c.profiles = maps.Clone(c.profiles)
	c.profiles[key] = p
	return p
}
