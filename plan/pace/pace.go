// Package pace says how long a plan takes: how many phones reset in each step, and the time that they need beside that of the plan's own
// clock. It counts what happened in a lab and knows nothing of trust.
package pace

import (
	"fmt"
	"math"
	"time"

	"tvslab/sim/lab"
)

// DefaultRate is how many phones a cluster brings back after a reset, per second. No source gives a number: tech note 117299 and the
// procedures speak of all phones at once and of a registration storm. The lab's own servers are no measure either: they feed thousands of
// boots in a second (docs/bench-results.md). Five is an assumption on the careful side; measure it on the cluster in question.
const DefaultRate = 5.0

// Bounds of a rate, phones per second.
const (
	minRate = 0.01
	maxRate = 10_000
)

// CheckRate refuses a rate that no cluster has.
func CheckRate(rate float64) error {
	if math.IsNaN(rate) || rate < minRate || rate > maxRate {
		return fmt.Errorf("reset rate %v: between %v and %v phones per second", rate, minRate, maxRate)
	}
	return nil
}

// Step is what one step takes.
type Step struct {
	Step    int `json:"step"`
	Resets  int `json:"resets"`  // phones that reset or restarted in its course, as often as each did
	Seconds int `json:"seconds"` // of the plan's clock, or what the resets need, if that is more
}

// Pace is what a plan takes.
type Pace struct {
	Rate    float64 `json:"reset_rate"` // phones per second
	Resets  int     `json:"resets"`
	Seconds int     `json:"seconds"` // from the first step to the end of the last
	Steps   []Step  `json:"steps"`
}

// Watcher watches a lab from step to step.
type Watcher struct {
	lab    *lab.Lab
	clock  time.Time
	resets int
	pace   Pace
}

// Watch begins to watch a lab, at a rate that CheckRate does not refuse.
func Watch(l *lab.Lab, rate float64) *Watcher {
	return &Watcher{lab: l, clock: l.Now(), resets: l.Resets(), pace: Pace{Rate: rate, Steps: []Step{}}}
}

// Step takes note of a step that was done, and returns what it takes. Phones that are told to reset need their time in the step in which
// they do.
func (w *Watcher) Step(number int) Step {
	clock, resets := w.lab.Now().Sub(w.clock), w.lab.Resets()-w.resets
	w.clock, w.resets = w.lab.Now(), w.lab.Resets()
	s := Step{Step: number, Resets: resets, Seconds: int(math.Ceil(max(clock.Seconds(), float64(resets)/w.pace.Rate)))}
	w.pace.Steps = append(w.pace.Steps, s)
	w.pace.Resets += s.Resets
	w.pace.Seconds += s.Seconds
	return s
}

// Pace returns what all steps so far take.
func (w *Watcher) Pace() Pace { return w.pace }
