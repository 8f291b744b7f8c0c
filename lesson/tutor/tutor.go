// Package tutor gives a learner's lesson on a lab that runs: it checks, hints, hears answers, plays the solution, goes back to the beginning, and
// keeps score. What it knows survives a restart in the lab's folder.
//
// A Tutor is the witness of its lab (control.Lab.Witness); Of finds it there. Documents have json tags, methods are safe for concurrent use.
package tutor

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"tvslab/event"
	"tvslab/lesson"
	"tvslab/lesson/mark"
	"tvslab/scenarios"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
)

// setting is the name under which a lab's folder keeps its lesson.
const setting = "lesson"

// ErrNone is a lab without a lesson.
const ErrNone = control.RefusedError("the lab has no lesson: tvslab lesson start NAME begins one")

// kept is what a lab's folder has of its lesson.
type kept struct {
	Name     string   `json:"name"`
	Text     string   `json:"text"` // of the file
	Seed     uint64   `json:"seed"`
	Release  string   `json:"release"`
	Progress progress `json:"progress"`
}

// progress is how far a learner is.
type progress struct {
	Begun  bool              `json:"begun"`
	Facts  map[string]string `json:"facts"` // right answers that are facts of the lab, by task
	Tasks  map[string]*done  `json:"tasks"`
	Moves  []Made            `json:"moves"`
	Deeds  []Deed            `json:"deeds"`
	Played int               `json:"played"` // steps of the solution
	Resets int               `json:"resets"`
	Began  time.Time         `json:"began"` // in the world's time
	Pages  mark.Pages        `json:"pages"`
}

// done is how far a task is.
type done struct {
	Checked bool   `json:"checked"` // its checks passed when they were judged last
	Right   bool   `json:"right"`   // its question was answered
	Answer  string `json:"answer,omitempty"`
	Wrong   int    `json:"wrong"`  // answers
	Hints   int    `json:"hints"`  // that were given
	Solved  bool   `json:"solved"` // it passed after steps of the solution were played
	At      string `json:"at,omitempty"`
	// Tried is when its learner had it checked last, and Found what came of that.
	Tried string         `json:"tried,omitempty"`
	Found []mark.Verdict `json:"found,omitempty"`
}

// Tutor gives one lesson on one lab.
type Tutor struct {
	exercise *lesson.Exercise
	text     string
	book     *mark.Book

	mutex    sync.Mutex
	lab      *control.Lab
	progress progress
	playing  bool // steps of the solution
	moved    chan struct{}
}

// New returns the tutor of an exercise that is yet to begin.
func New(x *lesson.Exercise) *Tutor { return open(x, progress{}) }

// Resume returns the tutor of the lesson that a lab's folder has; nil where it has none. The error is file.Problems where this version refuses the lesson.
func Resume(f *folder.Folder) (*Tutor, error) {
	text := f.Setting(setting)
	if text == "" {
		return nil, nil
	}
	var k kept
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		return nil, fmt.Errorf("lesson of the lab %q: %w", f.Path(), err)
	}
	l, err := lesson.Load(k.Name+".yaml", []byte(k.Text))
	if err != nil {
		return nil, err
	}
	x, err := l.Exercise(k.Seed, k.Release)
	if err != nil {
		return nil, err
	}
	return open(x, k.Progress), nil
}

func open(x *lesson.Exercise, p progress) *Tutor {
	t := &Tutor{exercise: x, text: x.Text(), progress: p, book: mark.Open(x, &p.Pages), moved: make(chan struct{})}
	if t.progress.Facts == nil {
		t.progress.Facts = map[string]string{}
	}
	if t.progress.Tasks == nil {
		t.progress.Tasks = map[string]*done{}
	}
	for i := range x.Tasks {
		if name := x.Tasks[i].Name.Value; t.progress.Tasks[name] == nil {
			t.progress.Tasks[name] = &done{}
		}
	}
	return t
}

// Of finds the tutor of a lab. The error is ErrNone.
func Of(l *control.Lab) (*Tutor, error) {
	if t, ok := l.Witness.(*Tutor); ok {
		return t, nil
	}
	return nil, ErrNone
}

// Begin begins the lesson on a lab, or goes on with it. The lab must not be shared yet.
func (t *Tutor) Begin(ctx context.Context, l *control.Lab) error {
	t.lab, l.Witness = l, t
	var err error
	l.Look(func(r *scenarios.Runner) {
		t.book.Begin(r)
		if !t.progress.Begun {
			t.progress.Begun, t.progress.Began = true, time.Now()
			err = t.learn(r)
		}
		t.book.Look(ctx, r)
	})
	if err != nil {
		return err
	}
	return t.keep(ctx)
}

// learn notes the facts of the lab that are asked for.
func (t *Tutor) learn(r *scenarios.Runner) error {
	for i := range t.exercise.Tasks {
		task := &t.exercise.Tasks[i]
		if task.Question == nil || task.Question.Fact == nil {
			continue
		}
		c, err := r.Lab.FindCertificate(task.Question.Fact.Certificate.Value)
		if err != nil {
			return fmt.Errorf("lesson %s, task %s: %w", t.exercise.Name, task.Name, err)
		}
		fact := map[string]string{"serial": c.SerialHex(), "subject": c.Subject, "issuer": c.Issuer, "until": c.X509.NotAfter.Format(time.DateOnly)}
		t.progress.Facts[task.Name.Value] = fact[task.Question.Fact.Field.Value]
	}
	return nil
}

// keep writes the progress down, and tells of a change.
func (t *Tutor) keep(ctx context.Context) error {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	close(t.moved)
	t.moved = make(chan struct{})
	t.progress.Pages = t.book.Pages()
	return t.lab.Remember(context.WithoutCancel(ctx), setting, kept{t.exercise.Name, t.text, t.exercise.Seed, t.exercise.Release, t.progress})
}

// Moved is closed when something has changed next.
func (t *Tutor) Moved() <-chan struct{} {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.moved
}

// Event sees an event of the lab: an Observe of scenarios.Options.
func (t *Tutor) Event(e event.Event) { t.book.Event(e) }

// mostDeeds bounds the record, the newest.
const mostDeeds = 2000

const clockForm = "2006-01-02 15:04:05"
