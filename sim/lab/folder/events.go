package folder

import (
	"context"

	"tvslab/event"
)

// Event is one thing that happened in a lab.
type Event struct {
	Number  int64  `json:"number"`
	Step    int64  `json:"step"`              // of the history, during which it happened
	Clock   string `json:"clock"`             // RFC 3339, on the lab's clock
	Cluster string `json:"cluster,omitempty"` // "" for the home cluster and for phones
	Node    string `json:"node,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Kind    string `json:"kind"`
	Text    string `json:"text"`
}

// record is an event that is yet to be written.
type record struct {
	number int64
	event  event.Event
}

// mostPending bounds the events between two states. Of more, the oldest are lost.
const mostPending = 100_000

// Tell remembers an event until the next state is kept.
func (f *Folder) Tell(e event.Event) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.number++
	if len(f.pending) >= mostPending {
		f.pending = f.pending[mostPending/2:]
		f.lost += mostPending / 2
	}
	f.pending = append(f.pending, record{f.number, e})
}

// LastEvent returns the number of the newest event, 0 for none.
func (f *Folder) LastEvent() int64 {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.number
}

// flush writes the events that happened since the last state.
func (f *Folder) flush() error {
	insert, err := f.tx.Prepare("INSERT INTO event (number, step, clock, cluster, node, phone, kind, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, r := range f.pending {
		e := r.event
		if _, err := insert.Exec(r.number, f.at.step, stamp(e.Time), e.Cluster, e.Node, e.Phone, e.What.Kind(), e.What.String()); err != nil {
			return err
		}
	}
	return nil
}

// Events returns the newest events after one of that number, oldest first, at most so many.
func (f *Folder) Events(ctx context.Context, after int64, most int) ([]Event, error) {
	rows, err := f.db.QueryContext(ctx, `SELECT * FROM (SELECT number, step, clock, cluster, node, phone, kind, text FROM event
		WHERE number > ? ORDER BY number DESC LIMIT ?) ORDER BY number`, after, most)
	if err != nil {
		return nil, f.wrong(err)
	}
	defer rows.Close()
	list := []Event{}
	for rows.Next() {
		var e Event
		if err := rows.Scan(&e.Number, &e.Step, &e.Clock, &e.Cluster, &e.Node, &e.Phone, &e.Kind, &e.Text); err != nil {
			return nil, f.wrong(err)
		}
		list = append(list, e)
	}
	return list, f.wrong(rows.Err())
}

// Tally is events of one kind that belong to a step.
type Tally struct {
	Kind   string `json:"kind"`
	Times  int    `json:"times"`
	Phones int    `json:"phones" doc:"of how many phones, 0 where it was no phone"`
	First  string `json:"first" doc:"RFC 3339, on the lab's clock"`
	Last   string `json:"last"`
	Text   string `json:"text" doc:"of the last one"`
}

// Tallies returns what happened with a step and until the next one, by kind, in the order in which each began.
func (f *Folder) Tallies(ctx context.Context, step int64) ([]Tally, error) {
	rows, err := f.db.QueryContext(ctx, `SELECT t.kind, t.times, t.phones, t.first, t.last, e.text FROM (
			SELECT kind, count(*) AS times, count(DISTINCT nullif(phone, '')) AS phones, min(clock) AS first, max(clock) AS last, min(number) AS begins, max(number) AS ends
			FROM event WHERE step = ? GROUP BY kind) t JOIN event e ON e.number = t.ends ORDER BY t.begins`, step)
	if err != nil {
		return nil, f.wrong(err)
	}
	defer rows.Close()
	list := []Tally{}
	for rows.Next() {
		var t Tally
		if err := rows.Scan(&t.Kind, &t.Times, &t.Phones, &t.First, &t.Last, &t.Text); err != nil {
			return nil, f.wrong(err)
		}
		list = append(list, t)
	}
	return list, f.wrong(rows.Err())
}
