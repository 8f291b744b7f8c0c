package control

import (
	"context"
	"time"

	"tvslab/sim/lab/clock"
	"tvslab/sim/lab/folder"
)

// Begin lets the lab live: its clock goes at a rate, and phones do by themselves what is due on it. resets is how many phones reset in a
// second where a cluster tells all to. Package live calls Live from then on.
func (l *Lab) Begin(rate clock.Rate, resets float64) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.lab.Live(resets)
	l.setRate(rate)
}

// setRate lets the clock go at a rate from now on.
func (l *Lab) setRate(rate clock.Rate) {
	l.clock = clock.Clock{Rate: rate}.Set(l.lab.Now(), time.Now())
	l.runner.ClockRuns(rate != clock.Stopped)
	if l.folder != nil && l.folder.Setting(folder.ClockRate) != rate.String() {
		_ = l.folder.Set(context.Background(), folder.ClockRate, rate.String()) // without room the next start is at the rate before
	}
}

const (
	// beat is how often a lab's clock is moved where nothing is due: servers and sessions see it as late as that.
	beat = 250 * time.Millisecond
	// mostLag is how far the lab may be behind its clock, in the world's time. A clock that is too fast for the machine is put back by what
	// is more, and so goes as fast as it can.
	mostLag = time.Second
)

// Live lets the lab go on towards what its clock shows now, by a slice of what is due until then, and says how long there is nothing to do; 0 if
// there is more.
func (l *Lab) Live(ctx context.Context) (idle time.Duration, err error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.clock.Rate == clock.Stopped {
		return beat, nil
	}
	if err := l.settle(ctx); err != nil {
		return 0, err
	}
	until := l.shows()
	done, err := l.lab.Pass(ctx, until)
	if err != nil {
		return 0, err
	}
	if !done {
		if now := time.Now(); l.clock.Now(now).Sub(l.lab.Now()) > time.Duration(float64(mostLag)*float64(l.clock.Rate)) {
			l.clock = l.clock.Set(l.lab.Now(), now)
		}
		return 0, l.keepOn(ctx)
	}
	return l.idle(), l.keepOn(ctx)
}

// shows is what the clock shows now. Somebody may have moved the lab on, by an order or a step that is about time: then it goes on from there.
func (l *Lab) shows() time.Time {
	world := time.Now()
	if at := l.lab.Now(); at.After(l.clock.Now(world)) {
		l.clock = l.clock.Set(at, world)
	}
	return l.clock.Now(world)
}

// idle is how long there is nothing to do.
func (l *Lab) idle() time.Duration {
	due := l.lab.Due()
	if due.IsZero() {
		return beat
	}
	if wait, ever := l.clock.Until(due, time.Now()); ever {
		return min(beat, wait)
	}
	return beat
}

// take lets the time pass that an order takes where the clock does not run, with all that is due meanwhile.
func (l *Lab) take(ctx context.Context, d time.Duration) error {
	switch {
	case !l.lab.Living():
		l.lab.Advance(d)
		return nil
	case l.clock.Rate != clock.Stopped:
		return nil
	}
	return l.passTo(ctx, l.lab.Now().Add(d))
}

// catchUp lets happen what is due by now, where no clock does.
func (l *Lab) catchUp(ctx context.Context) error {
	if !l.lab.Living() || l.clock.Rate != clock.Stopped {
		return nil
	}
	return l.passTo(ctx, l.lab.Now())
}

// mostSlices bounds the slices in which a lab goes to a time at somebody's word: a phone that tries again every half minute does so a
// million times in a year. The rest of the time passes in one step, and what was due in it happens once, at its end.
const mostSlices = 5_000

// passTo lets the lab go to a time. Others use it between slices.
func (l *Lab) passTo(ctx context.Context, until time.Time) error {
	for n := 0; ; n++ {
		if n == mostSlices {
			l.lab.Advance(max(0, until.Sub(l.lab.Now())))
		}
		done, err := l.lab.Pass(ctx, until)
		if done || err != nil || n > 2*mostSlices {
			return err
		}
		l.mutex.Unlock()
		l.mutex.Lock()
	}
}
