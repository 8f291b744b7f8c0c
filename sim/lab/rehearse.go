package lab

import (
	"context"

	"tvslab/event"
	"tvslab/phone"
)

// Rehearsal is what a boot of a phone would bring.
type Rehearsal struct {
	Report  phone.Report
	Status  []phone.StatusLine // on the phone's screen after it, oldest first
	Console []ConsoleLine
}

// ConsoleLine is a line on the console of a phone, with the kind of the event that it is printed for: see event.What.
type ConsoleLine struct{ About, Text string }

// Rehearse lets a phone of a copy of the lab boot in memory, and returns what that brings. The lab is as it was.
func (l *Lab) Rehearse(ctx context.Context, p Phone, cause phone.ResetCause) Rehearsal {
	f := l.Fork(nil)
	f.mutex.RLock()
	defer f.mutex.RUnlock()
	trial := f.wake(f.people.Of(p.number), p.number).copy()
	var r Rehearsal
	var c consoles
	trial.Observe = func(e event.Event) {
		for _, line := range c.print(trial.Model.UI, e) {
			r.Console = append(r.Console, ConsoleLine{e.What.Kind(), line})
		}
	}
	r.Report = trial.Boot(ctx, f.supposedNetwork(trial, f.memory), cause)
	r.Status = trial.State.Status
	return r
}
