package fact

import (
	"fmt"
	"time"

	"tvslab/sim/cucm"
)

// ParameterSet is a changed enterprise parameter.
type ParameterSet struct{ Name, Value string }

// Kind implements event.What.
func (ParameterSet) Kind() string { return "parameter" }

func (w ParameterSet) String() string { return w.Name + " = " + w.Value }

// ResetQueued is that all phones are told to reset.
type ResetQueued struct{ Why string }

// Kind implements event.What.
func (ResetQueued) Kind() string { return "reset" }

func (w ResetQueued) String() string { return "all phones will be reset: " + w.Why }

// Upgraded is a move to a later release.
type Upgraded struct{ From, To cucm.Release }

// Kind implements event.What.
func (Upgraded) Kind() string { return "upgrade" }

func (w Upgraded) String() string { return fmt.Sprintf("upgraded from %s to %s", w.From, w.To) }

// SwitchedBack is a move to the release on the inactive partition.
type SwitchedBack struct{ From, To cucm.Release }

// Kind implements event.What.
func (SwitchedBack) Kind() string { return "upgrade" }

func (w SwitchedBack) String() string {
	return fmt.Sprintf("switched back from %s to %s", w.From, w.To)
}

// BackedUp is a DRS backup of all nodes.
type BackedUp struct{ Device string }

// Kind implements event.What.
func (BackedUp) Kind() string { return "backup" }

func (w BackedUp) String() string { return "DRS backup of all nodes to " + w.Device }

// Restored is a node that is as a DRS backup has it.
type Restored struct {
	Device string
	Saved  time.Time // when the backup was made
}

// Kind implements event.What.
func (Restored) Kind() string { return "restore" }

func (w Restored) String() string {
	return fmt.Sprintf("restored to the backup of %s on %s", w.Saved.Format(time.RFC1123), w.Device)
}
