package plan

import (
	"context"
	"slices"

	"tvslab/devices"
	"tvslab/remedy"
	"tvslab/scenarios"
)

// Remedy is what gives phones back, or a system. It was tried on a copy.
type Remedy struct {
	Code   remedy.Code `json:"code"`
	Words  string      `json:"words"`  // what is done, no sentence
	Steps  []string    `json:"steps"`  // the same as steps of a plan
	Visits int         `json:"visits"` // phones that somebody must go to
	Frees  int         `json:"frees"`  // of the phones that the finding is about
	Locks  int         `json:"locks"`  // other phones that stood well and do not after it
	Source string      `json:"source"`
}

func remediesOf(tried []remedy.Tried) []Remedy {
	list := []Remedy{}
	for _, t := range tried {
		list = append(list, Remedy{t.Code, t.Words, t.Steps, t.Price.Visits, t.Freed.Len(), t.Locks.Len(), t.Source})
	}
	return list
}

// cure finds what gives back the phones, or the system, of a finding now, the cheapest first.
func (w *walker) cure(ctx context.Context, f *Finding, phones devices.Set, system string) error {
	if w.brief {
		return nil
	}
	tried, err := remedy.Case{Now: w.runner, Phones: phones, System: system, Past: w.states}.Try(ctx)
	f.Remedies = remediesOf(tried)
	return err
}

// keep keeps how everything stands now, for questions about what could still be done.
func (w *walker) keep() {
	if !w.brief {
		w.states = append(w.states, w.runner.Fork(nil))
	}
}

// Return is the last state of a plan in which phones of a group can be had back without anybody going to them, of a group of which some
// stand badly at the end.
type Return struct {
	Group  string   `json:"group"`
	Phones int      `json:"phones"` // that stand badly at the end
	Step   int      `json:"step"`   // after it; 0: before the first
	Last   bool     `json:"last"`   // that is the last step: they can be had back still
	None   bool     `json:"none"`   // there is no such state
	With   []Remedy `json:"with"`   // what would do it then, the cheapest first; none where they stood well
}

// returns finds the point of no return of each group of which phones were found to stand badly.
func (w *walker) returns(ctx context.Context, steps []scenarios.Step) error {
	w.report.Returns = []Return{}
	var groups []string
	for _, f := range w.found.list {
		if f.Word == Locks || f.Word == Refuses || f.Word == Unregistered {
			groups = union(groups, f.Groups)
		}
	}
	if w.brief || len(groups) == 0 {
		return nil
	}
	points, err := remedy.NoReturn(ctx, w.states)
	for _, p := range points {
		if !slices.Contains(groups, p.Group) {
			continue
		}
		one := Return{Group: p.Group, Phones: p.Count, None: p.None, With: remediesOf(p.With), Last: !p.None && p.State == len(w.states)-1}
		if p.State > 0 && !p.None {
			one.Step = steps[p.State-1].Number
		}
		w.report.Returns = append(w.report.Returns, one)
	}
	return err
}
