package tutor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tvslab/lesson"
	"tvslab/lesson/mark"
	"tvslab/scenarios"
	"tvslab/scenarios/file"
	"tvslab/sim/lab/control"
	"tvslab/spelling"
)

// Checked is what came of checking tasks.
type Checked struct {
	Schema int         `json:"schema"` // 1
	Passed bool        `json:"passed" doc:"all of the tasks"`
	Tasks  []TaskCheck `json:"tasks"`
}

// TaskCheck is what came of checking one.
type TaskCheck struct {
	Name     string         `json:"name"`
	Says     string         `json:"says"`
	Passed   bool           `json:"passed"`
	Checks   []mark.Verdict `json:"checks"`
	Question string         `json:"question,omitempty" doc:"right, wrong or open; absent where nothing is asked"`
}

// refused makes what a lesson has not a refusal.
func refused(err error) error {
	return control.NotFoundError{RefusedError: control.RefusedError(err.Error())}
}

// tasks are the task of that name, or all.
func (t *Tutor) tasks(name string) ([]*lesson.Task, error) {
	if name != "" {
		one, err := t.exercise.Task(name)
		if err != nil {
			return nil, refused(err)
		}
		return []*lesson.Task{one}, nil
	}
	var all []*lesson.Task
	for i := range t.exercise.Tasks {
		all = append(all, &t.exercise.Tasks[i])
	}
	return all, nil
}

// Check judges a task, or all with "". The error is a control.NotFoundError.
func (t *Tutor) Check(ctx context.Context, name string) (*Checked, error) {
	list, err := t.tasks(name)
	if err != nil {
		return nil, err
	}
	c := &Checked{Schema: 1, Passed: true, Tasks: []TaskCheck{}}
	t.lab.Look(func(r *scenarios.Runner) {
		for _, one := range list {
			came := t.judge(ctx, r, one)
			t.found(one, r.Lab.Now(), came.Checks)
			c.Tasks = append(c.Tasks, came)
		}
		t.moves(ctx, r)
	})
	for _, one := range c.Tasks {
		c.Passed = c.Passed && one.Passed
	}
	t.record(t.lab.Clock().Clock, "learner", strings.TrimSpace("check "+name))
	return c, t.keep(ctx)
}

// found notes what came of checking a task.
func (t *Tutor) found(task *lesson.Task, at time.Time, v []mark.Verdict) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	d := t.progress.Tasks[task.Name.Value]
	d.Tried, d.Found = at.Format(clockForm), v
}

func (t *Tutor) judge(ctx context.Context, r *scenarios.Runner, task *lesson.Task) TaskCheck {
	v := t.book.Task(ctx, r, task)
	t.mutex.Lock()
	defer t.mutex.Unlock()
	d := t.progress.Tasks[task.Name.Value]
	before := d.passed(task)
	d.Checked = mark.Passed(v)
	if now := d.passed(task); now && !before {
		d.At = r.Lab.Now().Format(clockForm)
		d.Solved = d.Solved || t.progress.Played > 0
	}
	return TaskCheck{task.Name.Value, task.Says, d.passed(task), v, d.question(task)}
}

// passed tells whether the task is done.
func (d *done) passed(task *lesson.Task) bool {
	return (d.Checked || len(task.Check) == 0) && (d.Right || task.Question == nil)
}

func (d *done) question(task *lesson.Task) string {
	switch {
	case task.Question == nil:
		return ""
	case d.Right:
		return "right"
	case d.Wrong > 0:
		return "wrong"
	}
	return "open"
}

// Hinted is a hint.
type Hinted struct {
	Task  string `json:"task"`
	Says  string `json:"says"`
	About string `json:"about,omitempty" doc:"name of the wrong move that it is about"`
	Given int    `json:"given" doc:"hints of the task so far"`
	Left  int    `json:"left" doc:"hints of the task that are yet to come"`
}

// Hint gives the next hint of a task; with "" that of the first that is not done. Where a wrong move was made that was not mended, its hint comes first, once.
// The error is a control.RefusedError where there is none.
func (t *Tutor) Hint(ctx context.Context, name string) (*Hinted, error) {
	list, err := t.tasks(name)
	if err != nil {
		return nil, err
	}
	var h *Hinted
	t.lab.Look(func(r *scenarios.Runner) {
		i := slices.IndexFunc(list, func(one *lesson.Task) bool { return !t.judge(ctx, r, one).Passed })
		if i < 0 {
			err = control.RefusedError("everything is done: no hint is needed")
			return
		}
		t.moves(ctx, r)
		h, err = t.next(list[i])
	})
	if err != nil {
		return nil, err
	}
	t.record(t.lab.Clock().Clock, "learner", "hint "+h.Task)
	return h, t.keep(ctx)
}

