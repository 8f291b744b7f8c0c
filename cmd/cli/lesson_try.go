package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/spf13/cobra"

	"tvslab/lesson"
	"tvslab/lesson/trial"
	"tvslab/lessons"
	"tvslab/parallel"
	"tvslab/scenarios"
	"tvslab/sim/lab"
)

// lessonTestVerb is tvslab lesson test with its flags.
type lessonTestVerb struct {
	*app
	sockets bool
	release string
}

// seedsTried are further worlds in which a lesson is played, on its first release.
const seedsTried = 3

// triedDocument is the JSON document of tvslab lesson test.
type triedDocument struct {
	Schema int             `json:"schema"`
	Held   bool            `json:"held"`
	Trials []*trial.Report `json:"trials"`
}

func (v *lessonVerb) test() *cobra.Command {
	t := &lessonTestVerb{app: v.app}
	cmd := &cobra.Command{
		Use:   "test [FILE|NAME ...]",
		Short: "Play lessons: they fail before, pass after the solution, and know wrong moves",
		Long: `Plays lessons, all of the library where none is named: on each of their releases, and on the first in other worlds too. Each task with checks
must fail before anything was done and pass after the solution, each wrong move must hold when it was made, and neither before nor after the solution.
Exit status 1 where something does not hold.`,
		Example: `  tvslab lesson test my-lesson.yaml
  tvslab lesson test first-look --release 14 --sockets`,
		ValidArgsFunction: completeLessons,
		RunE:              func(cmd *cobra.Command, args []string) error { return t.run(cmd.Context(), args) },
	}
	cmd.Flags().BoolVar(&t.sockets, "sockets", false, "play solutions on real servers on loopback, one lesson after the other")
	cmd.Flags().StringVar(&t.release, "release", "", "only on this release (default: all of each lesson)")
	completeWords(cmd, "release", releasesOfLessons)
	return cmd
}

func (v *lessonTestVerb) run(ctx context.Context, names []string) error {
	if len(names) == 0 {
		names = lessons.Names()
	}
	exercises, err := v.exercises(names)
	if err != nil {
		return err
	}
	keys, err := v.openKeys(ctx)
	if err != nil {
		return err
	}
	doc := triedDocument{Schema: 1, Held: true, Trials: make([]*trial.Report, len(exercises))}
	workers, failed := runtime.GOMAXPROCS(0), make([]error, len(exercises))
	if v.sockets {
		workers = 1
	}
	err = parallel.Each(ctx, len(exercises), workers, func(i int) {
		o := scenarios.Options{Keys: keys}
		if v.sockets {
			o.Sockets = &lab.Sockets{}
		}
		doc.Trials[i], failed[i] = trial.Play(ctx, exercises[i], o)
	})
	if err := errors.Join(append(failed, err)...); err != nil {
		return err
	}
	for _, r := range doc.Trials {
		doc.Held = doc.Held && r.Held()
	}
	if err := v.print(doc, func(w io.Writer) error { return writeTrials(w, doc.Trials) }); err != nil {
		return err
	}
	if !doc.Held {
		return errFailed
	}
	return nil
}

// exercises are what is played.
func (v *lessonTestVerb) exercises(names []string) (all []*lesson.Exercise, err error) {
	for _, name := range names {
		l, err := findLesson(name)
		if err != nil {
			return nil, err
		}
		releases := l.Releases.Values()
		if v.release != "" {
			releases = []string{v.release}
		}
		for i, release := range releases {
			for seed := range uint64(1 + seedsTried) {
				if seed > 0 && (i > 0 || v.sockets) {
					break
				}
				x, err := l.Exercise(seed, release)
				if err != nil {
					return nil, usageError{err}
				}
				all = append(all, x)
			}
		}
	}
	return all, nil
}

func writeTrials(w io.Writer, list []*trial.Report) error {
	failed := 0
	for _, r := range list {
		said := "holds"
		if !r.Held() {
			said, failed = "does not hold", failed+1
		}
		fmt.Fprintf(w, "%s, %s, seed %d, %s: %s\n", r.Lesson, r.Release, r.Seed, r.Network, said)
		for _, p := range r.Problems {
			fmt.Fprintf(w, "  %s\n", p)
		}
	}
	_, err := fmt.Fprintf(w, "%d played, %d do not hold\n", len(list), failed)
	return err
}
