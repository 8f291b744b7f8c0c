package plan

import (
	"context"

	"tvslab/event"
	"tvslab/scenarios"
)

// Story is what one phone did in the course of a plan.
type Story struct {
	Group string      `json:"group"`
	Phone string      `json:"phone"`
	Steps []StoryStep `json:"steps"` // in which it did something
}

// StoryStep is what it did in a step.
type StoryStep struct {
	Step   int      `json:"step"` // 0: before the first
	Events []string `json:"events"`
}

// mostWatched is of how many phones all that they do is told, to find what a few of them do: 7 kB a phone for a moment.
const mostWatched = 20_000

// stories plays the plan once more and listens to one phone of each row of the end.
func (w *walker) stories(ctx context.Context, s *scenarios.Scenario) error {
	if !w.options.Stories || w.report.Phones > mostWatched {
		return nil
	}
	l := listener{at: map[string]int{}}
	for _, g := range w.report.End {
		l.at[g.Example] = len(l.list)
		l.list = append(l.list, Story{Group: g.Group, Phone: g.Example, Steps: []StoryStep{}})
	}
	r, err := scenarios.Prepare(ctx, s, scenarios.Options{Keys: w.options.Keys, Seed: w.options.Seed, Observe: l.hear})
	if err != nil {
		return err
	}
	for i := range w.report.Steps {
		if w.report.Steps[i].Skipped || r.Take(ctx, &s.Steps[i]) != nil {
			break
		}
	}
	w.report.Stories = l.list
	if err := ctx.Err(); err != nil {
		return err
	}
	return r.Lab.Close()
}

// listener hears what some phones do.
type listener struct {
	list []Story
	at   map[string]int // by device name
	step int
}

// hear keeps an event of one of the phones; what they ask servers for says nothing that the answers do not.
func (l *listener) hear(e event.Event) {
	if begun, ok := e.What.(scenarios.StepBegun); ok {
		l.step = begun.Step.Number
		return
	}
	at, listened := l.at[e.Phone]
	if !listened || e.What.Kind() == "request" {
		return
	}
	s := &l.list[at]
	if n := len(s.Steps); n == 0 || s.Steps[n-1].Step != l.step {
		s.Steps = append(s.Steps, StoryStep{Step: l.step})
	}
	last := &s.Steps[len(s.Steps)-1]
	last.Events = append(last.Events, e.What.Kind()+": "+e.What.String())
}
