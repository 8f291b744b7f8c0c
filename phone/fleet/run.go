package fleet

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"tvslab/phone"
)

// Run says how phones of a fleet boot.
type Run struct {
	Cause   phone.ResetCause // "" means phone.Reset
	Workers int              // phones that boot at the same time; 0 means the number of CPUs
	// Plan are the first wake-ups; nil means every phone at the beginning.
	Plan []Wake
	// Until ends the run: nothing is begun after that time has passed. 0 means that it ends when nobody is
	// left to wake.
	Until time.Duration
	// Retry lets phones boot again by themselves, as those do that have no configuration. Without Until that may never end.
	Retry bool
	// Done is told every boot, by several workers at the same time; nil for nobody.
	Done func(phone int, o Outcome)
	// Network replaces that of the fleet, per worker; nil keeps it.
	Network func() phone.Network
}

// Wake is when a phone boots, counted from the beginning of a run.
type Wake struct {
	Phone int
	After time.Duration
}

// runner is a Run at work.
type runner struct {
	Run
	fleet *Fleet
	begin time.Time
	work  chan []Wake

	mutex   sync.Mutex
	agenda  agenda
	running int           // wake-ups with the workers
	changed chan struct{} // holds one note when the agenda or running changed
	err     error
}

// wakesAtOnce is how many due phones a worker takes at a time.
const wakesAtOnce = 32

// Run boots phones as they are due, and returns when nobody is left or ctx has ended. Its error is that of ctx or of the
// Store. Boots that ctx cut short leave their phones as they were.
func (f *Fleet) Run(ctx context.Context, r Run) error {
	if r.Cause == "" {
		r.Cause = phone.Reset
	}
	if r.Workers < 1 {
		r.Workers = runtime.GOMAXPROCS(0)
	}
	if r.Plan == nil {
		r.Plan = make([]Wake, f.Size())
		for i := range r.Plan {
			r.Plan[i].Phone = i
		}
	}
	run := &runner{Run: r, fleet: f, begin: time.Now(), work: make(chan []Wake), changed: make(chan struct{}, 1), agenda: newAgenda(r.Plan)}
	return run.all(ctx)
}

func (r *runner) all(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var workers sync.WaitGroup
	for range r.Workers {
		workers.Go(func() { r.worker(ctx, cancel) })
	}
	err := r.dispatch(ctx)
	close(r.work)
	workers.Wait()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.err != nil {
		return r.err
	}
	return err
}

// dispatch hands out what is due until nothing is left.
func (r *runner) dispatch(ctx context.Context) error {
	for {
		due, next, idle := r.take()
		switch {
		case len(due) > 0:
			select {
			case r.work <- due:
			case <-ctx.Done():
				return ctx.Err()
			}
		case idle:
			return ctx.Err()
		default:
			if err := r.wait(ctx, next); err != nil {
				return err
			}
		}
	}
}

// take returns what is due; else when the next wake-up is, the zero time for none, and whether nobody is left.
func (r *runner) take() (due []Wake, next time.Time, idle bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	elapsed := time.Since(r.begin)
	for len(r.agenda) > 0 && len(due) < wakesAtOnce && r.agenda[0].After <= elapsed && !r.over(r.agenda[0].After) {
		due = append(due, r.agenda.pop())
	}
	r.running += len(due)
	if len(r.agenda) > 0 && !r.over(r.agenda[0].After) {
		return due, r.begin.Add(r.agenda[0].After), false
	}
	return due, time.Time{}, r.running == 0
}

func (r *runner) over(after time.Duration) bool { return r.Until > 0 && after > r.Until }

// wait until the next wake-up, or until a worker has changed something.
func (r *runner) wait(ctx context.Context, next time.Time) error {
	var due <-chan time.Time
	if !next.IsZero() {
		timer := time.NewTimer(time.Until(next))
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-due:
		return nil
	case <-r.changed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *runner) worker(ctx context.Context, cancel func()) {
	net := r.fleet.config.Network
	if r.Network != nil {
		net = r.Network()
	}
	for due := range r.work {
		for _, w := range due {
			r.one(ctx, cancel, net, w)
		}
		r.mutex.Lock()
		r.running -= len(due)
		r.mutex.Unlock()
		select {
		case r.changed <- struct{}{}:
		default:
		}
	}
}

func (r *runner) one(ctx context.Context, cancel func(), net phone.Network, w Wake) {
	if ctx.Err() != nil {
		return
	}
	o, err := r.fleet.boot(ctx, w.Phone, r.Cause, net, time.Now)
	switch {
	case errors.Is(err, ErrBusy): // a phone that is booting does not boot again for being told to
	case err != nil:
		r.fail(ctx, cancel, err)
		return
	case r.Done != nil:
		r.Done(w.Phone, o)
	}
	if r.Retry && o.RetryAfter > 0 {
		r.later(Wake{w.Phone, time.Since(r.begin) + o.RetryAfter})
	}
}

func (r *runner) later(w Wake) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.agenda.push(w)
}

// fail keeps the first error, unless it is only that the run was ended.
func (r *runner) fail(ctx context.Context, cancel func(), err error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if ctx.Err() == nil && r.err == nil {
		r.err = err
	}
	cancel()
}
