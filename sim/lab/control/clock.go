package control

import (
	"context"
	"time"

	"tvslab/scenarios/file"
	"tvslab/sim/lab/clock"
	"tvslab/sim/lab/folder"
)

// Clock is the clock of a lab.
type Clock struct {
	Schema int    `json:"schema"`         // 1
	Clock  string `json:"clock"`          // as in Status
	Rate   string `json:"clock_rate"`     // as in Status
	Next   string `json:"next,omitempty"` // when phones or clusters next do something by themselves; "" for never
}

// Clock tells what the lab's clock shows, and how it goes.
func (l *Lab) Clock() *Clock {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return &Clock{Schema: 1, Clock: clockTime(l.lab.Now()), Rate: l.clock.Rate.String(), Next: clockTime(l.lab.Due())}
}

// SetClock lets the lab's clock go at a rate from now on: see package clock. The error is a RefusedError.
func (l *Lab) SetClock(rate string) (*Clock, error) {
	r, err := clock.Parse(rate)
	if err != nil {
		return nil, RefusedError(err.Error())
	}
	if err := l.lives(func() error { l.setRate(r); return nil }); err != nil {
		return nil, err
	}
	return l.Clock(), nil
}

// StepClock lets so much time pass in the lab, a duration of package file, with all that is due meanwhile; the clock then goes on as before. What
// takes too many slices happens as where a step of a scenario moves the clock: once, at the end. The error is a RefusedError.
func (l *Lab) StepClock(ctx context.Context, text string) (*Clock, error) {
	d, err := file.ParseDuration(text)
	if err != nil {
		return nil, RefusedError(err.Error())
	}
	if err := l.lives(func() error { return l.passTo(ctx, l.lab.Now().Add(d)) }); err != nil {
		return nil, err
	}
	return l.Clock(), nil
}

// MoveClock is SetClock or StepClock, whichever is asked for. The error is a RefusedError.
func (l *Lab) MoveClock(ctx context.Context, rate, step string) (*Clock, error) {
	switch {
	case rate != "" && step != "":
		return nil, RefusedError("a rate or a step, not both")
	case rate != "":
		return l.SetClock(rate)
	}
	return l.StepClock(ctx, step)
}

// lives does something to a lab that lives. The error of one that does not is a RefusedError.
func (l *Lab) lives(do func() error) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	switch {
	case l.past != nil:
		return errPast
	case !l.lab.Living():
		return RefusedError("the clock of this lab goes on with commands only, a minute each; that of tvslab serve can be set")
	}
	if err := do(); err != nil {
		return err
	}
	return l.keep(context.Background(), folder.Change{})
}

// clockTime is a time of the lab as documents have it, "" for none.
func clockTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(clockForm)
}
