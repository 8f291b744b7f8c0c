package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"tvslab/lesson"
	"tvslab/lessons"
	"tvslab/sim/cucm"
)

// lessonVerb is tvslab lesson with what its subcommands share.
type lessonVerb struct {
	*app
}

func lessonCommand(a *app) *cobra.Command {
	v := &lessonVerb{app: a}
	cmd := &cobra.Command{
		Use:   "lesson",
		Short: "Labs that mark themselves: a ticket, tasks, hints, a solution",
		Long: `A lesson is a lab with a ticket, and tasks that are checked in it. Each learner gets a world of their own by --seed: other names,
other serial numbers, another phone that was off. Lessons are files, see docs/lesson-format.md.`,
		Example: `  tvslab lesson ls
  tvslab lesson start first-look --seed 7 --dir labs/anna
  tvslab lesson check`,
		Args: arguments(cobra.NoArgs),
	}
	cmd.AddCommand(v.ls(), v.start())
	cmd.AddCommand(v.learnerCommands()...)
	cmd.AddCommand(v.new(), v.checkFile(), v.test(), v.schema())
	return cmd
}

// lessonsDocument is the JSON document of tvslab lesson ls.
type lessonsDocument struct {
	Schema  int            `json:"schema"`
	Lessons []lesson.About `json:"lessons"`
}

func (v *lessonVerb) ls() *cobra.Command {
	return &cobra.Command{
		Use:   "ls",
		Short: "List the lessons, in the order in which they are learnt",
		Args:  arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			all, err := lessons.List()
			if err != nil {
				return err
			}
			doc := lessonsDocument{Schema: 1, Lessons: []lesson.About{}}
			for _, l := range all {
				doc.Lessons = append(doc.Lessons, l.About())
			}
			return v.print(doc, func(w io.Writer) error {
				t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
				for _, l := range doc.Lessons {
					fmt.Fprintf(t, "%s\t%s\t%d min\t%s\n", l.Name, l.Level, l.Minutes, l.Title)
				}
				return t.Flush()
			})
		},
	}
}

func (v *lessonVerb) checkFile() *cobra.Command {
	return &cobra.Command{
		Use:               "check-file FILE|NAME ...",
		Short:             "Say everything that is wrong with lesson files",
		Example:           `  tvslab lesson check-file my-lesson.yaml`,
		Args:              arguments(cobra.MinimumNArgs(1)),
		ValidArgsFunction: completeLessons,
		RunE: func(_ *cobra.Command, args []string) error {
			for _, name := range args {
				if _, err := findLesson(name); err != nil {
					return err
				}
			}
			return v.print(map[string]any{"schema": 1, "valid": true, "lessons": len(args)}, func(w io.Writer) error {
				_, err := fmt.Fprintf(w, "valid: %s\n", strings.Join(args, ", "))
				return err
			})
		},
	}
}

func (v *lessonVerb) schema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of lesson files, for editors",
		Args:  arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			data, err := lesson.Schema()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(v.out, "%s\n", strings.TrimSpace(string(data)))
			return err
		},
	}
}

// findLesson finds a lesson by its name or file.
func findLesson(name string) (*lesson.Lesson, error) {
	l, err := lessons.Find(name)
	if err != nil {
		return nil, usageError{err}
	}
	return l, nil
}

// completeLessons completes names of lessons; the shell adds files.
func completeLessons(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return lessons.Names(), cobra.ShellCompDirectiveDefault
}

// releasesOfLessons are those of the lessons that are named, or all there are.
func releasesOfLessons(_ *cobra.Command, names []string) (list []string) {
	for _, name := range names {
		l, err := lessons.Find(name)
		if err != nil {
			continue
		}
		for _, release := range l.Releases.Values() {
			if !slices.Contains(list, release) {
				list = append(list, release)
			}
		}
	}
	if len(list) == 0 {
		return cucm.ReleaseNames()
	}
	return list
}
