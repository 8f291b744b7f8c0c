package plan

import (
	"cmp"
	"context"
	"time"

	"tvslab/event"
	"tvslab/plan/anchor"
	"tvslab/plan/warn"
	"tvslab/scenarios"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
)

// Options decide how a plan is played, not what happens in it.
type Options struct {
	Keys  pki.KeySource         // lab keys; required
	Seed  *uint64               // instead of the plan's
	Begun func(*scenarios.Step) // told of each step as it begins; nil for nobody
	// Tried is told how many were tried of the deviations, and of the settings, that Conditions and Assumptions try; nil for nobody. Of several
	// plans at a time it is told by each.
	Tried func(done, total int)
	// Conditions tries every deviation from a plan that is safe, to find what it relies on. It takes longer than the plan.
	Conditions bool
	ResetRate  float64 // phones that come back after a reset, per second; 0 for pace.DefaultRate
	// Assumptions plays the plan with other values of settings that no document settles, to find those on which the verdict rests.
	Assumptions bool
	Stories     bool          // tells what one phone of each group does
	Horizon     time.Duration // how long certificates should last after the end; 0 for warn.DefaultHorizon
}

// Make plays a plan, which must be one cell's (Scenario.For), in memory, and says what came of it. A step that the cluster refuses is a
// finding, and ends the playing; the error is for what kept the plan from being judged.
func Make(ctx context.Context, s *scenarios.Scenario, o Options) (*Report, error) {
	w := &walker{options: o}
	r, err := scenarios.Prepare(ctx, s, scenarios.Options{Keys: o.Keys, Seed: o.Seed, Begun: o.Begun, Observe: w.see, ClustersOnly: true})
	if err != nil {
		return nil, err
	}
	if err = w.walk(ctx, r); err == nil {
		err = cmp.Or(w.conditions(ctx, s), w.assumptions(ctx, s), w.stories(ctx, s))
	}
	if closed := r.Lab.Close(); err == nil {
		err = closed
	}
	return w.report, err
}

// walker plays a plan step by step and notes what it sees.
type walker struct {
	runner   *scenarios.Runner
	report   *Report
	groups   map[string]int  // place of each group
	seen     []event.Event   // in the course of the step
	byHand   []string        // of the step
	found    findings        // that decide the verdict
	stands   []lab.Stand     // after the step
	held     []anchor.Margin // after the step
	watchers watchers
	options  Options
	brief    bool                // only the verdict is wanted
	states   []*scenarios.Runner // before the first step, and after each
}

// see keeps what happens in the course of a step.
func (w *walker) see(e event.Event) {
	if begun, ok := e.What.(scenarios.StepBegun); ok {
		w.byHand = begun.ByHand
		return
	}
	w.seen = append(w.seen, e)
}

func (w *walker) walk(ctx context.Context, r *scenarios.Runner) error {
	w.begin(r)
	first := inventoryOf(r.Lab)
	last := w.look(ctx, nil)
	w.report.Start, w.report.begun = last, w.begun()
	if err := w.judgeStart(ctx); err != nil {
		return err
	}
	w.keep()
	w.watch()
	steps := r.Scenario().Steps
	for i := range steps {
		step, err := w.step(ctx, &steps[i], &last)
		if err != nil {
			return err
		}
		w.report.Steps = append(w.report.Steps, step)
		last = step.Moment
	}
	if err := w.settle(ctx, last); err != nil {
		return err
	}
	if err := w.returns(ctx, steps); err != nil {
		return err
	}
	w.report.End, w.report.Systems = r.Groups(ctx), r.Systems()
	w.report.Certificates = first.renewals(inventoryOf(r.Lab))
	w.report.Before = w.found.foundBefore()
	w.report.Verdict = verdictOf(w.found.list, w.report.Before)
	return nil
}

// begin notes what the plan starts with.
func (w *walker) begin(r *scenarios.Runner) {
	s, result := r.Scenario(), r.Result()
	w.runner, w.groups, w.seen = r, map[string]int{}, nil
	w.report = &Report{
		Plan: s.Name, File: s.File, Title: s.Title, Cell: s.Cell.String(), Release: result.Release, Mode: result.Mode, Seed: result.Seed,
		Begins: r.Lab.Now(), Phones: r.Lab.Phones().Len(), Groups: groupsOf(r), Steps: []Step{}, Before: []Finding{}, Warnings: []warn.Warning{},
	}
	for i, g := range w.report.Groups {
		w.groups[g.Name] = i
	}
	for _, one := range r.Systems() {
		if one.Up {
			w.found.up = append(w.found.up, one.System)
		}
	}
}

// step plays a step, unless the plan has ended at one before it.
func (w *walker) step(ctx context.Context, s *scenarios.Step, before *Moment) (Step, error) {
	step := Step{Number: s.Number, Line: s.Pos.Line, Verb: s.Verb, Words: s.Words(), Text: s.String(), Time: w.runner.Lab.Now(), Changes: []Change{}}
	if w.found.ended {
		step.Skipped, step.Moment = true, before.again()
		return step, nil
	}
	was, failed, refused := inventoryOf(w.runner.Lab), len(w.runner.Result().Failures), len(w.runner.Result().Refusals)
	w.seen = w.seen[:0]
	err := w.runner.Take(ctx, s)
	if ctx.Err() != nil {
		return step, ctx.Err()
	}
	step.ByHand, step.Failures = w.byHand, w.runner.Result().Failures[failed:]
	if all := w.runner.Result().Refusals; len(all) > refused {
		step.Refused, step.Expected = all[refused].Text, true
	}
	if err != nil {
		step.Refused = err.Error()
	}
	step.Moment = w.look(ctx, before)
	w.watchers.step(&step, w.seen, w.held)
	step.Changes = append(step.Changes, w.changes(was, inventoryOf(w.runner.Lab))...)
	if err := w.judge(ctx, &step, s.Gate); err != nil {
		return step, err
	}
	w.keep()
	return step, nil
}

// again is the moment once more, with nothing changed.
func (m *Moment) again() Moment {
	next := *m
	next.Resets, next.Seconds = 0, 0
	next.Cells = append([]Cell(nil), m.Cells...)
	for i := range next.Cells {
		next.Cells[i].Changed = false
	}
	return next
}

// settle lets phones reset that were told to, and judges the end.
func (w *walker) settle(ctx context.Context, last Moment) error {
	w.report.Warnings = append(w.report.Warnings, w.watchers.warn.End()...)
	if waiting, _ := w.runner.Lab.Waiting(); len(waiting) > 0 {
		if err := w.runner.Lab.Settle(ctx); err != nil {
			return err
		}
		settled := w.look(ctx, &last)
		settled.takes(w.watchers.pace.Step(0))
		w.report.Settled = &settled
	}
	all := w.watchers.pace.Pace()
	w.report.Resets, w.report.Seconds, w.report.ResetRate = all.Resets, all.Seconds, all.Rate
	return w.judgeEnd(ctx)
}
