package play

import (
	"time"

	"tvslab/event"
	"tvslab/scenarios"
	"tvslab/sim/page"
	"tvslab/sim/system"
)

// StepEntry is the kind of an entry that begins a step.
const StepEntry = "step"

// Entry is one thing of a timeline, for programs. Of Node, Phone, System and Group at most one is there; none means the
// whole cluster.
type Entry struct {
	Time   time.Time `json:"time"`
	Step   int       `json:"step"` // of the steps, from 1; 0 before the first
	Kind   string    `json:"kind"`
	Node   string    `json:"node,omitempty"`
	Phone  string    `json:"phone,omitempty"`
	System string    `json:"system,omitempty"`
	Group  string    `json:"group,omitempty"`
	Text   string    `json:"text"` // as the timeline prints it

	Page *page.Document `json:"page,omitempty"` // of CUCM or RTMT that a step opened; then Text is its title
}

// Entries gives a timeline as data, in its order.
func Entries(timeline []event.Event) []Entry {
	step := 0
	var list []Entry
	for _, e := range timeline {
		entry := Entry{Time: e.Time, Kind: e.What.Kind(), Node: e.Node, Phone: e.Phone, Text: e.What.String()}
		switch what := e.What.(type) {
		case scenarios.StepBegun:
			step = what.Step.Number
		case scenarios.PageShown:
			entry.Page = what.Document
		case scenarios.GroupFound:
			entry.Group = what.Group
		case system.Changed:
			entry.System = what.Name
		}
		entry.Step = step
		list = append(list, entry)
	}
	return list
}
