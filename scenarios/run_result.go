package scenarios

import (
	"context"
	"time"

	"tvslab/phone"
	"tvslab/sim/lab"
)

// Result is what a run of one cell of a scenario found. The JSON form is documented in docs/json.md and carries
// ResultSchema.
type Result struct {
	Scenario string        `json:"scenario"`
	File     string        `json:"file"`
	Title    string        `json:"title"`
	Cell     string        `json:"cell"`
	Release  string        `json:"release"`
	Mode     string        `json:"mode"`
	Network  string        `json:"network"` // memory or sockets
	Seed     uint64        `json:"seed"`
	Held     bool          `json:"held"`
	Error    string        `json:"error,omitempty"` // why it could not be played to the end
	Steps    int           `json:"steps"`
	Checks   int           `json:"checks"`
	Failures []Failure     `json:"failures"`
	Groups   []GroupResult `json:"groups"`
	Seconds  float64       `json:"seconds"` // wall-clock time of the run
}

// ResultSchema is the number of the JSON form; new fields may appear without it changing.
const ResultSchema = 1

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
		Mode: string(cfg.Cluster.Mode), Network: "memory", Seed: cfg.Cluster.Seed, Steps: len(s.Steps), Failures: []Failure{},
	}
	if cfg.Sockets != nil {
		r.Network = "sockets"
	}
	return r
}

func (r *Result) fail(s *Step, f Failure) {
	f.Step, f.Line = s.Number, s.Pos.Line
	r.Failures = append(r.Failures, f)
}

// finish summarises the groups.
func (r *Result) finish(ctx context.Context, run *Runner) {
	rows := map[groupKey]int{}
	for _, p := range run.Lab.Phones() {
		v := run.Lab.Judge(ctx, p)
		key := groupKey{p.Group, v.Trust, v.List, v.Decision.Code, v.Config, v.Registered, p.On}
		i, seen := rows[key]
		if !seen {
			i = len(r.Groups)
			rows[key] = i
			r.Groups = append(r.Groups, GroupResult{
				Group: p.Group, Model: p.Model.Name, Trust: string(v.Trust), List: v.List, Reason: string(v.Decision.Code),
				Config: v.Config, Registered: v.Registered, On: p.On, Example: p.Name, Why: run.why(ctx, p, v),
			})
		}
		r.Groups[i].Count++
	}
	r.Held = len(r.Failures) == 0
	r.Seconds = time.Since(run.began).Seconds()
}

// groupKey is what phones of a group must have in common to share a row.
type groupKey struct {
	group      string
	trust      lab.Trust
	list       string
	code       phone.Code
	config     string
	registered string
	on         bool
}
