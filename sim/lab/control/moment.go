package control

import (
	"context"
	"fmt"
	"sync"
	"time"

	"tvslab/sim/lab/folder"
)

// past is what a lab that is a moment of another's past knows of that.
type past struct {
	of    *Lab
	place folder.Place
	then  folder.Then
}

// errPast is what a moment of the past answers to who wants to change it.
const errPast = RefusedError("this is a moment of the past: branch from it, and go on there")

// mostLooked bounds the moments that a lab keeps ready to be looked at: those that were asked for last.
const mostLooked = 4

// moments are those that are ready, the one that was asked for last at the end.
type moments struct {
	mutex sync.Mutex
	ready []*Lab
}

// Moment returns the lab as it was at a place of its history: see [folder.ParsePlace]. It is a lab of its own in memory, which is looked at as any
// is, and refuses to be changed; the lab itself goes on meanwhile. The error is a RefusedError.
func (l *Lab) Moment(ctx context.Context, place string) (*Lab, error) {
	if l.past != nil {
		return l.past.of.Moment(ctx, place)
	}
	if l.folder == nil {
		return nil, errForgotten
	}
	p, err := folder.ParsePlace(place)
	if err != nil {
		return nil, NotFoundError{RefusedError(err.Error())}
	}
	then, err := l.folder.Then(ctx, p)
	if err != nil {
		return nil, l.historyError(err)
	}
	l.moments.mutex.Lock()
	defer l.moments.mutex.Unlock()
	if known := l.moments.find(p, then); known != nil {
		return known, nil
	}
	shown, err := l.look(ctx, p, then)
	if err != nil {
		return nil, l.historyError(err)
	}
	l.moments.add(shown)
	return shown, nil
}

// find returns the moment if it is ready. A place whose state is another by now is another moment.
func (m *moments) find(p folder.Place, then folder.Then) *Lab {
	for i, known := range m.ready {
		if known.past.place == p && known.past.then == then {
			m.ready = append(append(m.ready[:i:i], m.ready[i+1:]...), known)
			return known
		}
	}
	return nil
}

func (m *moments) add(shown *Lab) {
	m.ready = append(m.ready, shown)
	m.ready = m.ready[max(0, len(m.ready)-mostLooked):]
}

// look makes a moment.
func (l *Lab) look(ctx context.Context, p folder.Place, then folder.Then) (*Lab, error) {
	l.mutex.Lock()
	fork := l.runner.Fork(nil)
	l.mutex.Unlock()
	if err := l.folder.Show(ctx, fork, then); err != nil {
		return nil, err
	}
	return &Lab{Journal: NewJournal(), Render: l.Render, runner: fork, lab: fork.Lab, outside: fork.Outside, begun: l.begun, logs: NewLogs(), resets: ResetsHeld,
		past: &past{l, p, then}}, nil
}

// Past is the place of a lab in the past of another.
type Past struct {
	Place string // as Moment takes it
	Step  int64  // after which it is, 0 for the beginning
	Who   string // did the step
	What  string // it was
	Clock string // as in Status
	Now   bool   // the running lab stands after the same step
}

// Past tells which moment of the past a lab is; nil where it is none.
func (l *Lab) Past(ctx context.Context) (*Past, error) {
	if l.past == nil {
		return nil, nil
	}
	p := &Past{Place: l.past.place.String(), Step: l.past.then.Step, Clock: l.Clock().Clock}
	steps, err := l.past.of.folder.Steps(ctx)
	if err != nil {
		return nil, err
	}
	p.Now = l.past.of.folder.Step() == p.Step
	for _, s := range steps {
		if s.Number == p.Step {
			p.Who, p.What = s.Who, s.What
		}
	}
	return p, nil
}

// History returns the history of the lab; that of a moment is the whole one.
func (l *Lab) History(ctx context.Context) (*History, error) {
	f, err := l.remembered()
	if err != nil {
		return nil, err
	}
	h, err := HistoryOf(ctx, f)
	if err == nil && l.outside.Confined {
		h.Folder = ""
	}
	return h, err
}

// remembered is the folder that remembers the lab's history. The error is errForgotten.
func (l *Lab) remembered() (*folder.Folder, error) {
	if l.past != nil {
		l = l.past.of
	}
	if l.folder == nil {
		return nil, errForgotten
	}
	return l.folder, nil
}

// StandingsQuery chooses moments of a lab.
type StandingsQuery struct {
	From, To string // on the lab's clock, as in Status or RFC 3339; "" for no bound
	All      bool   // those on branches that were left, too
	Limit    int    // the newest, at most so many; 0 for 10,000
}

// Standings are how the groups of phones stood.
type Standings struct {
	Schema  int             `json:"schema" doc:"1"`
	Moments []folder.Moment `json:"moments" doc:"in which they came to stand otherwise, and ends of steps; oldest first"`
}

// Standings tells how the groups of phones stood. The error is a RefusedError.
func (l *Lab) Standings(ctx context.Context, q StandingsQuery) (*Standings, error) {
	f, err := l.remembered()
	if err != nil {
		return nil, err
	}
	b := folder.Between{All: q.All, Most: q.Limit}
	if b.From, err = readClock(q.From); err != nil {
		return nil, err
	}
	if b.To, err = readClock(q.To); err != nil {
		return nil, err
	}
	list, err := f.Moments(ctx, b)
	if err != nil {
		return nil, err
	}
	return &Standings{1, list}, nil
}

// readClock reads a time of the lab's clock; "" is the zero time.
func readClock(text string) (at time.Time, err error) {
	if text == "" {
		return at, nil
	}
	for _, form := range []string{clockForm, time.RFC3339} {
		if at, err = time.Parse(form, text); err == nil {
			return at, nil
		}
	}
	return at, RefusedError(fmt.Sprintf("%q: a time of the lab's clock such as 2026-01-05 09:00:00", text))
}

// StepEvents are what happened from one step on to the next, by kind.
func (l *Lab) StepEvents(ctx context.Context, step int64) ([]folder.Tally, error) {
	f, err := l.remembered()
	if err != nil {
		return nil, err
	}
	return f.Tallies(ctx, step)
}
