package sim

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"time"

	"tvslab/capf"
	"tvslab/devices"
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
	// Decrypts says that phones of the model decrypt configurations with the key of their certificate: only then does CUCM offer
	// TFTP Encrypted Config.
	Decrypts bool
	// TypedKey is the length in bits of the key that a user types into phones of the model, which decrypt configurations with it over SIP; 0
	// for other models.
	TypedKey int
	// Encrypted is TFTP Encrypted Config of the phone security profile.
	Encrypted bool
	// Transport is the Transport Type of the phone security profile over SIP without TLS, as transportLayerProtocol has it: 1 TCP, 2
	// UDP, 4 both; 0 means both, as in CUCM's own profiles.
	Transport int
	// Digest is Enable Digest Authentication of the phone security profile: call managers ask for credentials over SIP.
	Digest bool
	// DigestExcluded is Exclude Digest Credentials in Configuration File.
	DigestExcluded bool
	// Specific is the product specific configuration of the phones, as far as the lab has it.
	Specific Specific
}

// Device is one phone in the cluster's database, as it was when it was asked for.
type Device struct {
	Name      string // SEP and 12 hex digits
	Extension int    // directory number of its line

	Standing
	AuthString string    // authentication string of the operation, "" for none
	LSC        *capf.LSC // the LSC that CAPF last gave it, nil when none or deleted
	Shown      *capf.LSC // the certificate that it showed CAPF since, LSC or MIC; nil for none
}

// Standing is what devices of the database have in common: all but name, line, authentication string and the LSC itself.
// Devices whose Standings are equal stand alike.
type Standing struct {
	Profile     *Profile
	Operation   capf.Kind // pending certificate operation; "" or capf.None for none
	CompletesBy time.Time // when the pending operation lapses ("Operation Completes By")
	Status      string    // certificate operation status as the device page shows it; "" means "None"
	Issued      int       // LSCs made for it so far
	// SymmetricKey is the field of the device page, in hex, for phones with a typed key; "" for none.
	SymmetricKey string

	lines       Lines     // its directory number among those that were added with it
	wrong       int       // wrong authentication strings since the last pause, or since the operation began
	pausedUntil time.Time // until when CAPF takes no authentication string
	generated   bool      // "Generate String" was pressed for the operation
	lsc         *capf.LSC // of the first of them; see capf.LSC.For
	shown       *capf.LSC // the same
}

// MaxGroup is how many nodes a CallManager group has at most.
const MaxGroup = 3

// Lines are the directory numbers of the devices of a list: First is that of the first, and they count up in its order.
type Lines struct {
	First int
	Of    *devices.List
}

// of returns the directory number of a device, First for one that is not in the list.
func (l Lines) of(n devices.Number) int {
	place, _ := l.Of.Place(n)
	return l.First + place
}

// Extension is the directory number of a device of this standing.
func (d *Standing) Extension(n devices.Number) int { return d.lines.of(n) }

// AddDevices puts phones into the database, with directory numbers from those of a list; what the database said of devices that are
// there already is forgotten.
func (c *Cluster) AddDevices(set devices.Set, lines Lines, profile *Profile) error {
	if len(set) == 0 {
		return nil
	}
	if err := c.checkGroup(set, profile.Group); err != nil {
		return err
	}
	c.sharedProfile(profile)
	s := Standing{Profile: profile, lines: lines}
	runs := make([]devices.Run[Standing], len(set))
	for i, span := range set {
		runs[i] = devices.Run[Standing]{Span: span, Value: s}
	}
	c.devices = c.devices.With(runs...)
	c.changed()
	return nil
}

// checkGroup refuses a CallManager group that devices cannot have.
func (c *Cluster) checkGroup(set devices.Set, group []string) error {
	first := set[0].First.Name()
	if len(group) > MaxGroup {
		return fmt.Errorf("device %q: a CallManager group has at most %d nodes", first, MaxGroup)
	}
	for _, name := range group {
		if c.Node(name) == nil {
			return fmt.Errorf("device %q: CallManager group: node %q is not in the cluster", first, name)
		}
	}
	return nil
}

