package classroom

import (
	"context"

	"tvslab/event"
	"tvslab/lesson"
	"tvslab/lesson/tutor"
	"tvslab/scenarios"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
)

// OfLesson is the course of a lesson, on one of its releases, "" for the first. The error is file.Unknown for another one.
func OfLesson(l *lesson.Lesson, release string) (*Course, error) {
	if _, err := l.Exercise(0, release); err != nil {
		return nil, err
	}
	return &Course{Name: l.Name, Title: l.Title, World: func(seed uint64) (*scenarios.Scenario, int, error) {
		x, err := l.Exercise(seed, release)
		if err != nil {
			return nil, 0, err
		}
		return x.Lab, len(x.Lab.Steps), nil
	}, Tutor: func(f *folder.Folder, seed uint64) (Tutor, error) {
		t, err := tutor.Resume(f)
		if err != nil || t != nil {
			return pupil{t}, err
		}
		x, err := l.Exercise(seed, release)
		if err != nil {
			return nil, err
		}
		return pupil{tutor.New(x)}, nil
	}}, nil
}

// pupil is a tutor whose learner is one of a class.
type pupil struct{ tutor *tutor.Tutor }

// Event implements Tutor.
func (p pupil) Event(e event.Event) { p.tutor.Event(e) }

// Begin implements Tutor.
func (p pupil) Begin(ctx context.Context, l *control.Lab) error { return p.tutor.Begin(ctx, l) }

// Reset implements Tutor.
func (p pupil) Reset(ctx context.Context) error { return p.tutor.Reset(ctx) }

// Moved implements Tutor.
func (p pupil) Moved() <-chan struct{} { return p.tutor.Moved() }

// Marks implements Tutor.
func (p pupil) Marks() *Marks {
	s := p.tutor.State()
	m := &Marks{Points: s.Score.Points, Most: s.Score.Most, Bill: Bill{Visits: s.Score.Bill.Visits, Without: s.Score.Bill.Minutes,
		Longest: s.Score.Bill.Longest, More: s.Score.Bill.Extra}}
	for _, t := range s.Tasks {
		m.Tasks = append(m.Tasks, markOf(t))
	}
	for _, one := range s.Moves {
		m.Moves = append(m.Moves, one.Name)
	}
	return m
}

func markOf(t tutor.Task) TaskMark {
	m := TaskMark{Task: t.Name, Says: t.Says, State: TaskOpen, Hints: len(t.Hints)}
	if q := t.Question; q != nil {
		m.Answer, m.Right = q.Answer, q.Right
	}
	switch {
	case t.Passed:
		m.State = TaskDone
	case m.Hints > 0 || m.Answer != "":
		m.State = TaskTried
	}
	return m
}
