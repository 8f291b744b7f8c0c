package upkeep

import (
	"context"
	"errors"
	"sync"

	"tvslab/scenarios"
	"tvslab/sim/lab/clock"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/live"
)

// Lab is a lab that is up. Closing it ends its servers.
type Lab struct {
	*control.Lab
	// Runner is whose lab it is, for what is done before others use it.
	Runner *scenarios.Runner
}

// Raise makes the lab and shares it. Options say what they say of a scenario; keys are those of the origin, and its folder and a journal observe
// too what happens. by is the version of this program, which the folder remembers.
func (o *Origin) Raise(ctx context.Context, options scenarios.Options, resets control.Resets, by string) (*Lab, error) {
	logs, journal := control.NewLogs(), control.NewJournal()
	observe := journal.Add
	if o.held != nil {
		journal.Continue(uint64(o.held.LastEvent()))
		observe = both(o.held.Tell, journal.Add)
	}
	options.Keys, options.Log, options.Observe = o.keys, both(logs.Add, options.Log), both(observe, options.Observe)
	r, err := o.build(ctx, options)
	if err != nil {
		return nil, err
	}
	shared := control.Share(r, logs, resets)
	shared.Journal = journal
	if err := o.store(ctx, r, shared, by); err != nil {
		return nil, errors.Join(err, r.Lab.Close())
	}
	return &Lab{shared, r}, nil
}

// Close ends the servers of the lab, after everybody who used it.
func (l *Lab) Close() error { return l.Runner.Lab.Close() }

// Attend writes down what ends by itself, until ctx ends; see [control.Lab.Attend]. wait returns when that is over.
func Attend(ctx context.Context, l *control.Lab, failed func(error)) (wait func()) {
	return begin(func() { l.Attend(ctx, failed) })
}

// Live lets the lab's clock go at a rate until ctx ends, and its phones do what is due; see [control.Lab.Begin]. wait returns when that is over.
func Live(ctx context.Context, l *control.Lab, rate clock.Rate, resets float64, failed func(error)) (wait func()) {
	l.Begin(rate, resets)
	return begin(func() { live.Run(ctx, l, failed) })
}

func begin(do func()) (wait func()) {
	var under sync.WaitGroup
	under.Go(do)
	return under.Wait
}
