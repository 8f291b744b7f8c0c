package fact

import "fmt"

// Membership says what became of a node's place in the cluster.
type Membership string

// The changes.
const (
	Joined      Membership = "joins the cluster"
	Left        Membership = "leaves the cluster"
	Reinstalled Membership = "is installed again, with new certificates"
)

// NodeChanged is a node that comes, goes or begins anew.
type NodeChanged struct {
	FQDN   string
	Change Membership
}

// Kind implements event.What.
func (NodeChanged) Kind() string { return "node" }

func (w NodeChanged) String() string { return "node " + w.FQDN + " " + string(w.Change) }

// NodePower is a node that goes down or comes up.
type NodePower struct{ Up bool }

// Kind implements event.What.
func (NodePower) Kind() string { return "node" }

func (w NodePower) String() string {
	if w.Up {
		return "node is up"
	}
	return "node is down"
}

// NodeRenamed is another host name, domain or address of a node.
type NodeRenamed struct {
	Property string // "host name", "domain" or "address"
	Node     string // its identity
	From, To string
}

// Kind implements event.What.
func (NodeRenamed) Kind() string { return "node" }

func (w NodeRenamed) String() string {
	return fmt.Sprintf("%s of %s changed from %s to %s", w.Property, w.Node, w.From, w.To)
}

// ServiceChanged is a service that was started or stopped.
type ServiceChanged struct {
	Service string
	Started bool
}

// Kind implements event.What.
func (ServiceChanged) Kind() string { return "service" }

func (w ServiceChanged) String() string {
	if w.Started {
		return w.Service + " [STARTED]"
	}
	return w.Service + " [STOPPED]"
}

// Replication is a way from the publisher to a node, broken or repaired.
type Replication struct {
	Of     Link
	Broken bool
}

// Link is a way from the publisher to a node.
type Link string

// The ways.
const (
	Database Link = "database replication"
	Files    Link = "file copy from the publisher"
)

// Kind implements event.What.
func (Replication) Kind() string { return "replication" }

func (w Replication) String() string {
	if w.Broken {
		return string(w.Of) + " is broken"
	}
	return string(w.Of) + " is repaired"
}

// CAPFBusy is a CAPF service that has no time for phones, or has it again.
type CAPFBusy struct{ Busy bool }

// Kind implements event.What.
func (CAPFBusy) Kind() string { return "capf" }

func (w CAPFBusy) String() string {
	if w.Busy {
		return "Cisco Certificate Authority Proxy Function is busy and tells phones to come again"
	}
	return "Cisco Certificate Authority Proxy Function has time for phones again"
}

// TVSNoticed is a cache of a node's TVS that was filled anew.
type TVSNoticed struct{ Lines []string } // of the service's trace, one at least

// Kind implements event.What.
func (TVSNoticed) Kind() string { return "tvs" }

// String is the first line: which cache.
func (w TVSNoticed) String() string { return w.Lines[0] }

// FIPSMode says in a word whether FIPS mode is on.
func FIPSMode(on bool) string {
	if on {
		return "enabled"
	}
	return "disabled"
}

// FIPSSet is a node that goes into FIPS mode or leaves it, and reboots.
type FIPSSet struct{ On bool }

// Kind implements event.What.
func (FIPSSet) Kind() string { return "fips" }

func (w FIPSSet) String() string {
	return "FIPS mode " + FIPSMode(w.On) + ", certificates are made anew, the node reboots"
}
