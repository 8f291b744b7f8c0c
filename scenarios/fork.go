package scenarios

import (
	"maps"
	"slices"
	"time"

	"tvslab/event"
	"tvslab/sim/lab"
)

// Fork returns the runner as it stands, to go on with in memory on a copy of its lab: what one does, the other does not. Observe
// receives what happens in it, as Options.Observe does, nil for nobody; of phones nothing where the runner keeps what they do to itself. A fork
// needs no Close.
func (r *Runner) Fork(observe func(event.Event)) *Runner {
	f := &Runner{
		scenario: r.scenario, observe: observe, failFast: r.failFast, began: time.Now(), result: r.result.fork(),
		Outside: r.Outside.Fork(), keys: maps.Clone(r.keys), notices: maps.Clone(r.notices), wrong: maps.Clone(r.wrong),
	}
	see := f.see
	if observe == nil && !r.scenario.expectsNotices() && !r.scenario.expectsTelling() {
		see = nil
	}
	f.Lab = r.Lab.Fork(see)
	f.Outside.Made = f.Lab.Keep
	return f
}

// Among returns a fork with these phones, which may come from another fork of the same runner, in the place of its own. Nobody watches it, and
// its result tells of nothing but expectations that failed.
func (r *Runner) Among(crowds ...lab.Crowd) *Runner {
	f := &Runner{
		scenario: r.scenario, began: r.began, result: &Result{Seed: r.result.Seed}, plain: true,
		Outside: r.Outside.Fork(), keys: maps.Clone(r.keys), notices: maps.Clone(r.notices), wrong: maps.Clone(r.wrong),
	}
	f.Lab = r.Lab.ForkWith(nil, crowds...)
	f.Outside.Made = f.Lab.Keep
	return f
}

// Trial is a Fork on which steps are tried: what phones go through on it is not noted in its result.
func (r *Runner) Trial() *Runner {
	f := r.Fork(nil)
	f.plain = true
	return f
}

// fork is the result so far, to go on with.
func (r *Result) fork() *Result {
	f := *r
	f.Checked, f.Failures, f.Refusals, f.Worst = slices.Clone(r.Checked), slices.Clone(r.Failures), slices.Clone(r.Refusals), slices.Clone(r.Worst)
	return &f
}

// Result is what was found so far: groups, systems and whether all held are those of the end, once the runner has come there.
func (r *Runner) Result() *Result { return r.result }
