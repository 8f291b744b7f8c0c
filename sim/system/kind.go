package system

import (
	"slices"

	"tvslab/setting"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// Kind is a kind of system: a row of the table of kinds.
type Kind struct {
	Name  string   // as scenarios write it
	Says  string   // what it is, in words
	Loses string   // what its users lose while it is down, in the guides' words; no sentence
	Meets sim.Role // the nodes it meets where nobody says which: those with the role, "" for all
	Port  int      // of CUCM, 0 where the system does not connect to one
	Links []Link   // what must hold, in the order in which it is found out

	Secure  bool // in a non-secure cluster it connects without TLS, and certificates do not matter
	Keeps   bool // a connection stands until its service, its node or the system restarts; else every request is a new one
	Device  bool // a device of the database: "reset: all" resets it
	Reads   bool // it reads at its start what it trusts: what was imported since does not count
	Lenient bool // whether it verifies the certificate of CUCM is a setting of the system
	Issued  bool // CAPF issued its certificate
	Phones  bool // phones show it LSC or MIC
	Remote  bool // the other side may be a node of another cluster
	Among   bool // the other sides are the other nodes of the cluster

	Counted string // column of RTMT's Device Summary that it counts in, "" for none

	Beside sim.Role // with Among: only nodes with the role
	Offers string   // with Among: the service whose certificate the other node shows; "": the one that the first Shows says

	Basis  setting.Basis
	Source string
}

// Link is one thing that must hold between a node and a system: a condition, with what it is about.
type Link struct {
	Condition Condition
	Service   string                 // of CUCM, by its name; "" where no service is asked
	Store     cucm.Store             // of the node
	From      func(*cucm.Rules) bool // only on releases with these rules; nil: on all
	Publisher bool                   // about the publisher, whichever node is met
	By        string                 // the service of CUCM that goes by Store, a -trust store; "": the one that the system connects to
	There     cucm.Store             // of a node on the other side, where it trusts what is shown; "": the trust store of what is shown
}

// Condition is what must hold.
type Condition string

// The conditions.
const (
	Runs    Condition = "runs"    // Service runs
	Shows   Condition = "shows"   // the system believes what Service loaded of Store, or presents; without Service, what Store has
	Knows   Condition = "knows"   // Store, a -trust store, knows the system's certificate
	Issues  Condition = "issues"  // the system believes the certificate with which CAPF issues LSCs
	Vouches Condition = "vouches" // TVS vouches for what Service presents
	Lists   Condition = "lists"   // the CTL lists the system's certificate
	Valid   Condition = "valid"   // the certificate of Store has not expired
)

// Kinds returns the kinds, in the order in which they are listed. They are shared and must not be changed.
func Kinds() []*Kind { return kinds }

// KindNames returns their names.
func KindNames() []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.Name
	}
	return names
}

// KindNamed returns the kind of that name, nil if there is none.
func KindNamed(name string) *Kind {
	i := slices.IndexFunc(kinds, func(k *Kind) bool { return k.Name == name })
	if i < 0 {
		return nil
	}
	return kinds[i]
}

// Counted returns the columns of RTMT's Device Summary that systems count in, each once.
func Counted() []string {
	var columns []string
	for _, k := range kinds {
		if k.Counted != "" && !slices.Contains(columns, k.Counted) {
			columns = append(columns, k.Counted)
		}
	}
	return columns
}

// links are those of the kind that a release has.
func (k *Kind) links(r *cucm.Rules) []Link {
	return slices.DeleteFunc(slices.Clone(k.Links), func(l Link) bool { return l.From != nil && !l.From(r) })
}

// has reports whether a condition is among the links, on whichever release.
func (k *Kind) has(c Condition) bool {
	return slices.ContainsFunc(k.Links, func(l Link) bool { return l.Condition == c })
}

// Presents reports whether the system shows a certificate that somebody judges.
func (k *Kind) Presents() bool { return k.Issued || k.has(Knows) || k.has(Lists) }

// Imports reports whether certificates are imported there.
func (k *Kind) Imports() bool { return !k.Among && (k.has(Shows) || k.has(Issues)) }
