// Package trial plays lessons: their tasks fail before, and pass after the solution; each wrong move is known as such when it was made, and neither
// before nor after the solution.
package trial

import (
	"context"
	"fmt"
	"strings"

	"tvslab/lesson"
	"tvslab/lesson/mark"
	"tvslab/scenarios"
)

// Report is what came of playing a lesson.
type Report struct {
	Lesson   string    `json:"lesson"`
	Release  string    `json:"release"`
	Seed     uint64    `json:"seed"`
	Network  string    `json:"network"` // memory or sockets
	Problems []string  `json:"problems"`
	Bill     mark.Bill `json:"bill"` // of the solution
}

// Held tells whether nothing was wrong.
func (r *Report) Held() bool { return len(r.Problems) == 0 }

func (r *Report) wrong(format string, args ...any) {
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

// trial is a lesson that is played.
type trial struct {
	*Report
	exercise *lesson.Exercise
}

// Play plays an exercise. Options.Seed and Observe are its own. The error is for what kept it from being played at all.
func Play(ctx context.Context, x *lesson.Exercise, o scenarios.Options) (*Report, error) {
	t := &trial{&Report{Lesson: x.Name, Release: x.Release, Seed: x.Seed, Network: "memory", Problems: []string{}}, x}
	if o.Sockets != nil {
		t.Network = "sockets"
	}
	book := mark.Open(x, nil)
	o.Seed, o.Observe = &x.Seed, book.Event
	r, err := scenarios.Prepare(ctx, x.Lab, o)
	if err != nil {
		return nil, err
	}
	t.play(ctx, r, book)
	t.Bill = book.Bill()
	if err := r.Lab.Close(); err != nil {
		return nil, err
	}
	return t.Report, ctx.Err()
}

func (t *trial) play(ctx context.Context, r *scenarios.Runner, book *mark.Book) {
	result, err := r.Play(ctx, len(t.exercise.Lab.Steps))
	if err != nil {
		t.wrong("the lab cannot be made: %s", err)
		return
	}
	for _, f := range result.Failures {
		t.wrong("the lab is not as its steps expect: step %d, %s: %s is %s, expected %s", f.Step, f.Target, f.Field, f.Got, f.Want)
	}
	book.Begin(r)
	t.before(ctx, r, book)
	for _, m := range t.exercise.Moves {
		t.move(ctx, r, m)
	}
	if !t.steps(ctx, r, book, "solution", t.exercise.Solution) {
		return
	}
	for i := range t.exercise.Tasks {
		task := &t.exercise.Tasks[i]
		for _, v := range book.Task(ctx, r, task) {
			if !v.Passed {
				t.wrong("task %s does not pass after the solution: %s:\n    %s", task.Name, v.Says, strings.Join(v.Why, "\n    "))
			}
		}
	}
	for _, m := range t.exercise.Moves {
		if book.Made(ctx, r, m) {
			t.wrong("wrong move %s: it holds after the solution", m.Name)
		}
	}
}

// before: no task is done, no wrong move made, and the facts are there that are asked for.
func (t *trial) before(ctx context.Context, r *scenarios.Runner, book *mark.Book) {
	for i := range t.exercise.Tasks {
		task := &t.exercise.Tasks[i]
		if len(task.Check) > 0 && mark.Passed(book.Task(ctx, r, task)) {
			t.wrong("task %s passes before anything was done", task.Name)
		}
		if q := task.Question; q != nil && q.Fact != nil {
			if _, err := r.Lab.FindCertificate(q.Fact.Certificate.Value); err != nil {
				t.wrong("task %s asks for a fact: %s", task.Name, err)
			}
		}
	}
	for _, m := range t.exercise.Moves {
		if book.Made(ctx, r, m) {
			t.wrong("wrong move %s: it holds before anything was done", m.Name)
		}
	}
}

// move makes a wrong move on a copy of the lab.
func (t *trial) move(ctx context.Context, r *scenarios.Runner, m *lesson.Wrong) {
	book := mark.Open(t.exercise, nil)
	fork := r.Fork(book.Event)
	book.Begin(fork)
	if t.steps(ctx, fork, book, "wrong move "+m.Name.Value, m.Steps) && !book.Made(ctx, fork, m) {
		t.wrong("wrong move %s: it does not hold when it was made:\n    %s", m.Name, strings.Join(book.WhyNot(ctx, fork, m), "\n    "))
	}
}

// steps does steps, and reports one that cannot be done.
func (t *trial) steps(ctx context.Context, r *scenarios.Runner, book *mark.Book, what string, list []*scenarios.Step) bool {
	for _, s := range list {
		if err := r.Take(ctx, s); err != nil {
			t.wrong("%s, step %q: %s", what, s.Words(), err)
			return false
		}
		if node, line := s.Command(); line != "" {
			book.Typed(r.Lab.Now(), node, line)
		}
		book.Step()
		book.Look(ctx, r)
	}
	return true
}
