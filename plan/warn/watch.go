package warn

import (
	"slices"
	"time"

	"tvslab/event"
	"tvslab/plan/anchor"
	"tvslab/sim/lab"
)

// DefaultHorizon is how long after the plan certificates should last: the expiry monitor of CUCM warns 30 days ahead by its default, and
// maintenance windows are some months apart. That it is three months is an assumption.
const DefaultHorizon = 90 * 24 * time.Hour

// Warning is something that no verdict shows.
type Warning struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Step     int      `json:"step"` // since which it is so, 0 for since before the first
	Line     int      `json:"line,omitempty"`
	Nodes    []string `json:"nodes,omitempty"`
	Group    string   `json:"group,omitempty"`
	Text     string   `json:"text"`
	Do       string   `json:"do"`
}

// Step is the step that was done.
type Step struct {
	Number int // from 1
	Line   int
	Verb   string
	Text   string // what is done, in words
}

// Watcher watches a lab from step to step.
type Watcher struct {
	horizon  time.Duration
	begun    time.Time
	last     *lab.Lab // a fork as things stood before the step
	now      *lab.Lab
	warnings []Warning

	changed bool            // certificates were, so far
	renewal Step            // the last one
	done    Step            // the last one of all
	due     map[string]Step // restarts, since which step
	differ  map[string]Step // lists that differ, since which step
	asked   map[string]bool // services that a guide restarts after what changed since their last start
	reset   bool            // lists or certificates changed since phones were last told to reset by a step
	off     map[string]bool // groups of which it was told that phones are off
	hang    map[string]bool // groups of which it was told that all hangs on one node
}

// moment is a step that was done and what came of it.
type moment struct {
	Step
	before, after *lab.Lab
	events        []event.Event
	margins       []anchor.Margin
}

// Watch begins to watch a lab. horizon is how long certificates should last after the end.
func Watch(l *lab.Lab, horizon time.Duration) *Watcher {
	w := &Watcher{horizon: horizon, begun: l.Now(), now: l, last: l.Fork(nil),
		due: map[string]Step{}, differ: map[string]Step{}, asked: map[string]bool{}, off: map[string]bool{}, hang: map[string]bool{}}
	w.since(Step{})
	return w
}

// Step takes note of a step that was done: events are those of clusters in its course, margins what phones hold on to after it, nil
// where nobody asked.
func (w *Watcher) Step(s Step, events []event.Event, margins []anchor.Margin) {
	m := &moment{s, w.last, w.now, events, margins}
	for i := range rows {
		if rows[i].step != nil {
			w.warn(&rows[i], s, rows[i].step(w, m))
		}
	}
	w.done = s
	w.remember(m)
	w.since(s)
	w.last = w.now.Fork(nil)
}

// End returns all warnings, in the order of steps.
func (w *Watcher) End() []Warning {
	for i := range rows {
		if rows[i].end != nil {
			w.warn(&rows[i], w.done, rows[i].end(w))
		}
	}
	slices.SortStableFunc(w.warnings, func(a, b Warning) int { return a.Step - b.Step })
	return w.warnings
}

// warn adds what a row found; what is so on several nodes is one warning.
func (w *Watcher) warn(r *row, s Step, all []found) {
	begin := len(w.warnings)
	for _, f := range all {
		if f.at.Number == 0 {
			f.at = s
		}
		i := slices.IndexFunc(w.warnings[begin:], func(o Warning) bool { return o.Text == f.text && o.Group == f.group && o.Step == f.at.Number })
		if i < 0 {
			w.warnings = append(w.warnings, Warning{r.Code, r.Severity, f.at.Number, f.at.Line, nil, f.group, f.text, r.Do})
			i = len(w.warnings) - 1 - begin
		}
		one := &w.warnings[begin+i]
		for _, n := range f.nodes {
			if !slices.Contains(one.Nodes, n) {
				one.Nodes = append(one.Nodes, n)
			}
		}
	}
}

// since notes since which step things are so that matter at the end.
func (w *Watcher) since(s Step) {
	keep(w.due, s, dueNow(w.now))
	keep(w.differ, s, differing(w.now))
}

// keep forgets what is not so any more, and notes since when the rest is so.
func keep(since map[string]Step, s Step, now []string) {
	for what := range since {
		if !slices.Contains(now, what) {
			delete(since, what)
		}
	}
	for _, what := range now {
		if _, known := since[what]; !known {
			since[what] = s
		}
	}
}
