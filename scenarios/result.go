package scenarios

import (
	"context"
	"fmt"
	"time"

	"tvslab/phone/trust"
	"tvslab/sim/lab"
)

// Result is what a run of one cell of a scenario found. The JSON form is documented in docs/json.md and carries
// ResultSchema.
type Result struct {
	Scenario string         `json:"scenario"`
	File     string         `json:"file"`
	Title    string         `json:"title"`
	Cell     string         `json:"cell"`
	Release  string         `json:"release"`
	Mode     string         `json:"mode"`
	Network  string         `json:"network"` // memory or sockets
	Seed     uint64         `json:"seed"`
	Held     bool           `json:"held"`
	Error    string         `json:"error,omitempty"` // why it could not be played to the end
	Steps    int            `json:"steps"`
	Gate     int            `json:"gate,omitempty"` // the step at whose gate the scenario ended
	Checks   int            `json:"checks"`
	Checked  []Check        `json:"checked"`
	Failures []Failure      `json:"failures"`
	Refusals []Refusal      `json:"refusals"` // in the order of steps
	Groups   []GroupResult  `json:"groups"`
	Worst    []Worst        `json:"worst"` // by group, in the order of the file
	Systems  []SystemResult `json:"systems"`
	Phones   []PhoneResult  `json:"phones,omitempty"` // of Options.Phones
	Seconds  float64        `json:"seconds"`          // wall-clock time of the run
}

// ResultSchema is the number of the JSON form; new fields may appear without it changing.
const ResultSchema = 1

// Check is an expectation that was checked; failures of the same step and target say where it did not hold.
type Check struct {
	Step   int    `json:"step"`
	Line   int    `json:"line"`
	Target string `json:"target"` // group, phone, node or system; the verb where something else is expected of a step
	Of     int    `json:"of"`     // phones, nodes or systems that were looked at
}

// Failure is an expectation that did not hold.
type Failure struct {
	Step   int      `json:"step"`
	Line   int      `json:"line"`
	Target string   `json:"target"` // group, phone or node
	Field  string   `json:"field"`
	Want   string   `json:"want"`
	Got    string   `json:"got"`
	Count  int      `json:"count"` // phones for which it did not hold
	Of     int      `json:"of"`
	Phone  string   `json:"phone,omitempty"` // the first of them
	Why    []string `json:"why,omitempty"`   // its reasons, as a story
}

// Refusal is a step that was refused, as its `error` expects.
type Refusal struct {
	Step int    `json:"step"`
	Line int    `json:"line"`
	Verb string `json:"verb"`
	Text string `json:"text"` // of the refusal, in one line or several
}

// PhoneResult is what one phone shows at the end.
type PhoneResult struct {
	Name   string   `json:"name"`
	Model  string   `json:"model"`
	CTL    string   `json:"ctl_checksum,omitempty"` // as `show ctl` prints it; "" where no list is stored or nobody knows what the model shows
	ITL    string   `json:"itl_checksum,omitempty"`
	Status []string `json:"status"` // messages, oldest first
}

// tellPhones tells of the phones that were asked for; names that there are not are left out.
func (r *Runner) tellPhones() []PhoneResult {
	var list []PhoneResult
	for _, name := range r.asked {
		p, ok := r.Lab.Phone(name)
		if !ok {
			continue
		}
		one := PhoneResult{Name: name, Model: p.Model().Name, CTL: p.Shown(trust.CTL), ITL: p.Shown(trust.ITL), Status: []string{}}
		for _, line := range p.State().Status {
			one.Status = append(one.Status, line.Text)
		}
		list = append(list, one)
	}
	return list
}

// GroupResult is where the phones of one group stand at the end. Phones that stand differently make several rows.
type GroupResult struct {
	Group      string   `json:"group"`
	Model      string   `json:"model"`
	Count      int      `json:"count"`
	Trust      string   `json:"trust"`
	List       string   `json:"list,omitempty"`
	Reason     string   `json:"reason"`
	Config     string   `json:"config"`
	Registered string   `json:"registered"` // node, "" for none
	On         bool     `json:"on"`
	Example    string   `json:"example"` // one of the phones
	Why        []string `json:"why"`     // its reasons, as a story
}

func newResult(s *Scenario, cfg lab.Config) *Result {
	r := &Result{
		Scenario: s.Name, File: s.File, Title: s.Title, Cell: s.Cell.String(), Release: cfg.Cluster.Release.String(),
		Mode: string(cfg.Cluster.Mode), Network: network(cfg.Sockets), Seed: cfg.Cluster.Seed, Steps: len(s.Steps),
		Checked: []Check{}, Failures: []Failure{}, Refusals: []Refusal{}, Worst: []Worst{},
	}
	for _, g := range cfg.Groups {
		r.Worst = append(r.Worst, Worst{Group: g.Name, Trust: string(lab.TrustNone)})
	}
	return r
}

// Unplayed is the result of a cell that could not be played to the end, and why.
func Unplayed(s *Scenario, o Options, why error) *Result {
	r := &Result{
		Scenario: s.Name, File: s.File, Title: s.Title, Cell: s.Cell.String(), Release: s.Cell.Release, Mode: s.Cell.Mode,
		Network: network(o.Sockets), Seed: s.Seed, Steps: len(s.Steps), Checked: []Check{}, Failures: []Failure{}, Refusals: []Refusal{},
		Groups: []GroupResult{}, Worst: []Worst{}, Systems: []SystemResult{}, Error: why.Error(),
	}
	if o.Seed != nil {
		r.Seed = *o.Seed
	}
	return r
}

func network(sockets *lab.Sockets) string {
	if sockets != nil {
		return "sockets"
	}
	return "memory"
}

// finish summarises the groups.
func (r *Result) finish(ctx context.Context, run *Runner) {
	r.Groups = run.groups(ctx)
	r.Systems = run.systems()
	r.Phones = run.tellPhones()
	r.Held = len(r.Failures) == 0
	r.Seconds = time.Since(run.began).Seconds()
}

// String says in a line where the group stands.
func (g GroupResult) String() string {
	text := fmt.Sprintf("%s: %d %s, trust %s", g.Group, g.Count, g.Model, g.Trust)
	if g.List != "" {
		text += fmt.Sprintf(" (%s: %s)", g.List, g.Reason)
	}
	switch {
	case !g.On:
		return text + ", switched off"
	case g.Registered == "":
		return text + ", configuration " + g.Config + ", not registered"
	}
	return text + ", configuration " + g.Config + ", registered with " + g.Registered
}

// Stuck reports whether the group refuses what is served.
func (g GroupResult) Stuck() bool {
	return g.Trust == string(lab.TrustLocked) || g.Trust == string(lab.TrustRefusing)
}
