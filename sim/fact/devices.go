package fact

import (
	"fmt"
	"strings"
	"time"

	"tvslab/capf"
	"tvslab/devices"
)

// ProfileSet is a phone security profile that devices got.
type ProfileSet struct {
	Mode    string
	Devices int
}

// Kind implements event.What.
func (ProfileSet) Kind() string { return "device" }

func (w ProfileSet) String() string {
	return fmt.Sprintf("phone security profile %s for %s", w.Mode, count(w.Devices))
}

// DevicesAdded is devices that were put into the database.
type DevicesAdded struct {
	Model, Protocol string
	Devices         int
}

// Kind implements event.What.
func (DevicesAdded) Kind() string { return "device" }

func (w DevicesAdded) String() string {
	return fmt.Sprintf("added to the database as %s with %s: %s", w.Model, w.Protocol, count(w.Devices))
}

// DevicesDeleted is devices that were deleted from the database.
type DevicesDeleted struct{ Devices int }

// Kind implements event.What.
func (DevicesDeleted) Kind() string { return "device" }

func (w DevicesDeleted) String() string { return "deleted from the database: " + count(w.Devices) }

// OperationSet is a certificate operation that devices got.
type OperationSet struct {
	Operation capf.Kind
	Devices   int
	Strings   []AuthString // of the first of them, where their profile asks for authentication strings
}

// AuthString is the authentication string of a device, as its page shows it to the administrator.
type AuthString struct {
	Device string `json:"device"`
	String string `json:"string"`
}

// Kind implements event.What.
func (OperationSet) Kind() string { return "capf" }

func (w OperationSet) String() string {
	text := fmt.Sprintf("certificate operation %s for %s", w.Operation, count(w.Devices))
	join := ", authentication string "
	for _, s := range w.Strings {
		text += join + s.String + " of " + s.Device
		join = ", "
	}
	if len(w.Strings) > 0 && len(w.Strings) < w.Devices {
		text += " and so on"
	}
	return text
}

// StringsPaused is devices of which CAPF takes no authentication string for a while, since too many were wrong.
type StringsPaused struct {
	Until   time.Time
	Devices devices.Set
}

// Kind implements event.What.
func (StringsPaused) Kind() string { return "capf" }

// String names the devices where they are few.
func (w StringsPaused) String() string {
	return "no authentication string until " + w.Until.UTC().Format("15:04:05") + ": " + named(w.Devices)
}

// OperationsEnded is what the certificate operations of devices came to.
type OperationsEnded struct {
	Status  string // as the device page shows it
	Why     string // nobody got one, "" where nothing is said
	Devices devices.Set
}

// Kind implements event.What.
func (OperationsEnded) Kind() string { return "capf" }

func (w OperationsEnded) String() string {
	who := named(w.Devices)
	if w.Why != "" {
		return w.Status + ": " + who + ": " + w.Why
	}
	return w.Status + ": " + who
}

// named names devices where they are few, and else counts them.
func named(set devices.Set) string {
	const few = 3
	if set.Len() <= few {
		return strings.Join(set.Names(few), ", ")
	}
	return count(set.Len())
}

// count writes a number of devices.
func count(n int) string {
	if n == 1 {
		return "1 device"
	}
	return fmt.Sprintf("%d devices", n)
}

// EncryptedConfigSet is TFTP Encrypted Config switched on or off in the phone security profile of devices.
type EncryptedConfigSet struct {
	On      bool
	Devices int
}

// Kind implements event.What.
func (EncryptedConfigSet) Kind() string { return "device" }

func (w EncryptedConfigSet) String() string {
	state := "off"
	if w.On {
		state = "on"
	}
	return fmt.Sprintf("TFTP Encrypted Config %s for %s", state, count(w.Devices))
}

// SymmetricKeySet is the symmetric key on the pages of devices, "" for none.
type SymmetricKeySet struct {
	Key     string
	Devices int
}

// Kind implements event.What.
func (SymmetricKeySet) Kind() string { return "device" }

func (w SymmetricKeySet) String() string {
	if w.Key == "" {
		return "no symmetric key for " + count(w.Devices)
	}
	return fmt.Sprintf("symmetric key %s for %s", w.Key, count(w.Devices))
}

// TransportSet is the Transport Type in the phone security profile of devices.
type TransportSet struct {
	Transport string // "tcp", "udp", "tcp+udp"
	Devices   int
}

// Kind implements event.What.
func (TransportSet) Kind() string { return "device" }

func (w TransportSet) String() string {
	return fmt.Sprintf("transport type %s for %s", strings.ToUpper(w.Transport), count(w.Devices))
}

// DigestSet is digest authentication in the phone security profile of devices; nil is as it was.
type DigestSet struct {
	Enabled  *bool // Enable Digest Authentication
	Excluded *bool // Exclude Digest Credentials in Configuration File
	Devices  int
}

// Kind implements event.What.
func (DigestSet) Kind() string { return "device" }

func (w DigestSet) String() string {
	var parts []string
	for _, box := range []struct {
		name string
		on   *bool
	}{{"digest authentication", w.Enabled}, {"Exclude Digest Credentials in Configuration File", w.Excluded}} {
		if box.on != nil && *box.on {
			parts = append(parts, box.name+" on")
		} else if box.on != nil {
			parts = append(parts, box.name+" off")
		}
	}
	return strings.Join(parts, ", ") + " for " + count(w.Devices)
}

// LoadSet is a firmware load that devices shall run.
type LoadSet struct {
	Load    string
	Devices int
}

// Kind implements event.What.
func (LoadSet) Kind() string { return "device" }

func (w LoadSet) String() string { return fmt.Sprintf("load %s for %s", w.Load, count(w.Devices)) }

// KeysKnown is that CAPF took over the keys of certificates with which phones came.
type KeysKnown struct{ Devices devices.Set }

// Kind implements event.What.
func (KeysKnown) Kind() string { return "capf" }

func (w KeysKnown) String() string {
	return "certificate known, configurations are encrypted for it: " + named(w.Devices)
}

// SpecificSet is a change of the product specific configuration of devices; "" is as it was.
type SpecificSet struct {
	Web      string // Web Access
	Settings string // Settings Access
	Devices  int
}

// Kind implements event.What.
func (SpecificSet) Kind() string { return "device" }

func (w SpecificSet) String() string {
	var parts []string
	if w.Web != "" {
		parts = append(parts, "Web Access "+w.Web)
	}
	if w.Settings != "" {
		parts = append(parts, "Settings Access "+w.Settings)
	}
	return strings.Join(parts, ", ") + " for " + count(w.Devices)
}
