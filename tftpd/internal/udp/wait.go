package udp

import "time"

// Wait is a place in a [Queue]. Its owner embeds it, so that waiting costs no memory.
type Wait struct {
	Owner         Waiter
	due           time.Time
	before, after *Wait
	queue         *Queue // nil outside
}

// Queue holds waits of one length, so that the first is the first that is due.
type Queue struct {
	length      time.Duration
	first, last *Wait
	count       int
}

// Start begins a wait now, anew if it had begun.
func (q *Queue) Start(w *Wait, now time.Time) {
	w.Stop()
	w.queue, w.due, w.before = q, now.Add(q.length), q.last
	if q.last == nil {
		q.first = w
	} else {
		q.last.after = w
	}
	q.last = w
	q.count++
}

// Waits says that the wait has begun and not ended.
func (w *Wait) Waits() bool { return w.queue != nil }

// Stop ends a wait that has begun; nothing comes of it.
func (w *Wait) Stop() {
	q := w.queue
	if q == nil {
		return
	}
	if w.before == nil {
		q.first = w.after
	} else {
		w.before.after = w.after
	}
	if w.after == nil {
		q.last = w.before
	} else {
		w.after.before = w.before
	}
	w.before, w.after, w.queue = nil, nil, nil
	q.count--
}

// Len is how many wait.
func (q *Queue) Len() int { return q.count }

// First is the owner that has waited longest, or nil.
func (q *Queue) First() Waiter {
	if q.first == nil {
		return nil
	}
	return q.first.Owner
}

// expire calls the owners whose wait has ended.
func (q *Queue) expire(now time.Time) {
	for w := q.first; w != nil && !now.Before(w.due); w = q.first {
		w.Stop()
		w.Owner.Due()
	}
}
