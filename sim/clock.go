package sim

import "time"

// periodic is something the cluster does by itself at times of its own.
type periodic struct {
	next func(*Cluster) time.Time // when it is next due; the zero time = nothing to do until an operation changes something
	run  func(*Cluster)           // does it; must move next beyond Now, or to the zero time
}

// periodics is everything that happens without an operation. A due time that has passed counts as due now.
var periodics = []periodic{
	{nextTVS, settleAll},
	{nextNotification, runNotifications},
	{nextExpiry, runExpiry},
}

// Advance moves the clock forward by d, from one due time to the next; the events say what happened and when.
// Services that would find nothing to do are not run, so that years pass quickly.
func (c *Cluster) Advance(d time.Duration) []Event {
	until := c.Now.Add(d)
	for {
		p, due := c.nextDue()
		if p == nil || due.After(until) {
			break
		}
		if due.After(c.Now) {
			c.Now = due
		}
		p.run(c)
	}
	c.Now = until
	c.changed()
	events := c.events
	c.events = nil
	return events
}

// nextDue returns the periodic that is due first, in the order of the table where several are; nil if none is.
func (c *Cluster) nextDue() (first *periodic, due time.Time) {
	for i := range periodics {
		next := periodics[i].next(c)
		if !next.IsZero() && (first == nil || next.Before(due)) {
			first, due = &periodics[i], next
		}
	}
	return first, due
}

// earlier returns the earlier of two due times, of which the zero time is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
