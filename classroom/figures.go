package classroom

import (
	"context"
	"sync"
	"time"

	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
)

// Figures are how a learner stands.
type Figures struct {
	Learner string  `json:"learner"`
	Clock   string  `json:"clock"`      // of the lab
	Rate    string  `json:"clock_rate"` // as in control.Status
	Minutes float64 `json:"minutes"`    // of the lab's clock since the beginning: it stands while nobody has the class up
	Phones  int     `json:"phones"`
	Locked  int     `json:"phones_locked"`  // nothing but a visit gives them back, or a rescue
	Without int     `json:"phones_without"` // that are on and have no call manager
	Stopped int     `json:"services_stopped"`
	Deeds   int     `json:"deeds"` // steps of the history up to now
	Last    string  `json:"last_deed"`
	Who     string  `json:"last_deed_by"`
	Marks   *Marks  `json:"marks,omitempty"` // of a lesson
}

// pause is how long figures are good for, whatever happens.
const pause = time.Second

// figures keeps those of a seat.
type figures struct {
	mutex  sync.Mutex
	known  *Figures
	number uint64 // of the last event then
	step   int64  // of the history then
	at     time.Time
}

// Figures tells how the learner stands. Those that nothing has changed since, and those of a moment ago, are told again.
func (s *Seat) Figures(ctx context.Context) (*Figures, error) {
	f := &s.figures
	f.mutex.Lock()
	defer f.mutex.Unlock()
	number, step := s.Lab.Journal.Last(), s.origin.Folder().Step()
	if f.known != nil && (f.number == number && f.step == step || time.Since(f.at) < pause) {
		again := *f.known
		clock := s.Lab.Clock()
		again.Clock, again.Rate = clock.Clock, clock.Rate
		return &again, nil
	}
	fresh, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	f.known, f.number, f.step, f.at = fresh, number, step, time.Now()
	return fresh, nil
}

// forget lets the next figures be fresh.
func (s *Seat) forget() {
	s.figures.mutex.Lock()
	defer s.figures.mutex.Unlock()
	s.figures.known = nil
}

// look works the figures out.
func (s *Seat) look(ctx context.Context) (*Figures, error) {
	status := s.Lab.Status(ctx)
	out := &Figures{Learner: s.Name, Clock: status.Clock, Rate: status.Rate}
	out.count(status)
	if now, err := time.Parse(time.DateTime, status.Clock); err == nil && !s.began.IsZero() {
		out.Minutes = max(0, now.Sub(s.began).Minutes())
	}
	last, deeds, err := s.origin.Folder().Now(ctx)
	if err != nil {
		return nil, err
	}
	out.Last, out.Who, out.Deeds = last.What, last.Who, deeds
	if s.Tutor != nil {
		out.Marks = s.Tutor.Marks()
	}
	return out, nil
}

func (f *Figures) count(s *control.Status) {
	for _, g := range s.Groups {
		f.Phones += g.Count
		if g.Trust == string(lab.TrustLocked) {
			f.Locked += g.Count
		}
		if g.On && g.Registered == "" {
			f.Without += g.Count
		}
	}
	for _, n := range s.Nodes {
		f.Stopped += len(n.Stopped)
	}
}

// Figures tells how all learners stand.
func (c *Class) Figures(ctx context.Context) (list []*Figures, err error) {
	for _, s := range c.Seats {
		f, err := s.Figures(ctx)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}
