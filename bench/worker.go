package bench

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ledger is where some of the workers write what they measured; a histogram per worker would cost 200 KB each.
type ledger struct {
	mutex    sync.Mutex
	measured *tally
	warm     *tally
	series   series
}

func newLedger() *ledger { return &ledger{measured: newTally(), warm: newTally(), series: series{}} }

// worker boots phones one after another. It is the Recorder of the boot in progress and keeps its steps until it has ended,
// so that measuring costs one lock per boot.
type worker struct {
	run    *run
	ledger *ledger
	steps  []Step
}

// Record implements Recorder.
func (w *worker) Record(s Step) { w.steps = append(w.steps, s) }

func (w *worker) boot(ctx context.Context, a arrival) {
	intended := w.run.started.Add(a.at)
	begun := time.Now()
	w.run.begun.Add(1)
	w.steps = w.steps[:0]
	err := w.run.target.Boot(ctx, a.phone, w)
	ended := time.Now()
	outcome := outcomeOf(ctx, err)
	if outcome == Interrupted {
		w.run.unfinished.Add(1)
		w.enter(begun)
		return
	}
	w.run.done.Add(1)
	if outcome.Failed() {
		w.run.failed.Add(1)
	}
	w.Record(Step{Phase: Boot, Duration: ended.Sub(intended), Outcome: outcome})
	w.write(a.at, begun, ended)
}

// write enters a boot that has ended; its last step is the whole.
func (w *worker) write(at time.Duration, begun, ended time.Time) {
	l, started := w.ledger, w.run.started
	l.mutex.Lock()
	defer l.mutex.Unlock()
	t := l.measured
	if at < w.run.options.Warmup.Time && !w.run.warming {
		t = l.warm
	}
	whole := w.steps[len(w.steps)-1]
	for _, s := range w.steps {
		t.record(s)
	}
	t.lateness.record(begun.Sub(started.Add(at)))
	l.series.at(begun.Sub(started)).Begun++
	l.series.at(ended.Sub(started)).end(whole.Duration, whole.Outcome.Failed())
}

// enter notes a boot that did not end.
func (w *worker) enter(begun time.Time) {
	w.ledger.mutex.Lock()
	defer w.ledger.mutex.Unlock()
	w.ledger.series.at(begun.Sub(w.run.started)).Begun++
}

// outcomeOf classes the end of a boot. Whatever came after the end of the benchmark is not the servers' doing.
func outcomeOf(ctx context.Context, err error) Outcome {
	var known *Error
	switch {
	case err == nil:
		return OK
	case ctx.Err() != nil:
		return Interrupted
	case errors.As(err, &known):
		return known.Outcome
	}
	return Other
}
