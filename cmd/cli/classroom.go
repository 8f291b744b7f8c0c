package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"os"

	"github.com/spf13/cobra"

	"tvslab/classroom"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim/cucm"
	"tvslab/sim/lab/clock"
)

// classroomVerb is tvslab classroom with its flags.
type classroomVerb struct {
	*app
	learners                                     int
	names, lesson, scenario, release, dir, clock string
	seed                                         uint64
	web                                          classWeb
	dirKept                                      bool
}

func classroomCommand(a *app) *cobra.Command {
	v := &classroomVerb{app: a, web: classWeb{app: a}}
	cmd := &cobra.Command{
		Use:   "classroom",
		Short: "Keep a lab up for each learner of a class, with a board for the instructor",
		Long: `Keeps so many labs up in one process until Ctrl-C: each with a network, a world and a password of its own, and pages at a path of its own. A learner
reaches his lab alone, by browser and by SSH; the instructor reaches all, and has a board on which stands how far everybody is.

Logins are printed, and written into the folder of the class as text and as a page to print. With --dir CLASS the class is kept there, and goes on
from it the next time; what came of it is written into CLASS/results at the end, and "tvslab classroom results CLASS" tells it.

Other machines reach a class that has --listen ADDRESS: pages are served over TLS then, with a certificate that a lab authority of the class signs, or
one of your own. Nodes of learner number N let him log in at port 2200+N of that address, further nodes of his 100 above.`,
		Example: `  tvslab classroom --learners 12 --lesson first-look --dir classes/monday
  tvslab classroom --dir classes/monday
  tvslab classroom --names anna,bert,carla --scenario my-rotation.yaml --listen 192.0.2.7
  tvslab classroom results classes/monday`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return v.run(cmd) },
	}
	flags := cmd.Flags()
	flags.IntVar(&v.learners, "learners", 0, "how many learners there are, learner-01 and so on")
	flags.StringVar(&v.names, "names", "", "names of the learners with commas between them, or a file that has them")
	flags.StringVar(&v.lesson, "lesson", "", "the lesson that learners do: its name, or its file (tvslab lesson ls)")
	flags.StringVar(&v.scenario, "scenario", "", "instead of a lesson: what labs begin as, the name of a scenario, or its file, played up to its first expect")
	flags.StringVar(&v.release, "release", "", "CUCM release, where there are several to choose from (default: the first)")
	flags.StringVar(&v.dir, "dir", "", "keep the class in this folder, which is made; a class that is there goes on")
	flags.Uint64Var(&v.seed, "seed", 0, "seed of the worlds of all learners, each of whom has another one (default: a random one)")
	flags.StringVar(&v.clock, "clock", clock.Real.String(), "the labs' clocks: real, a factor such as 60x, or stopped")
	v.web.register(cmd)
	completeWords(cmd, "clock", fixed(clock.Words()))
	completeWords(cmd, "release", func(cmd *cobra.Command, args []string) []string {
		if v.lesson != "" {
			return releasesOfLessons(cmd, []string{v.lesson})
		}
		return ofCells(cmd, args, cucm.ReleaseNames(), func(release, _ string) string { return release })
	})
	_ = cmd.RegisterFlagCompletionFunc("scenario", completeScenarios)
	_ = cmd.RegisterFlagCompletionFunc("lesson", completeLessons)
	cmd.MarkFlagsMutuallyExclusive("learners", "names")
	cmd.MarkFlagsMutuallyExclusive("lesson", "scenario")
	cmd.AddCommand(v.resultsCommand())
	return cmd
}

func (v *classroomVerb) run(cmd *cobra.Command) (err error) {
	ctx := cmd.Context()
	rate, err := clock.Parse(v.clock)
	if err != nil {
		return usageError{fmt.Errorf("--%w", err)}
	}
	if err := v.web.check(); err != nil {
		return usageError{err}
	}
	register, err := v.register(cmd)
	if err != nil {
		return err
	}
	if !v.dirKept {
		defer func() { err = errors.Join(err, os.RemoveAll(v.dir)) }()
	}
	course, err := courseOf(register)
	if err != nil {
		return err
	}
	keys, err := v.openKeys(ctx)
	if err != nil {
		return err
	}
	p := newProgress(v.errs, "making labs")
	class, err := classroom.Open(ctx, classroom.Options{Dir: v.dir, Register: register, Course: course, Keys: keys, Gate: v.web.gate(), Rate: rate, Record: v.dirKept,
		Chosen: given(cmd.Flags(), "clock"), Version: Version, Made: p.report, Tell: v.trouble, Failed: v.failed})
	p.end()
	if err != nil {
		return labFolderError(err)
	}
	err = v.attend(ctx, class)
	return errors.Join(err, v.save(class), class.Close())
}

