package plan

import (
	"cmp"

	"tvslab/event"
	"tvslab/plan/anchor"
	"tvslab/plan/pace"
	"tvslab/plan/warn"
)

// watchers watch the lab beside the walker: what no verdict shows, and how long it takes.
type watchers struct {
	warn *warn.Watcher
	pace *pace.Watcher
}

// watch begins to watch.
func (w *walker) watch() {
	w.watchers.warn = warn.Watch(w.runner.Lab, cmp.Or(w.options.Horizon, warn.DefaultHorizon))
	w.watchers.pace = pace.Watch(w.runner.Lab, cmp.Or(w.options.ResetRate, pace.DefaultRate))
}

// step takes note of a step that was done.
func (w *watchers) step(s *Step, events []event.Event, held []anchor.Margin) {
	w.warn.Step(warn.Step{Number: s.Number, Line: s.Line, Verb: s.Verb, Text: s.Text}, events, held)
	s.takes(w.pace.Step(s.Number))
}

// takes notes what the phones need that reset.
func (m *Moment) takes(s pace.Step) { m.Resets, m.Seconds = s.Resets, s.Seconds }
