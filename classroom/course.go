package classroom

import (
	"context"

	"tvslab/scenarios"
	"tvslab/sim/lab/control"
)

// Course is what a class does: a lesson, or a scenario without tasks.
type Course struct {
	Name  string
	Title string
	// World is the lab of a learner, and how many of its steps are played before he begins.
	World func(seed uint64) (s *scenarios.Scenario, steps int, err error)
	// Tutor attends to a learner's lab, in whose folder progress is kept; nil of a scenario.
	Tutor func(ctx context.Context, l *control.Lab, dir string, seed uint64) (Tutor, error)
}

// Tutor knows how far a learner is.
type Tutor interface {
	// Marks tells it as of now. Nothing changes.
	Marks(ctx context.Context) (*Marks, error)
	// Again lets the learner begin again, after the lab was set back.
	Again(ctx context.Context) error
	// Close ends attending.
	Close() error
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
	Visits  int     `json:"visits"`        // phones that needed, or need, a visit
	Minutes float64 `json:"minutes"`       // of the lab's clock since the beginning
	Without float64 `json:"phone_minutes"` // minutes without service, of all phones together
	Longest float64 `json:"longest"`       // of one phone, minutes
	More    int     `json:"steps_more"`    // steps more than needed
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
