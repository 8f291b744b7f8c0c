package classroom

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
)

// mostNotes is how many messages a learner sees, the newest; mostNote bounds one, bytes.
const (
	mostNotes = 20
	mostNote  = 1000
)

// chosen are the seats of a learner, "" for all. The error is a control.NotFoundError.
func (c *Class) chosen(learner string) ([]*Seat, error) {
	if learner == "" {
		return c.Seats, nil
	}
	s := c.Seat(learner)
	if s == nil {
		return nil, control.NotFoundError{RefusedError: control.RefusedError(fmt.Sprintf("learner %q is not in the class", learner))}
	}
	return []*Seat{s}, nil
}

// Say gives a learner a message, "" for all. The error is a control.RefusedError.
func (c *Class) Say(learner, text string) error {
	seats, err := c.chosen(learner)
	switch {
	case err != nil:
		return err
	case text == "" || len(text) > mostNote:
		return control.RefusedError(fmt.Sprintf("a message has 1 to %d bytes", mostNote))
	}
	for _, s := range seats {
		s.note(Note{time.Now(), text})
		c.tell(s)
	}
	return nil
}

// Note is a message of the instructor.
type Note struct {
	At   time.Time
	Text string
}

func (s *Seat) note(n Note) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.notes = append(s.notes, n)
	s.notes = s.notes[max(0, len(s.notes)-mostNotes):]
}

// Notes are the messages for the learner, newest first.
func (s *Seat) Notes() []Note {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	list := slices.Clone(s.notes)
	slices.Reverse(list)
	return list
}

// Keep gives the state of a learner's lab the name of the checkpoint, "" for those of all; the one before is forgotten.
func (c *Class) Keep(ctx context.Context, learner string) error {
	return c.each(learner, func(s *Seat) error {
		if err := s.Lab.Forget(ctx, Checkpoint); err != nil && !errors.As(err, new(control.NotFoundError)) {
			return err
		}
		return s.Lab.Snapshot(ctx, Checkpoint)
	})
}

// SetBack puts a learner's lab back to the checkpoint, or where there is none to its start; "" is all. What was typed since is no part of
// its history any more, and can be gone to as after an undo.
func (c *Class) SetBack(ctx context.Context, learner string) error {
	return c.each(learner, func(s *Seat) error {
		h, err := s.Lab.History(ctx)
		if err != nil {
			return err
		}
		to := Start
		if slices.ContainsFunc(h.Snapshots, func(n folder.Snapshot) bool { return n.Name == Checkpoint }) {
			to = Checkpoint
		}
		if s.Tutor != nil && to == Start {
			return s.Tutor.Reset(ctx)
		}
		return s.Lab.Recall(ctx, to)
	})
}

// each does something to a learner's seat, "" for all: those after one that fails too.
func (c *Class) each(learner string, do func(*Seat) error) error {
	seats, err := c.chosen(learner)
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range seats {
		if err := do(s); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", s.Name, err))
		}
		s.forget()
		c.tell(s)
	}
	return errors.Join(errs...)
}
