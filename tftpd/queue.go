package tftpd

import "time"

// place is a place in a queue. Its owner embeds it, so that waiting costs no memory.
type place[T any] struct {
	owner         *T
	due           time.Time // when the wait ends
	before, after *place[T]
}

// queue holds owners that wait equally long, so that the first is the first that is due.
type queue[T any] struct {
	wait        time.Duration
	first, last *place[T]
}

// add begins a wait.
func (q *queue[T]) add(p *place[T], now time.Time) {
	p.due = now.Add(q.wait)
	p.before, p.after = q.last, nil
	if q.last == nil {
		q.first = p
	} else {
		q.last.after = p
	}
	q.last = p
}

// remove ends the wait of one that was added.
func (q *queue[T]) remove(p *place[T]) {
	if p.before == nil {
		q.first = p.after
	} else {
		p.before.after = p.after
	}
	if p.after == nil {
		q.last = p.before
	} else {
		p.after.before = p.before
	}
	p.before, p.after = nil, nil
}

// overdue is the first owner whose wait has ended, or nil.
func (q *queue[T]) overdue(now time.Time) *T {
	if q.first == nil || now.Before(q.first.due) {
		return nil
	}
	return q.first.owner
}
