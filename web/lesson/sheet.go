package lesson

import (
	"context"
	"strconv"
	"strings"

	"tvslab/lesson/tutor"
	"tvslab/web/frame"
)

// sheet is the lesson as the templates get it.
type sheet struct {
	*tutor.State        // nil without a lesson
	None         string // why there is none
}

func show(_ context.Context, a *frame.Ask) (any, error) {
	t, err := of(a)
	if err != nil {
		return sheet{None: err.Error()}, nil
	}
	return sheet{State: t.State()}, nil
}

// Warnings are the hints about wrong moves that were given and are not mended.
func (s sheet) Warnings() (list []tutor.Made) {
	for _, m := range s.Moves {
		if m.Now && m.Hint != "" {
			list = append(list, m)
		}
	}
	return list
}

// card is a task with its number, as its template gets it.
type card struct {
	tutor.Task
	Number int
	Base   string
}

// Cards are the tasks. base is that of the room.
func (s sheet) Cards(base string) (list []card) {
	for i, t := range s.Tasks {
		list = append(list, card{t, i + 1, base})
	}
	return list
}

// Left counts the hints of all tasks that are yet to come.
func (s sheet) Left() (n int) {
	for _, t := range s.Tasks {
		n += t.Left
	}
	return n
}

// ID is that of an element of the task on the page: names of tasks may have any characters.
func (c card) ID(part string) string { return "task-" + strconv.Itoa(c.Number) + "-" + part }

// Class is how the task stands: done, failed, or "" where it was not checked.
func (c card) Class() string {
	switch {
	case c.Passed:
		return "done"
	case c.Tried != "":
		return "failed"
	}
	return ""
}

// Stage changes whenever the question stands otherwise: until then what somebody has chosen or typed is left alone.
func (c card) Stage() string {
	return strconv.Itoa(c.Question.Wrong) + strconv.FormatBool(c.Question.Right)
}

// Chosen reports whether a choice was part of the answer that was given last.
func (c card) Chosen(choice string) bool {
	for _, one := range strings.Split(c.Question.Answer, ", ") {
		if one == choice {
			return true
		}
	}
	return c.Question.Answer == choice
}

// span is a run of text, of what is typed or prose.
type span struct {
	Text string
	Code bool
}

// Prose is a text of a lesson as paragraphs of runs: blank lines part paragraphs, and what is between two ` is typed. It stays text.
func (sheet) Prose(text string) (paragraphs [][]span) { return prose(text) }

// Prose is that of sheet.
func (card) Prose(text string) [][]span { return prose(text) }

func prose(text string) (paragraphs [][]span) {
	for _, p := range strings.Split(strings.TrimSpace(text), "\n\n") {
		paragraphs = append(paragraphs, spans(p))
	}
	return paragraphs
}

func spans(text string) (list []span) {
	parts := strings.Split(text, "`")
	if len(parts)%2 == 0 { // one ` has no other
		last := len(parts) - 1
		parts = append(parts[:last-1], parts[last-1]+"`"+parts[last])
	}
	for i, part := range parts {
		if part != "" {
			list = append(list, span{part, i%2 == 1})
		}
	}
	return list
}
