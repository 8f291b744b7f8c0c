package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"tvslab/event"
	"tvslab/lesson/tutor"
	"tvslab/lessons"
	"tvslab/scenarios"
	"tvslab/sim/lab/upkeep"
)

func (v *lessonVerb) start() *cobra.Command {
	s := newServeVerb(v.app)
	s.cellFlags.steps = -1
	var release string
	cmd := &cobra.Command{
		Use:   "start NAME|FILE",
		Short: "Begin a lesson: print the ticket, and keep its lab up until Ctrl-C",
		Long: `Makes the lab of a lesson, prints the ticket and where the lab is, and keeps it up as tvslab serve does, until Ctrl-C. With --dir the lab
stays in a folder, and tvslab serve LAB goes on with the lesson; else it is forgotten. Each --seed is a world of its own.`,
		Example: `  tvslab lesson start first-look
  tvslab lesson start first-look --seed 7 --dir labs/anna --web`,
		Args:              arguments(oneBeside),
		ValidArgsFunction: completeLessons,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			l, err := findLesson(args[0])
			if err != nil {
				return err
			}
			if s.exercise, err = l.Exercise(s.seedFlag.value, release); err != nil {
				return usageError{err}
			}
			s.tutor = tutor.New(s.exercise)
			if s.folder.dir == "" {
				if s.folder.dir, err = os.MkdirTemp("", "tvslab-lesson-"); err != nil {
					return fmt.Errorf("lesson: %w", err)
				}
				defer func() { err = errors.Join(err, os.RemoveAll(s.folder.dir)) }()
			}
			return s.run(cmd, args[0])
		},
	}
	s.register(cmd)
	cmd.Flags().StringVar(&release, "release", "", "CUCM release, one of the lesson's (default: its first)")
	completeWords(cmd, "release", releasesOfLessons)
	return cmd
}

// teach begins the lesson of the lab, or goes on with it, if it has one, and keeps the lab up until ctx ends.
func (v *serveVerb) teach(ctx context.Context, up *upkeep.Lab) error {
	if v.tutor != nil {
		if err := v.tutor.Begin(ctx, up.Lab); err != nil {
			return err
		}
	}
	return v.attend(ctx, up)
}

// writeLesson prints the ticket of a lab with a lesson.
func (v *serveVerb) writeLesson(w io.Writer) error {
	if v.tutor == nil {
		return nil
	}
	fmt.Fprintln(w)
	return writeTicket(w, v.tutor.State())
}

// witness is told what happens in a lab with a lesson; nil for nobody.
func (v *serveVerb) witness() func(event.Event) {
	if v.tutor == nil {
		return nil
	}
	return v.tutor.Event
}

// chosen is the scenario that is served, and how many of its steps are played first: all of those of a lesson.
func (v *serveVerb) chosen(ctx context.Context, name string) (*scenarios.Scenario, int, error) {
	if v.exercise != nil {
		return v.exercise.Lab, len(v.exercise.Lab.Steps), nil
	}
	return v.pick(ctx, name)
}

func (v *lessonVerb) new() *cobra.Command {
	return &cobra.Command{
		Use:     "new FILE.yaml",
		Short:   "Write a commented lesson to start from",
		Example: `  tvslab lesson new my-lesson.yaml`,
		Args:    arguments(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			file, _, err := scenarioFile(args[0])
			if err != nil {
				return usageError{fmt.Errorf("new: %w", err)}
			}
			text, err := lessons.Files.ReadFile("first-look.yaml")
			if err != nil {
				return err
			}
			switch err := writeNew(file, text); {
			case errors.Is(err, os.ErrExist):
				return usageError{fmt.Errorf("new: %s exists already; choose another name or delete it", file)}
			case err != nil:
				return fmt.Errorf("new: %w", err)
			}
			return v.print(newDocument{Schema: 1, File: file}, func(w io.Writer) error {
				_, err := fmt.Fprintf(w, "wrote %s; play it with: tvslab lesson test %s\n", file, file)
				return err
			})
		},
	}
}
