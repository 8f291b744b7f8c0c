// Package lesson is the lesson of a lab in the browser: the ticket, the tasks with what their checks found, hints, questions, the score and the
// bill. It is a page of its own, and a part beside every other page, so that nobody leaves what he works on.
package lesson

import (
	"context"
	"embed"

	"tvslab/lesson/tutor"
	"tvslab/sim/lab/control"
	"tvslab/web/frame"
)

//go:embed templates
var templates embed.FS

// Files are what pages load of the package, below static/.
//
//go:embed static
var Files embed.FS

// Rows are the addresses of the package.
var Rows = []frame.Row{
	frame.Page("lesson", "Lesson", "l", frame.Templates(templates, "lesson.html", "task.html"), show),
	frame.Form("lesson/check", check),
	frame.Form("lesson/hint", hint),
	frame.Form("lesson/answer", answer),
	frame.Form("lesson/solve", solve),
	frame.Form("lesson/reset", reset),
}

// Beside is the address below the base of a lab's pages at which its lesson is shown beside them; "" for a lab without a lesson.
func Beside(l *control.Lab) string {
	if _, err := tutor.Of(l); err != nil {
		return ""
	}
	return "lesson?part=panel"
}

// Follow tells pages of a room of what changes in its lesson elsewhere, until ctx ends. A lab without a lesson has nothing to follow.
func Follow(ctx context.Context, room *frame.Room) {
	t, err := tutor.Of(room.Lab)
	if err != nil {
		return
	}
	for moved := t.Moved(); ; moved = t.Moved() {
		select {
		case <-moved:
			room.Changed()
		case <-ctx.Done():
			return
		}
	}
}