// Regroup gives devices another CallManager group and leaves the rest of their profiles.
func (c *Cluster) Regroup(set devices.Set, group []string) error {
	if len(set) == 0 {
		return nil
	}
	if err := c.checkGroup(set, group); err != nil {
		return err
	}
	_, err := c.changeDevices(set, func(_ *Standing, p *Profile) { p.Group = group })
	c.changed()
	return err
}

// Device returns the device of that name, nil if there is none.
func (c *Cluster) Device(name string) *Device {
	n, s, ok := c.standing(name)
	if !ok {
		return nil
	}
	d := &Device{Name: name, Extension: s.lines.of(n), Standing: s, AuthString: c.AuthString(s, name)}
	if s.lsc != nil {
		d.LSC = s.lsc.For(name)
	}
	if s.shown != nil {
		d.Shown = s.shown.For(name)
	}
	return d
}

// standing returns what the database says of the device, false if it is not in it.
func (c *Cluster) standing(name string) (n devices.Number, s Standing, ok bool) {
	if n, ok = devices.Parse(name); ok {
		s, ok = c.devices.At(n)
	}
	return n, s, ok
}

// Knows reports whether the device is in the database.
func (c *Cluster) Knows(device string) bool {
	_, _, ok := c.standing(device)
	return ok
}

// Devices returns what the database says of its devices.
func (c *Cluster) Devices() devices.Table[Standing] { return c.devices }

// AllDevices returns the set of all devices in the database.
func (c *Cluster) AllDevices() devices.Set { return c.devices.Devices() }

// Pending returns the certificate operation that the device has to do at a time: capf.None after its last day.
func (d *Standing) Pending(now time.Time) capf.Kind {
	if d.Operation == "" || !d.CompletesBy.IsZero() && now.After(d.CompletesBy) {
		return capf.None
	}
	return d.Operation
}

// OperationStatus is the Certificate Operation Status of the device page.
func (d *Standing) OperationStatus() string {
	if d.Status == "" {
		return "None"
	}
	return d.Status
}

// Mode returns the profile's Device Security Mode.
func (p *Profile) Mode() int { return max(p.SecurityMode, DeviceNonSecure) }

// CAPFAuthentication returns the profile's CAPF authentication mode.
func (p *Profile) CAPFAuthentication() capf.Authentication {
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
	if p.Encrypted {
		key += "|encrypted"
	}
	if p.Transport != 0 {
		key += fmt.Sprintf("|transport %d", p.Transport)
	}
	if p.Digest || p.DigestExcluded {
		key += fmt.Sprintf("|digest %t %t", p.Digest, p.DigestExcluded)
	}
	return key + p.Specific.key()
}

// guid makes text into a GUID that changes with it.
func guid(text string) string {
	sum := sha256.Sum256([]byte(text))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// changeDevices replaces what is said of devices by what change makes of copies of it. Profiles that change made stay
// shared: equal ones become one. Whether all are known is checked before anything happens; no set means every device.
func (c *Cluster) changeDevices(set devices.Set, change func(*Standing, *Profile)) (int, error) {
	all := c.AllDevices()
	if len(set) == 0 {
		set = all
	}
	if missing := set.Without(all); len(missing) > 0 {
		return 0, notInDatabase(missing)
	}
	c.devices = c.devices.With(c.changedDevices(set, change)...)
	return set.Len(), nil
}

// changedDevices returns what the database would say of devices after the change.
func (c *Cluster) changedDevices(set devices.Set, change func(*Standing, *Profile)) []devices.Run[Standing] {
	return c.devices.Changed(set, func(s Standing) Standing {
		p := *s.Profile
		change(&s, &p)
		s.Profile = c.sharedProfile(&p)
		return s
	})
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
