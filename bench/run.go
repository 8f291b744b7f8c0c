package bench

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Options say how to run a benchmark.
type Options struct {
	Plan Plan
	// Duration, if set, lets phones boot again and again until it is over, after a warm-up of time; without it every phone
	// boots once. With the plan "once" it only ends a warm-up.
	Duration time.Duration
	Warmup   Warmup
	// Workers bounds the boots in progress; arrivals beyond it wait, which counts as lateness. 0 means DefaultWorkers.
	Workers int
	// Count is the number of phones in all shards; 0 means that of the target.
	Count int
	Shard Shard
	// Start is when the plan begins, so that shards begin together; the zero value is at once. Rounds of a warm-up come first.
	Start time.Time
	// Servers, if set, measures the processes of the servers.
	Servers *Processes
	// Progress, if set, is called about every second, and when the plan has begun and ended.
	Progress func(Progress)
}

// DefaultWorkers is how many boots are in progress where nothing else is said.
const DefaultWorkers = 1024

// Progress is how far a run is.
type Progress struct {
	Warm     bool          // rounds of the warm-up are going on
	Elapsed  time.Duration // since the plan, or the warm-up, began
	Planned  int64         // arrivals in all
	Begun    int64
	Ended    int64
	Failed   int64 // of those that ended
	Late     int64 // arrivals whose time has come, and that wait for a worker
	Rate     float64
	Complete bool
}

// Check reports the first thing that makes no benchmark of the target.
func (o *Options) Check(t Target) error {
	count := o.count(t)
	switch {
	case t.Size() < 1:
		return errors.New("nobody to boot: the fleet, or this shard of it, has no phones")
	case o.Shard.Of < 0 || o.Shard.Index < 0 || o.Shard.Index >= o.Shard.shards():
		return fmt.Errorf("shard %s: shards are numbered from 0", o.Shard)
	case o.Shard.size(count) != t.Size():
		return fmt.Errorf("shard %s of %d phones has %d, the target has %d", o.Shard, count, o.Shard.size(count), t.Size())
	case o.Workers < 0 || o.Duration < 0:
		return fmt.Errorf("%d workers, duration %s: neither can be negative", o.Workers, o.Duration)
	case o.Warmup.Time > 0 && !o.Plan.endless():
		return fmt.Errorf(`plan "once" with a warm-up of %s: all boots would be warm-up; use a round, "1x"`, o.Warmup)
	case o.Duration > 0 && !o.Plan.endless():
		return fmt.Errorf(`plan "once" for %s: it has no second boot; use "batches:%d every ..."`, o.Duration, count)
	}
	return nil
}

func (o *Options) count(t Target) int {
	if o.Count > 0 {
		return o.Count
	}
	return t.Size()
}

func (o *Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return DefaultWorkers
}

// Run boots the target's phones as planned. When ctx ends it returns what was measured so far, marked as interrupted, and
// no error. Errors are those of Check.
func Run(ctx context.Context, t Target, o Options) (*Results, error) {
	if err := o.Check(t); err != nil {
		return nil, err
	}
	warm := newTally()
	if o.Warmup.Rounds > 0 {
		r := newRun(t, o, newSchedule(Once(), o.Shard, o.count(t), o.Warmup.Rounds, 0))
		r.warming = true
		r.play(ctx)
		warm.add(r.total(false))
	}
	WaitUntil(ctx, o.Start)
	r := newRun(t, o, o.schedule(t))
	usage := startUsage(o.Servers)
	r.play(ctx)
	client, servers := usage.end()
	warm.add(r.total(true))
	return r.results(ctx, warm, client, servers), nil
}

// schedule is that of the plan itself.
func (o *Options) schedule(t Target) *schedule {
	until := o.Duration
	if until > 0 {
		until += o.Warmup.Time
	}
	return newSchedule(o.Plan, o.Shard, o.count(t), 1, until)
}

// WaitUntil waits for a common start, and not at all for the zero value or one that is over; or until ctx ends.
func WaitUntil(ctx context.Context, at time.Time) {
	if d := time.Until(at); !at.IsZero() && d > 0 {
		sleep(ctx, d)
	}
}

// sleep reports whether the time has passed before ctx ended.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// run is one schedule being played.
type run struct {
	target   Target
	options  Options
	schedule *schedule
	warming  bool // all of it is warm-up
	turns    *turns
	ledgers  []*ledger
	started  time.Time
	ended    time.Time

	begun, done, failed, unfinished atomic.Int64
}

func newRun(t Target, o Options, s *schedule) *run {
	r := &run{target: t, options: o, schedule: s, turns: newTurns()}
	for range runtime.GOMAXPROCS(0) * 2 {
		r.ledgers = append(r.ledgers, newLedger())
	}
	return r
}

// play returns when all boots have ended, also where ctx ended first.
func (r *run) play(ctx context.Context) {
	r.started = time.Now()
	watching, stop := context.WithCancel(ctx)
	var watch, wait sync.WaitGroup
	if r.options.Progress != nil {
		watch.Go(func() { r.watch(watching) })
	}
	for n := range min(r.options.workers(), max(r.schedule.limit, 1)) {
		wait.Go(func() { r.work(ctx, r.ledgers[n%len(r.ledgers)]) })
	}
	wait.Wait()
	r.ended = time.Now()
	stop()
	watch.Wait()
	if r.options.Progress != nil {
		r.options.Progress(r.progress(true))
	}
}

// work boots one phone after another.
func (r *run) work(ctx context.Context, l *ledger) {
	w := worker{run: r, ledger: l}
	for ctx.Err() == nil {
		a, ok := r.schedule.take()
		if !ok || !sleep(ctx, time.Until(r.started.Add(a.at))) {
			return
		}
		r.turns.take(a.phone)
		w.boot(ctx, a)
		r.turns.give(a.phone)
	}
}

// watch reports progress until ctx ends.
func (r *run) watch(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		r.options.Progress(r.progress(false))
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func (r *run) progress(complete bool) Progress {
	p := Progress{Warm: r.warming, Elapsed: time.Since(r.started), Planned: int64(r.schedule.limit), Begun: r.begun.Load(),
		Ended: r.done.Load(), Failed: r.failed.Load(), Complete: complete}
	if p.Elapsed > 0 {
		p.Rate = float64(p.Ended) / p.Elapsed.Seconds()
	}
	if !complete {
		p.Late = max(int64(r.schedule.due(p.Elapsed))-p.Begun, 0)
	}
	return p
}

// total adds up what the workers wrote, of the warm-up or of the rest.
func (r *run) total(warm bool) *tally {
	sum := newTally()
	for _, l := range r.ledgers {
		if warm {
			sum.add(l.warm)
		} else {
			sum.add(l.measured)
		}
	}
	return sum
}
