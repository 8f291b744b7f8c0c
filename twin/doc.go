// Package twin makes a scenario file of a real cluster from what a site can collect without touching anything: the text of
// commands that only show, CTL and ITL files, certificates, lists of phones. What the evidence does not say is assumed, and each
// assumption told with its reason and the line of the written file where it is changed.
//
// A twin has lab keys: private keys are in no evidence. Nothing is sent anywhere. Package shown reads what commands print, package
// roster what lists and pages say of phones; this one puts together and writes.
package twin

import (
	"net/netip"
	"time"

	"tvslab/devices"
	"tvslab/sim"
	"tvslab/twin/shown"
)

// Twin is a cluster with its phones as the evidence shows it.
type Twin struct {
	Release  string
	Start    time.Time // when the evidence was collected: the lab's clock begins there
	Mode     sim.Mode
	Domain   string
	Org      shown.Name // without a common name
	Zone     string     // IANA name; "" = UTC
	Tokens   []string
	Trust    []Certificate // further ones in the -trust stores of all nodes
	Nodes    []Node        // the publisher first
	Groups   []Group
	Notes    []Note
	Problems []shown.Problem // what of the evidence could not be read, or contradicts itself
	Sources  []Source
	Skipped  []string // commands in the evidence whose output is not read

	remarks map[string]string // what stands behind a line of the file, by its key, where no note does
}

// Node is a server of the cluster.
type Node struct {
	Name    string
	Address netip.Addr
	Roles   []sim.Role
	Zone    string   // where it is not the cluster's
	Stopped []string // services
	Off     []string // feature services that a role stands for in the lab, and that are not activated here

	Certificates []Certificate // identity certificates, as far as something is known of them
	Trust        []Certificate // further ones in its -trust stores
}

// Group is phones that share what decides.
type Group struct {
	Name      string
	Model     string
	Protocol  string // "sip", "sccp" or "" for the usual one of the model
	Count     int    // where the names of the phones are not in the evidence, or none that the lab can have
	Devices   []devices.Span
	List      string // file beside the scenario that has the names, "" where they stand in it
	TFTP      []string
	TVS       []string // the CallManager group; none: all nodes with that role
	Security  string   // Device Security Mode; "" = non-secure
	Encrypted bool     // TFTP Encrypted Config
	LSC       bool
	On        bool   // registered when the evidence was collected
	Off       bool   // known to be not registered
	CTL, ITL  string // what they hold: "served", "unknown", "none"; "" where nobody says it
}

// Phones is how many there are.
func (g *Group) Phones() int {
	n := g.Count
	for _, s := range g.Devices {
		n += s.Len()
	}
	return n
}

// Kinds of notes.
const (
	Assumed  = "assumed"  // the file says something that is not in the evidence
	Question = "question" // only people can answer
	LeftOut  = "left out" // the evidence says something that the file does not
)

// Note is what a reader of the written file has to know. Line is where to change it, 0 where no line says it.
type Note struct {
	Kind string `json:"kind"`
	What string `json:"what"`
	Why  string `json:"why"`
	Line int    `json:"line,omitempty"`

	at string // key of the line in the written file, see page
}

// Source is one output or file of the evidence, and the node that it is of.
type Source struct {
	shown.Place
	What string `json:"what"` // "ITL of 6 records"
	Node string `json:"node,omitempty"`
}

// remark writes something behind a line of the file.
func (t *Twin) remark(at, text string) {
	if t.remarks == nil {
		t.remarks = map[string]string{}
	}
	t.remarks[at] = text
}

// note adds a note about a line of the file.
func (t *Twin) note(kind, at, what, why string) {
	t.Notes = append(t.Notes, Note{Kind: kind, What: what, Why: why, at: at})
}