// register finds the class, or makes a new one.
func (v *classroomVerb) register(cmd *cobra.Command) (*classroom.Register, error) {
	if v.dirKept = v.dir != ""; v.dirKept && classroom.Is(v.dir) {
		for _, name := range []string{"learners", "names", "lesson", "scenario", "release", "seed"} {
			if given(cmd.Flags(), name) {
				return nil, usageError{fmt.Errorf("--%s has no effect on %q: it is a class that goes on as it stands", name, v.dir)}
			}
		}
		r, err := classroom.Read(v.dir)
		if err != nil {
			return nil, usageError{err}
		}
		return r, nil
	}
	names, err := v.learnerNames(cmd.Context())
	if err != nil {
		return nil, err
	}
	if v.scenario+v.lesson == "" {
		return nil, usageError{errors.New("--lesson NAME says what learners do, or --scenario NAME what labs begin as")}
	}
	if !given(cmd.Flags(), "seed") {
		v.seed = rand.Uint64()
	}
	r, err := classroom.NewRegister(v.lesson+v.scenario, v.lesson == "", v.release, v.seed, names)
	if err != nil {
		return nil, usageError{err}
	}
	if _, err := courseOf(r); err != nil {
		return nil, err
	}
	if !v.dirKept {
		if v.dir, err = os.MkdirTemp("", "tvslab-class-"); err != nil {
			return nil, err
		}
	}
	if err := r.Write(v.dir); err != nil {
		return nil, usageError{err}
	}
	return r, nil
}

// learnerNames are the names that flags give.
func (v *classroomVerb) learnerNames(ctx context.Context) ([]string, error) {
	switch info, err := os.Stat(v.names); {
	case v.names == "" && v.learners == 0:
		return nil, usageError{errors.New("--learners COUNT or --names NAME,NAME says who learns; --dir CLASS goes on with a class")}
	case v.names == "" && (v.learners < 1 || v.learners > classroom.MostLearners):
		return nil, usageError{fmt.Errorf("--learners %d: 1 to %d", v.learners, classroom.MostLearners)}
	case v.names == "":
		return classroom.Numbered(v.learners), nil
	case err == nil && info.Mode().IsRegular():
		return readFile(ctx, "--names", v.names, "a list of names", classroom.ParseNames)
	}
	names, err := classroom.ParseNames([]byte(v.names))
	if err != nil {
		return nil, usageError{fmt.Errorf("--names: %w", err)}
	}
	return names, nil
}

// courseOf finds what a class does.
func courseOf(r *classroom.Register) (*classroom.Course, error) {
	if !r.Scenario {
		l, err := findLesson(r.Course)
		if err != nil {
			return nil, err
		}
		course, err := classroom.OfLesson(l, r.Release)
		if err != nil {
			return nil, usageError{err}
		}
		return course, nil
	}
	choice, err := selection(nonEmpty(r.Release), nil, nil)
	if err != nil {
		return nil, err
	}
	cells, err := library.Pick(r.Course, choice)
	if errors.Is(err, library.ErrSeveral) {
		return nil, usageError{fmt.Errorf("%w; name one", err)}
	}
	if err != nil {
		return nil, cellError(err)
	}
	s := cells[0]
	return &classroom.Course{Name: s.Name, Title: s.Title, World: func(uint64) (*scenarios.Scenario, int, error) { return s, s.FirstExpect(), nil }}, nil
}

// attend serves the pages of the class until ctx ends.
func (v *classroomVerb) attend(ctx context.Context, class *classroom.Class) error {
	site, err := v.web.open(class)
	if err != nil {
		return err
	}
	logins := class.Logins(site.address)
	logins.Authority, logins.Fingerprint = site.authority, site.fingerprint
	ctx, end := context.WithCancel(ctx)
	defer end()
	served := site.serve(ctx)
	err = errors.Join(logins.Save(v.dir), v.print(logins, func(w io.Writer) error { return v.writeClass(w, logins) }))
	if err == nil {
		<-ctx.Done()
		fmt.Fprintln(v.errs, "tvslab: ending the class")
	}
	end()
	return errors.Join(err, <-served)
}

func (v *classroomVerb) writeClass(w io.Writer, l *classroom.Logins) error {
	if err := l.WriteText(w); err != nil {
		return err
	}
	if v.dirKept {
		fmt.Fprintf(w, "\nlogins to print: %s/%s. Ctrl-C ends the class; tvslab classroom --dir %s goes on with it.\n", v.dir, classroom.LoginsPage, v.dir)
	}
	return nil
}

// save writes what came of the class: into its folder, or where that is forgotten, as a table.
func (v *classroomVerb) save(class *classroom.Class) error {
	if v.dirKept {
		return class.SaveResults(context.Background())
	}
	results, err := class.Results(context.Background())
	if err != nil {
		return err
	}
	return results.WriteCSV(v.errs)
}

// gatePort is before the port of the first learner's nodes at the address of --listen.
const gatePort = 2200

func (w *classWeb) gate() netip.AddrPort {
	if !w.at.IsValid() || w.at.Addr().IsLoopback() {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(w.at.Addr(), gatePort+1)
}
