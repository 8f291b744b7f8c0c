package control

import (
	"context"
	"fmt"
	"sync"
	"time"

	"tvslab/event"
)

// mostEvents is how many events a journal keeps, the newest.
const mostEvents = 10_000

// Journal keeps the newest events of a lab under numbers that only grow. Who reads it says after which number, so that nobody misses any that
// is kept, and everybody is told how many are not. It is safe for concurrent use.
type Journal struct {
	mutex sync.Mutex
	ring  []event.Event // number n is at (n-1-begun) % mostEvents
	begun uint64        // number of the last event before it began
	last  uint64        // number of the newest, 0 for none
	grown chan struct{} // closed with the next event; nil where nobody waits
}

// NewJournal returns a journal without an event.
func NewJournal() *Journal { return new(Journal) }

// Continue lets a journal without an event begin behind a number: that of the newest event of the lab when it was served before.
func (j *Journal) Continue(number uint64) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.begun, j.last = number, number
}

// Add takes an event. It is an Observe of scenarios.Options.
func (j *Journal) Add(e event.Event) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if len(j.ring) < mostEvents {
		j.ring = append(j.ring, e)
	} else {
		j.ring[(j.last-j.begun)%mostEvents] = e
	}
	j.last++
	if j.grown != nil {
		close(j.grown)
		j.grown = nil
	}
}

// Events are events in the order in which they happened.
type Events struct {
	Events []Happened `json:"events"`
	Next   uint64     `json:"next" doc:"number after which to ask for those that follow"`
	Lost   uint64     `json:"lost" doc:"how many between the number that was asked for and the first of these are no longer kept"`
}

// Happened is an event under its number.
type Happened struct {
	Number  uint64 `json:"number" doc:"from 1, in the order in which they happened"`
	Clock   string `json:"clock" doc:"of the lab, 2006-01-02 15:04:05, UTC"`
	Cluster string `json:"cluster,omitempty" doc:"name of the cluster; absent for the home cluster and for phones"`
	Node    string `json:"node,omitempty" doc:"name that the node had at its installation"`
	Phone   string `json:"phone,omitempty" doc:"device name"`
	Kind    string `json:"kind"`
	Text    string `json:"text"`
}

// After returns the events behind a number, at most so many. The error is a RefusedError: no event has the number, as where it is from
// another lab.
func (j *Journal) After(number uint64, most int) (*Events, error) {
	kept, first, err := j.after(number, most)
	if err != nil {
		return nil, err
	}
	list := &Events{Events: make([]Happened, len(kept)), Next: first + uint64(len(kept)) - 1, Lost: first - 1 - number}
	for i, e := range kept {
		list.Events[i] = Happened{first + uint64(i), e.Time.UTC().Format(clockForm), e.Cluster, e.Node, e.Phone, e.What.Kind(), e.What.String()}
	}
	return list, nil
}

// after returns copies of the events and the number of the first, or of the next one where there are none.
func (j *Journal) after(number uint64, most int) (kept []event.Event, first uint64, err error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if number > j.last {
		return nil, 0, noEvent(number, j.last)
	}
	first = max(number, j.last-uint64(len(j.ring))) + 1
	for n := first; n <= j.last && len(kept) < most; n++ {
		kept = append(kept, j.ring[(n-1-j.begun)%mostEvents])
	}
	return kept, first, nil
}

// latest is when the newest event was that is so, the zero time where no kept one is.
func (j *Journal) latest(is func(event.Event) bool) time.Time {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	for back := range uint64(len(j.ring)) {
		if e := j.ring[(j.last-1-back-j.begun)%mostEvents]; is(e) {
			return e.Time
		}
	}
	return time.Time{}
}

// Last is the number of the newest event, 0 where nothing has happened.
func (j *Journal) Last() uint64 {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.last
}

// Wait returns when there is an event behind the number, or with the error of ctx.
func (j *Journal) Wait(ctx context.Context, number uint64) error {
	for {
		grown := j.more(number)
		if grown == nil {
			return nil
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// more is what is closed with the next event, nil where there is one behind the number already.
func (j *Journal) more(number uint64) <-chan struct{} {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if j.last > number {
		return nil
	}
	if j.grown == nil {
		j.grown = make(chan struct{})
	}
	return j.grown
}

// noEvent is the error of a number that no event has yet.
func noEvent(number, last uint64) error {
	return RefusedError(fmt.Sprintf("event %d: there is none yet, the newest is %d; numbers are those of one lab", number, last))
}
