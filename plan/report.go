package plan

import (
	"time"

	"tvslab/plan/warn"
	"tvslab/scenarios"
)

// Report is what came of one cell of a plan.
type Report struct {
	Plan    string    `json:"plan"` // name: the file's base name without ".yaml"
	File    string    `json:"file"`
	Title   string    `json:"title"`
	Cell    string    `json:"cell"`    // release, mode and model, as `tvslab run` names them
	Release string    `json:"release"` // at the start
	Mode    string    `json:"mode"`    // at the start
	Seed    uint64    `json:"seed"`
	Begins  time.Time `json:"begins"` // on the lab's clock
	Phones  int       `json:"phones"`
	Groups  []Group   `json:"groups"` // in the order of the file
	Verdict Verdict   `json:"verdict"`
	Steps   []Step    `json:"steps"`
	// Before are phones that stand badly before the first step, and what the plan does to them; no verdict counts them.
	Before []Finding `json:"before"`
	// Start is where everything stands before the first step.
	Start Moment `json:"start"`
	begun bool   // phones are on then, or hold lists
	// Warnings are what no verdict shows, in the order of steps.
	Warnings    []warn.Warning `json:"warnings"`
	Resets      int            `json:"resets"`                // of phones, in all steps and at the end
	Seconds     int            `json:"seconds"`               // that the plan takes, with those resets
	ResetRate   float64        `json:"reset_rate"`            // phones per second, of which that follows
	Conditions  []Condition    `json:"conditions"`            // of a plan that is safe: what it relies on
	Assumptions []Assumption   `json:"assumptions,omitempty"` // of Options.Assumptions
	Stories     []Story        `json:"stories,omitempty"`     // of Options.Stories, in the order of End
	Returns     []Return       `json:"returns"`               // the points of no return, of groups of which phones stand badly at the end
	// Settled is where phones stand once those that were told to reset have done so; nil where none waits at the end.
	Settled      *Moment                  `json:"settled,omitempty"`
	End          []scenarios.GroupResult  `json:"end"`          // with the reasons of one phone each
	Systems      []scenarios.SystemResult `json:"systems"`      // at the end
	Certificates []Renewal                `json:"certificates"` // identity certificates that are others at the end, by node
}

// Group is a group of phones as it is at the start.
type Group struct {
	Name         string   `json:"name"`
	Model        string   `json:"model"`
	Phones       int      `json:"phones"`
	TFTP         []string `json:"tftp"`         // first choice first
	CallManagers []string `json:"callmanagers"` // of the CallManager group, by priority
}

// Step is a step of the plan and what came of it.
type Step struct {
	Number   int                 `json:"step"` // place in the file's list, from 1
	Line     int                 `json:"line"`
	Verb     string              `json:"verb"`
	Words    string              `json:"words"` // as short as in the file
	Text     string              `json:"text"`  // with page and button of CUCM
	ByHand   []string            `json:"by_hand,omitempty"`
	Time     time.Time           `json:"time"`              // on the lab's clock, when it began
	Refused  string              `json:"refused,omitempty"` // why the cluster refuses it
	Expected bool                `json:"refusal_expected,omitempty"`
	Skipped  bool                `json:"skipped,omitempty"` // it was not played, since one before it could not be done
	Failures []scenarios.Failure `json:"failures,omitempty"`
	Changes  []Change            `json:"changes"`
	Moment
}

// Moment is where everything stands after a step.
type Moment struct {
	On         int    `json:"on"`         // phones that are switched on
	Registered int    `json:"registered"` // of these
	LSCs       int    `json:"lscs"`       // phones with an LSC that is worth something
	SystemsUp  int    `json:"systems_up"` // of the systems around the clusters
	Cells      []Cell `json:"cells"`      // by group, in the order of Report.Groups
	Resets     int    `json:"resets"`     // of phones, in the course of the step
	Seconds    int    `json:"seconds"`    // that it takes: of the lab's clock, or what the resets need, if that is more
}

// Cell is where the phones of a group stand after a step.
type Cell struct {
	State        State         `json:"state"`             // the worst of any of them
	Counts       map[State]int `json:"counts"`            // all that any of them has
	Registered   int           `json:"registered"`        // phones
	Unregistered int           `json:"unregistered"`      // phones that are on and not registered
	Changed      bool          `json:"changed,omitempty"` // since the step before
	// Margins are what its phones hold on to for a next list, those that hold the same together.
	Margins []Margin `json:"margins"`
}

// Change is something that a step did to a cluster or to what stands around it.
type Change struct {
	Sign   Sign     `json:"sign"`
	Kind   string   `json:"kind"`             // one word for all that is of the same kind: certificate, list, service and others
	What   string   `json:"what"`             // in words
	Nodes  []string `json:"nodes,omitempty"`  // where, none for a whole cluster
	All    bool     `json:"all,omitempty"`    // these are all nodes of their clusters, of which there are several
	Of     string   `json:"of,omitempty"`     // what Before and After are: a serial number or a signer
	Before string   `json:"before,omitempty"` // of what changed in one way at all these nodes
	After  string   `json:"after,omitempty"`
}

// Sign says at a glance what a change is.
type Sign string

// The signs.
const (
	Added   Sign = "+"
	Changed Sign = "~"
	Removed Sign = "-"
	Notable Sign = "!" // nothing changed that should have, or what changed does harm
)

// Renewal is an identity certificate at the start and at the end.
type Renewal struct {
	Node   string       `json:"node"`
	Store  string       `json:"store"`
	Before *Certificate `json:"before,omitempty"` // absent where there was none
	After  *Certificate `json:"after,omitempty"`
}

// Certificate is what an administrator sees of a certificate.
type Certificate struct {
	Subject  string    `json:"subject"` // as trust lists spell it
	Issuer   string    `json:"issuer"`
	Serial   string    `json:"serial"` // hexadecimal, upper case
	NotAfter time.Time `json:"not_after"`
	Key      string    `json:"key"` // for example "RSA 2048"
	SHA256   string    `json:"sha256"`
}