func (t *Tutor) next(task *lesson.Task) (*Hinted, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	d := t.progress.Tasks[task.Name.Value]
	h := &Hinted{Task: task.Name.Value, Given: d.Hints, Left: len(task.Hints) - d.Hints}
	for n := range t.progress.Moves {
		if made := &t.progress.Moves[n]; made.Now && made.Hint == "" {
			i := slices.IndexFunc(t.exercise.Moves, func(m *lesson.Wrong) bool { return m.Name.Value == made.Name })
			made.Hint = t.exercise.Moves[i].Hint
			h.About, h.Says = made.Name, made.Hint
			return h, nil
		}
	}
	if d.Hints >= len(task.Hints) {
		return nil, control.RefusedError(fmt.Sprintf("task %q has no more hints; solve plays the solution", task.Name))
	}
	h.Says = task.Hints[d.Hints].Says
	d.Hints++
	h.Given, h.Left = h.Given+1, h.Left-1
	return h, nil
}

// Answered is what came of an answer.
type Answered struct {
	Task  string `json:"task"`
	Right bool   `json:"right"`
	Why   string `json:"why,omitempty" doc:"why the right answer is right, once it was given"`
	Wrong int    `json:"wrong" doc:"wrong answers so far"`
}

// Answer hears the answer to the question of a task: of choices all that are chosen. The error is a control.RefusedError.
func (t *Tutor) Answer(ctx context.Context, name string, answers []string) (*Answered, error) {
	task, err := t.exercise.Task(name)
	if err != nil {
		return nil, refused(err)
	}
	if task.Question == nil {
		return nil, control.RefusedError(fmt.Sprintf("task %q asks nothing", name))
	}
	if len(answers) == 0 {
		return nil, control.RefusedError("no answer was given")
	}
	for _, a := range answers {
		if len(task.Question.Choices) > 0 && choiceOf(task.Question, a) == "" {
			return nil, control.RefusedError((&file.Unknown{What: "choice", Name: a, Known: task.Question.Choices}).Error())
		}
	}
	t.mutex.Lock()
	d := t.progress.Tasks[name]
	a := &Answered{Task: name, Right: right(task.Question, t.progress.Facts[name], answers)}
	if d.Answer = strings.Join(answers, ", "); a.Right {
		d.Right, a.Why = true, task.Question.Why
		d.Solved = d.Solved || t.progress.Played > 0 && len(task.Check) > 0
	} else {
		d.Wrong++
	}
	a.Wrong = d.Wrong
	t.mutex.Unlock()
	t.record(t.lab.Clock().Clock, "learner", "answer "+name+": "+strings.Join(answers, ", "))
	return a, t.keep(ctx)
}

// choiceOf is the choice that a text means, "" for none: its text, or its number from 1.
func choiceOf(q *lesson.Question, text string) string {
	for i, c := range q.Choices {
		if spelling.Fold(c) == spelling.Fold(text) || fmt.Sprint(i+1) == strings.TrimSpace(text) {
			return c
		}
	}
	return ""
}

// right tells whether answers are; fact is what is so in the lab, "" where the lesson has the answers.
func right(q *lesson.Question, fact string, answers []string) bool {
	if len(q.Choices) == 0 {
		wanted := q.Answers
		if fact != "" {
			wanted = []string{fact}
		}
		return slices.ContainsFunc(wanted, func(w string) bool { return plain(w) == plain(strings.Join(answers, " ")) })
	}
	var chosen []string
	for _, a := range answers {
		if c := choiceOf(q, a); !slices.Contains(chosen, c) {
			chosen = append(chosen, c)
		}
	}
	slices.Sort(chosen)
	wanted := slices.Clone(q.Answers)
	slices.Sort(wanted)
	return slices.Equal(chosen, slices.Compact(wanted))
}

// plain is an answer without what does not matter: case, blanks, and of hexadecimal numbers colons and leading zeros.
func plain(answer string) string {
	text := strings.ReplaceAll(spelling.Fold(answer), ":", "")
	return strings.TrimPrefix(strings.TrimLeft(text, "0"), "x")
}
