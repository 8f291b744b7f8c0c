package client

import (
	"context"

	"tvslab/lesson/tutor"
	"tvslab/sim/lab/api"
)

// Lesson asks for the lab's lesson; see [tutor.Tutor.State].
func (l *Lab) Lesson(ctx context.Context) (*tutor.State, error) {
	return get[tutor.State](ctx, l, "/v1/lesson", nil)
}

// Score asks what the learner has reached.
func (l *Lab) Score(ctx context.Context) (*tutor.Score, error) {
	return get[tutor.Score](ctx, l, "/v1/lesson/score", nil)
}

// Check checks a task, or all with ""; see [tutor.Tutor.Check].
func (l *Lab) Check(ctx context.Context, task string) (*tutor.Checked, error) {
	return post[tutor.Checked](ctx, l, "/v1/lesson/check", api.Task{Task: task})
}

// Hint asks for a hint; see [tutor.Tutor.Hint].
func (l *Lab) Hint(ctx context.Context, task string) (*tutor.Hinted, error) {
	return post[tutor.Hinted](ctx, l, "/v1/lesson/hint", api.Task{Task: task})
}

// Answer answers a question; see [tutor.Tutor.Answer].
func (l *Lab) Answer(ctx context.Context, task string, answers []string) (*tutor.Answered, error) {
	return post[tutor.Answered](ctx, l, "/v1/lesson/answer", api.Answers{Task: task, Answers: answers})
}

// Solve plays steps of the solution; see [tutor.Tutor.Solve].
func (l *Lab) Solve(ctx context.Context, all bool) (*tutor.Played, error) {
	return post[tutor.Played](ctx, l, "/v1/lesson/solve", api.Solve{All: all})
}

// ResetLesson puts lab and lesson back to the beginning.
func (l *Lab) ResetLesson(ctx context.Context) (*tutor.State, error) {
	return post[tutor.State](ctx, l, "/v1/lesson/reset", nil)
}
