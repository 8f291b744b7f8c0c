package lab

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tvslab/capf"
	"tvslab/event"
	"tvslab/outcome"
	"tvslab/phone"
)

// enrolment is a session that CAPF had with a phone. It has its place in logs only: in timelines the phone tells of it.
type enrolment struct {
	device string
	kind   capf.Kind // what was pending
	code   capf.Code
}

// Kind implements event.What.
func (enrolment) Kind() string { return LogCAPF }

func (w enrolment) String() string {
	return fmt.Sprintf("%s, %s: %d, %v", w.device, w.kind, w.code, w.code)
}

// Renamed implements event.Named.
func (w enrolment) Renamed(rename func(string) string) event.What {
	w.device = rename(w.device)
	return w
}

// line is the session in the log. The names of the codes are CUCM's, the form of the line is not known.
func (w enrolment) line(at time.Time) string {
	return at.UTC().Format("15:04:05.000") + " | " + w.String()
}

// Enrol implements phone.Network.
func (t traced) Enrol(ctx context.Context, c phone.Call, s capf.Session) (capf.Result, error) {
	node, op, known := t.world.pendingAt(c)
	r, err := t.Network.Enrol(ctx, c, s)
	if node == "" || outcome.Of(err) == outcome.Unreachable || known && op.Kind == capf.None && !op.Lapsed {
		return r, err
	}
	w := enrolment{s.Device, op.Kind, capf.CodeOf(op, known, &s, r, err)}
	t.record.events = append(t.record.events, event.Event{Time: t.world.Now(), Node: node, What: w})
	return r, err
}

// enrolled reports whether the phone had a session that stands in the log.
func (d *done) enrolled() bool {
	return d != nil && slices.ContainsFunc(d.events, func(e event.Event) bool { return e.What.Kind() == LogCAPF })
}

// pendingAt is what the CAPF service that a phone calls has pending for it; node is "" where there is none.
func (w *world) pendingAt(c phone.Call) (node string, op capf.Operation, known bool) {
	cluster, n := w.reach(c)
	if n == nil {
		return "", op, false
	}
	authority, ok := cluster.CAPF(n.ID)
	if !ok {
		return "", op, false
	}
	op, known = authority.Pending(c.Phone)
	return n.ID, op, known
}
