package api

import (
	"context"

	"tvslab/lesson/tutor"
	"tvslab/sim/lab/control"
)

// untaught is what all resources of a lesson say.
const untaught = "A lab without a lesson has none: 422."

var lessonResources = []Resource{
	asks(about{"/v1/lesson", "get-lesson", "The lesson of the lab, as its learner sees it", "Nothing is judged. " + untaught},
		func(_ context.Context, l *control.Lab, _ *nothing) (*tutor.State, error) {
			return taught(l, func(t *tutor.Tutor) (*tutor.State, error) { return t.State(), nil })
		}),
	asks(about{"/v1/lesson/score", "get-score", "What the learner has reached, and the bill", "Nothing is judged. " + untaught},
		func(_ context.Context, l *control.Lab, _ *nothing) (*tutor.Score, error) {
			return taught(l, func(t *tutor.Tutor) (*tutor.Score, error) { s := t.Score(); return &s, nil })
		}),
	asks(about{"/v1/lesson/deeds", "get-deeds", "What was done, by whom and when", untaught},
		func(_ context.Context, l *control.Lab, _ *nothing) (*Deeds, error) {
			return taught(l, func(t *tutor.Tutor) (*Deeds, error) { return &Deeds{t.Deeds()}, nil })
		}),
	does(about{"/v1/lesson/check", "check-lesson", "Check a task, or all", untaught},
		func(ctx context.Context, l *control.Lab, in *taskInput) (*tutor.Checked, error) {
			return taught(l, func(t *tutor.Tutor) (*tutor.Checked, error) { return t.Check(ctx, in.Body.Task) })
		}),
	does(about{"/v1/lesson/hint", "get-hint", "The next hint of a task, or of the first that is not done", "Where a wrong move was made and not mended, its hint comes first. " + untaught},
		func(ctx context.Context, l *control.Lab, in *taskInput) (*tutor.Hinted, error) {
			return taught(l, func(t *tutor.Tutor) (*tutor.Hinted, error) { return t.Hint(ctx, in.Body.Task) })
		}),
	does(about{"/v1/lesson/answer", "answer-question", "Answer the question of a task", untaught},
		func(ctx context.Context, l *control.Lab, in *answerInput) (*tutor.Answered, error) {
			return taught(l, func(t *tutor.Tutor) (*tutor.Answered, error) { return t.Answer(ctx, in.Body.Task, in.Body.Answers) })
		}),
	does(about{"/v1/lesson/solve", "solve-lesson", "Play the next step of the solution, or all", untaught},
		func(ctx context.Context, l *control.Lab, in *solveInput) (*tutor.Played, error) {
			return taught(l, func(t *tutor.Tutor) (*tutor.Played, error) { return t.Solve(ctx, in.Body.All) })
		}),
	does(about{"/v1/lesson/reset", "reset-lesson", "Put lab and lesson back to the beginning", "Hints that were given stay given. " + untaught},
		func(ctx context.Context, l *control.Lab, _ *nothing) (*tutor.State, error) {
			return taught(l, func(t *tutor.Tutor) (*tutor.State, error) {
				if err := t.Reset(ctx); err != nil {
					return nil, err
				}
				return t.State(), nil
			})
		}),
}

// taught asks the tutor of a lab.
func taught[O any](l *control.Lab, ask func(*tutor.Tutor) (*O, error)) (*O, error) {
	t, err := tutor.Of(l)
	if err != nil {
		return nil, err
	}
	return ask(t)
}

// Deeds are what was done in a lesson.
type Deeds struct {
	Deeds []tutor.Deed `json:"deeds" doc:"oldest first"`
}

type taskInput struct {
	Body Task
}

// Task names a task of a lesson.
type Task struct {
	Task string `json:"task,omitempty" doc:"name of a task; all, or the first that is not done, when absent"`
}

type answerInput struct {
	Body Answers
}

// Answers answer the question of a task.
type Answers struct {
	Task    string   `json:"task"`
	Answers []string `json:"answers" minItems:"1" doc:"of choices all that are chosen, by text or number from 1"`
}

type solveInput struct {
	Body Solve
}

// Solve says how much of a solution is played.
type Solve struct {
	All bool `json:"all,omitempty" doc:"all steps that are left, else one"`
}
