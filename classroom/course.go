package classroom

import (
	"context"

	"tvslab/event"
	"tvslab/scenarios"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
)

// Course is what a class does: a lesson, or a scenario without tasks.
type Course struct {
	Name  string
	Title string
	// World is the lab of a learner, and how many of its steps are played before he begins.
	World func(seed uint64) (s *scenarios.Scenario, steps int, err error)
	// Tutor is that of a learner's lab, of which the folder knows whether the lesson has begun; nil of a scenario.
	Tutor func(f *folder.Folder, seed uint64) (Tutor, error)
}

// Tutor knows how far a learner is.
type Tutor interface {
	// Event is told what happens in the lab, from its making on.
	Event(event.Event)
	// Begin begins the lesson on the lab, or goes on with it, before others use it.
	Begin(ctx context.Context, l *control.Lab) error
	// Moved is closed when Marks are others.
	Moved() <-chan struct{}
	// Marks tells how far the learner is. Nothing is judged.
	Marks() *Marks
	// Reset lets the learner begin again, with the lab of the beginning.
	Reset(ctx context.Context) error
}

// Marks are how far a learner is.
type Marks struct {
	Tasks  []TaskMark `json:"tasks"`
	Moves  []string   `json:"wrong_moves"` // their names
	Points int        `json:"points"`
	Most   int        `json:"points_most"`
	Bill   Bill       `json:"bill"`
}

// TaskMark is how far a learner is with a task.
type TaskMark struct {
	Task   string `json:"task"`
	Says   string `json:"says"`
	State  string `json:"state"` // done, tried or open
	Hints  int    `json:"hints"` // that were taken
	Answer string `json:"answer,omitempty"`
	Right  bool   `json:"answer_right,omitempty"`
}

// States of a task.
const (
	TaskDone  = "done"
	TaskTried = "tried"
	TaskOpen  = "open"
)

// Bill is what the way of a learner would have cost.
type Bill struct {
	Visits  int `json:"visits"`        // phones that need a visit, or had one
	Without int `json:"phone_minutes"` // minutes of the lab's clock without a call manager, of all phones together
	Longest int `json:"longest"`       // of one phone, minutes
	More    int `json:"steps_more"`    // steps more than needed
}

// Count says how many tasks are in a state.
func (m *Marks) Count(state string) (n int) {
	for _, t := range m.Tasks {
		if t.State == state {
			n++
		}
	}
	return n
}

// Hints is how many hints were taken.
func (m *Marks) Hints() (n int) {
	for _, t := range m.Tasks {
		n += t.Hints
	}
	return n
}
