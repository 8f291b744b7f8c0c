package fact

import (
	"fmt"
	"strings"

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
}

// Kind implements event.What.
func (OperationSet) Kind() string { return "capf" }

func (w OperationSet) String() string {
	return fmt.Sprintf("certificate operation %s for %s", w.Operation, count(w.Devices))
}

// OperationsEnded is what the certificate operations of devices came to.
type OperationsEnded struct {
	Status  string // as the device page shows it
	Why     string // nobody got one, "" where nothing is said
	Devices devices.Set
}

// Kind implements event.What.
func (OperationsEnded) Kind() string { return "capf" }

// String names the devices where they are few.
func (w OperationsEnded) String() string {
	const few = 3
	who := count(w.Devices.Len())
	if w.Devices.Len() <= few {
		who = strings.Join(w.Devices.Names(few), ", ")
	}
	if w.Why != "" {
		return w.Status + ": " + who + ": " + w.Why
	}
	return w.Status + ": " + who
}

// count writes a number of devices.
func count(n int) string {
	if n == 1 {
		return "1 device"
	}
	return fmt.Sprintf("%d devices", n)
}
