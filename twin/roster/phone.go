package roster

import (
	"fmt"
	"slices"
	"strings"
)

// Place is where something stands.
type Place struct {
	File string // as it was given to Reader.Read
	Line int    // from 1
}

func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// Fact is a value and where it was read. The zero value is what nobody said.
type Fact struct {
	Value string
	At    Place
}

// Known reports whether somebody said it.
func (f Fact) Known() bool { return f.Value != "" }

// What stands in facts that have few values.
const (
	Registered   = "registered"   // a partly registered phone too
	Unregistered = "unregistered" // a phone that a call manager rejected too
	Unknown      = "unknown"      // the cluster has not seen the phone

	NonSecure     = "non-secure"
	Authenticated = "authenticated"
	Encrypted     = "encrypted"

	None      = "none"      // no LSC, no such list
	Installed = "installed" // an LSC

	Yes = "yes"
	No  = "no"
)

// Phone is what the files say of one device.
type Phone struct {
	Name string // device name; SEP and 12 digits in upper case, others as written
	At   Place  // where it was named first

	Description, Site, Address Fact // as written
	Model                      Fact // in the spelling of phone.Models; not known if no such model is known
	OtherModel                 Fact // as written, where no such model is known: a port, a trunk, a phone that is missing there
	Protocol                   Fact // SIP or SCCP
	Load                       Fact // firmware, as written
	Pool                       Fact // device pool
	Group                      Fact // CallManager group: of the phone's row, else of its pool
	Profile                    Fact // device security profile
	Mode                       Fact // device security mode: NonSecure, Authenticated or Encrypted
	EncryptedConfig            Fact // TFTP Encrypted Config of the profile: Yes or No
	Status                     Fact // Registered, Unregistered or Unknown
	Node                       Fact // where it is registered
	Seen                       Fact // when, as written
	CTL, ITL                   Fact // what the phone shows of its lists, as `show ctl` writes it: "1ba1…(SHA1)", "…(MD5)"; None without a list
	LSC                        Fact // Installed or None

	TFTP         []Fact // TFTP servers, first choice first, at most 2
	CallManagers []Fact // nodes of its CallManager group in order: what the phone shows, else the group's; at most 5
	TVS          []Fact // TVS servers that the phone shows
	Messages     []Fact // status messages as the phone shows them, with their times
}

// Pool is a device pool, a site or a subnet, and what phones get from it.
type Pool struct {
	Kind         string // "device pool", "site" or "subnet"
	Name         string
	Group, Site  Fact
	TFTP         []Fact
	CallManagers []Fact
}

// CallManagerGroup is the nodes of a CallManager group in order.
type CallManagerGroup struct {
	Name  string
	Nodes []Fact
}

// List is a list or page that was read.
type List struct {
	At      Place    // its header, or the first line of a page
	Kind    string   // "phones", "CallManager groups", ..., "page of a phone"
	Rows    int      // that were used
	Columns []string // that were used, as they are called in the file
}

// Roster is all that was found.
type Roster struct {
	Phones    []Phone            // by name
	Pools     []Pool             // by kind and name
	Groups    []CallManagerGroup // by name
	Lists     []List             // in the order of reading
	Conflicts []Conflict
	Problems  []Problem
	Left      int // conflicts and problems beyond maxReports
}

// Values returns the values of facts.
func Values(facts []Fact) []string {
	var values []string
	for _, f := range facts {
		values = append(values, f.Value)
	}
	return values
}

// listed is facts as one value.
func listed(facts []Fact) string { return strings.Join(Values(facts), ", ") }

// sameHosts reports whether one list begins with the other.
func sameHosts(a, b []Fact) bool {
	n := min(len(a), len(b))
	return slices.EqualFunc(a[:n], b[:n], func(x, y Fact) bool { return sameHost(x.Value, y.Value) })
}
