package tutor

import (
	"time"

	"tvslab/lesson"
	"tvslab/lesson/mark"
)

// State is a lesson as its learner sees it.
type State struct {
	Schema   int          `json:"schema"` // 1
	Lesson   lesson.About `json:"lesson"`
	Seed     uint64       `json:"seed"`
	Release  string       `json:"release"`
	Story    string       `json:"story"`
	Tasks    []Task       `json:"tasks"`
	Moves    []Made       `json:"wrong_moves"`
	Score    Score        `json:"score"`
	Played   int          `json:"played" doc:"steps of the solution"`
	Solution int          `json:"solution" doc:"steps that it has"`
	Resets   int          `json:"resets"`
	Finished bool         `json:"finished" doc:"all tasks were done when they were judged last"`
	Debrief  string       `json:"debrief,omitempty" doc:"once it is finished"`
}

// Task is a task as the learner sees it.
type Task struct {
	Name     string         `json:"name"`
	Says     string         `json:"says"`
	Passed   bool           `json:"passed" doc:"when it was judged last"`
	At       string         `json:"at,omitempty" doc:"when it passed, on the lab's clock"`
	Checks   []string       `json:"checks"`
	Tried    string         `json:"tried,omitempty" doc:"when its learner had it checked last, on the lab's clock"`
	Found    []mark.Verdict `json:"found,omitempty" doc:"what came of that"`
	Question *Question      `json:"question,omitempty"`
	Hints    []string       `json:"hints" doc:"that were given"`
	Left     int            `json:"hints_left"`
	Points   int            `json:"points"`
	Most     int            `json:"most_points"`
	Solved   bool           `json:"solved" doc:"by the solution, not by the learner"`
}

// Question is a question as the learner sees it.
type Question struct {
	Ask     string   `json:"ask"`
	Choices []string `json:"choices,omitempty"`
	Several bool     `json:"several,omitempty" doc:"more than one of the choices is right"`
	Answer  string   `json:"answer,omitempty" doc:"that was given last"`
	Right   bool     `json:"right"`
	Wrong   int      `json:"wrong" doc:"wrong answers so far"`
	Why     string   `json:"why,omitempty" doc:"once it was answered rightly"`
}

// State is the lesson as it stands. Nothing is judged.
func (t *Tutor) State() *State {
	x := t.exercise
	t.mutex.Lock()
	defer t.mutex.Unlock()
	s := &State{Schema: 1, Lesson: x.About(), Seed: x.Seed, Release: x.Release, Story: x.Story, Tasks: []Task{}, Moves: append([]Made{}, t.progress.Moves...),
		Played: t.progress.Played, Solution: len(x.Solution), Resets: t.progress.Resets, Finished: true}
	for i := range x.Tasks {
		task := t.task(&x.Tasks[i])
		s.Finished = s.Finished && task.Passed
		s.Tasks = append(s.Tasks, task)
	}
	s.Score = t.score()
	if s.Finished {
		s.Debrief = x.Debrief
	}
	return s
}

func (t *Tutor) task(of *lesson.Task) Task {
	d := t.progress.Tasks[of.Name.Value]
	task := Task{Name: of.Name.Value, Says: of.Says, Passed: d.passed(of), At: d.At, Checks: []string{}, Hints: []string{}, Left: len(of.Hints) - min(d.Hints, len(of.Hints)),
		Points: d.points(of), Most: worth(of), Solved: d.Solved, Tried: d.Tried, Found: d.Found}
	for _, c := range of.Check {
		task.Checks = append(task.Checks, c.Says)
	}
	for _, h := range of.Hints[:min(d.Hints, len(of.Hints))] {
		task.Hints = append(task.Hints, h.Says)
	}
	if q := of.Question; q != nil {
		task.Question = &Question{Ask: q.Ask, Choices: q.Choices, Several: len(q.Choices) > 0 && len(q.Answers) > 1, Answer: d.Answer, Right: d.Right, Wrong: d.Wrong}
		if d.Right {
			task.Question.Why = q.Why
		}
	}
	return task
}

// worth is how many points a task brings at most.
func worth(of *lesson.Task) int {
	if of.Points > 0 {
		return of.Points
	}
	return lesson.DefaultPoints
}

// points are what the task brings: a fifth less for each hint and each wrong answer, nothing where the solution did it.
func (d *done) points(of *lesson.Task) int {
	if !d.passed(of) || d.Solved {
		return 0
	}
	most := worth(of)
	return max(0, most-(d.Hints+d.Wrong)*most/5)
}

// Score is what a learner has reached.
type Score struct {
	Points int       `json:"points"`
	Most   int       `json:"most"`
	Done   int       `json:"done" doc:"tasks"`
	Tasks  int       `json:"tasks"`
	Hints  int       `json:"hints"`
	Wrong  int       `json:"wrong_answers"`
	Less   []Less    `json:"less" doc:"what the bill takes off"`
	Bill   mark.Bill `json:"bill"`
	Began  string    `json:"began" doc:"of the world, RFC 3339"`
}

// Less is points that are taken off.
type Less struct {
	Points int    `json:"points"`
	Why    string `json:"why"`
}

// Score is what the learner has reached. Nothing is judged.
func (t *Tutor) Score() Score {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.score()
}

func (t *Tutor) score() Score {
	s := Score{Tasks: len(t.exercise.Tasks), Less: []Less{}, Bill: t.book.Bill(), Began: t.progress.Began.UTC().Format(time.RFC3339)}
	for i := range t.exercise.Tasks {
		task := &t.exercise.Tasks[i]
		d := t.progress.Tasks[task.Name.Value]
		if d.passed(task) {
			s.Done++
		}
		s.Points += d.points(task)
		s.Most += worth(task)
		s.Hints += d.Hints
		s.Wrong += d.Wrong
	}
	for _, row := range []Less{
		{min(30, 5*s.Bill.Visits), "phones that need a visit or had one"},
		{min(10, s.Bill.Minutes/30), "time without a call manager"},
		{min(10, s.Bill.Extra), "steps more than needed"},
	} {
		if row.Points = min(row.Points, s.Points); row.Points > 0 {
			s.Less = append(s.Less, row)
			s.Points -= row.Points
		}
	}
	return s
}

// Glance is what a board shows of a learner: cheap, nothing is judged.
type Glance struct {
	Lesson string   `json:"lesson"`
	Score  Score    `json:"score"`
	Passed []string `json:"passed" doc:"names of tasks"`
	Moves  []Made   `json:"wrong_moves"`
	Played int      `json:"played" doc:"steps of the solution"`
	Last   *Deed    `json:"last,omitempty" doc:"what was done last"`
}

// Glance looks at the learner from afar.
func (t *Tutor) Glance() *Glance {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	g := &Glance{Lesson: t.exercise.Name, Score: t.score(), Passed: []string{}, Moves: append([]Made{}, t.progress.Moves...), Played: t.progress.Played}
	for i := range t.exercise.Tasks {
		if task := &t.exercise.Tasks[i]; t.progress.Tasks[task.Name.Value].passed(task) {
			g.Passed = append(g.Passed, task.Name.Value)
		}
	}
	if n := len(t.progress.Deeds); n > 0 {
		last := t.progress.Deeds[n-1]
		g.Last = &last
	}
	return g
}

// Deeds are what was done, oldest first.
func (t *Tutor) Deeds() []Deed {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return append([]Deed{}, t.progress.Deeds...)
}
