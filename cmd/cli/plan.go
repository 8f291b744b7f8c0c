package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"tvslab/annotate"
	"tvslab/parallel"
	"tvslab/plan"
	"tvslab/plan/pace"
	"tvslab/plan/write"
	"tvslab/scenarios"
	"tvslab/scenarios/file"
	"tvslab/scenarios/library"
	"tvslab/sim/pki"
)

// planVerb is tvslab plan with its flags.
type planVerb struct {
	*app
	seed                seedFlag
	ascii, conditions   bool
	assumptions         bool
	asked               bool // for conditions, on the command line
	width               int
	rate                float64
	horizon             string
	releases, modes, as []string
	files               map[string]*string // to write reports into, by flag
	notes               annotateFlag
}

// planFiles are the flags that write reports into files.
var planFiles = []struct {
	flag, usage string
	write       func(io.Writer, []*plan.Report) error
}{
	{"html", "also write the reports as one HTML page, which needs nothing but itself, into this file", write.HTML},
	{"markdown", "also write the reports as Markdown, for a ticket or a pull request, into this file", write.Markdown},
	{"junit", "also write the verdicts as JUnit XML into this file", write.JUnit},
}

func planCommand(a *app) *cobra.Command {
	v := planVerb{app: a, files: map[string]*string{}, notes: annotateFlag{app: a}}
	cmd := &cobra.Command{
		Use:   "plan FILE|DIR|NAME ...",
		Short: "Say what a change plan does to every group of phones, step by step",
		Long: `Plays change plans: scenario files, whose steps need not expect anything, by file or folder, or scenarios of the
library by name. For each, a verdict, and a matrix of steps and groups of phones: where the phones stand after each step, what changed,
and what the step did to the cluster. A plan with a matrix is played once per cell.

Exit status: 0 safe, 1 not safe, 2 the input is wrong.`,
		Example: `  tvslab plan rotation.yaml
  tvslab plan rotation.yaml --as-release 11.5,14
  tvslab plan rotation.yaml --html rotation.html --markdown rotation.md
  tvslab plan plans/ --junit report.xml --annotate github --annotate sarif=plans.sarif
  tvslab plan tftp-both-changed-tvs-changed --release 11.5`,
		Args:              arguments(cobra.MinimumNArgs(1)),
		ValidArgsFunction: completePlays,
		RunE: func(cmd *cobra.Command, args []string) error {
			v.asked = cmd.Flags().Changed("conditions")
			return v.run(cmd.Context(), args)
		},
	}
	v.common(cmd)
	for _, f := range planFiles {
		v.files[f.flag] = cmd.Flags().String(f.flag, "", f.usage)
	}
	v.notes.register(cmd)
	cmd.Flags().BoolVar(&v.conditions, "conditions", true, "try every deviation from a plan that is safe, to say what it relies on; it takes longer than the plan; unasked, of plans of at most "+strconv.Itoa(mostTried)+" steps")
	cmd.Flags().BoolVar(&v.assumptions, "assumptions", false, "try other values of settings that no document settles, to say on which the verdict rests (always with --html)")
	cmd.AddCommand(planDiffCommand(a))
	return cmd
}

// common registers the flags that plan and plan diff have in common.
func (v *planVerb) common(cmd *cobra.Command) {
	flags := cmd.Flags()
	v.seed.register(cmd)
	flags.BoolVar(&v.ascii, "ascii", false, "symbols of ASCII only, as where the locale is not UTF-8")
	flags.IntVar(&v.width, "width", 0, "width of the text in columns (default: of the terminal, 80 where there is none)")
	flags.StringSliceVar(&v.releases, "release", nil, "only the cells of these releases")
	flags.StringSliceVar(&v.modes, "mode", nil, "only the cells of these security modes")
	flags.StringSliceVar(&v.as, "as-release", nil, "play every plan on these releases instead of its own: what if")
	flags.Float64Var(&v.rate, "reset-rate", pace.DefaultRate, "phones that come back after a reset, per second: how long the plan takes")
	flags.StringVar(&v.horizon, "horizon", "90d", "warn of certificates that end within this time after the plan")
	cmd.MarkFlagsMutuallyExclusive("release", "as-release")
	completeCells(cmd)
}

// options say how plans are played.
func (v *planVerb) options(keys pki.KeySource) (plan.Options, error) {
	o := plan.Options{Keys: keys, Seed: v.seed.of(), Conditions: v.conditions, Assumptions: v.assumptions, ResetRate: v.rate}
	if page := v.files["html"]; page != nil && *page != "" {
		o.Assumptions, o.Stories = true, true
	}
	if err := pace.CheckRate(v.rate); err != nil {
		return o, usageError{fmt.Errorf("--reset-rate: %w", err)}
	}
	if v.width < 0 {
		return o, usageError{fmt.Errorf("--width: %d columns; a number from 1 on is needed", v.width)}
	}
	var err error
	if o.Horizon, err = file.ParseDuration(v.horizon); err != nil {
		return o, usageError{fmt.Errorf("--horizon: %w; write for example 90d", err)}
	}
	return o, nil
}

func (v *planVerb) run(ctx context.Context, names []string) error {
	defer collectSeldom()()
	if err := errors.Join(v.clash(), v.notes.check()); err != nil {
		return err
	}
	choice, err := selection(v.releases, v.modes, v.as)
	if err != nil {
		return err
	}
	cells, err := loadPlans(ctx, names, choice)
	if err != nil {
		return v.notes.failed(err)
	}
	reports, err := v.make(ctx, cells)
	if err != nil {
		return err
	}
	var notes []annotate.Note
	for i, r := range reports {
		notes = append(notes, write.Notes(cells[i], r)...)
	}
	if err := errors.Join(v.save(reports), v.report(reports), v.notes.write(notes)); err != nil {
		return err
	}
	for _, r := range reports {
		if !r.Verdict.Safe {
			return errFailed
		}
	}
	return nil
}

// loadPlans finds plans, checks them and takes their matrices apart.
func loadPlans(ctx context.Context, names []string, choice library.Selection) ([]*scenarios.Scenario, error) {
	list, err := parallel.Until(ctx, func() ([]*scenarios.Scenario, error) { return library.GatherPlans(names...) })
	if err != nil {
		return nil, err
	}
	cells, err := choice.Cells(list)
	return cells, cellError(err)
}

// onePlan are the cells of the one plan that is named.
func (a *app) onePlan(ctx context.Context, name string, choice library.Selection) ([]*scenarios.Scenario, error) {
	cells, err := loadPlans(ctx, []string{name}, choice)
	if err != nil {
		return nil, err
	}
	for _, c := range cells {
		if c.Name != cells[0].Name {
			return nil, usageError{fmt.Errorf("%q %w; name one", name, library.ErrSeveral)}
		}
	}
	return cells, nil
}

// tellOthers says which cells there were to choose from beside the first.
func (a *app) tellOthers(cells []*scenarios.Scenario) {
	if others := (&cellFlags{cells: cells}).others(); others != "" {
		fmt.Fprintf(a.errs, "tvslab: %s\n", others)
	}
}

// clash is the error of two reports for one file.
func (v *planVerb) clash() error {
	taken := map[string]string{}
	for _, f := range planFiles {
		name := *v.files[f.flag]
		if other, twice := taken[name]; twice && name != "" {
			return usageError{fmt.Errorf("--%s: %s is written by --%s already; name another file", f.flag, name, other)}
		}
		taken[name] = f.flag
	}
	return nil
}

// make plays the plans, several at a time.
func (v *planVerb) make(ctx context.Context, cells []*scenarios.Scenario) ([]*plan.Report, error) {
	keys, err := v.openKeys(ctx)
	if err != nil {
		return nil, err
	}
	o, err := v.options(keys)
	if err != nil {
		return nil, err
	}
	o.Conditions = o.Conditions && !v.tooLong(cells)
	p := newProgress(v.errs, "playing plans")
	defer p.end()
	o.Tried = func(done, total int) { p.tell(func() string { return fmt.Sprintf("otherwise %d/%d", done, total) }) }
	return plan.All(ctx, cells, o, p.report)
}

// mostTried is of how many steps a plan may be whose deviations are tried unasked: how many there are goes by the square of its steps.
const mostTried = 80

// tooLong says that deviations are not tried, where nobody asked for them and a plan is long.
func (v *planVerb) tooLong(cells []*scenarios.Scenario) bool {
	for _, c := range cells {
		if n := len(c.Steps); v.conditions && !v.asked && n > mostTried {
			fmt.Fprintf(v.errs, "tvslab: %s has %d steps: what it relies on is not looked for, which takes long; --conditions looks for it\n", c.Name, n)
			return true
		}
	}
	return false
}

// save writes the files that flags ask for.
func (v *planVerb) save(reports []*plan.Report) error {
	for _, f := range planFiles {
		name := *v.files[f.flag]
		if name == "" {
			continue
		}
		file, err := os.Create(name)
		if err != nil {
			return fmt.Errorf("--%s: %w", f.flag, err)
		}
		if err := errors.Join(f.write(file, reports), file.Close()); err != nil {
			return fmt.Errorf("--%s: %w", f.flag, err)
		}
	}
	return nil
}

// planDocument is the JSON document of tvslab plan.
type planDocument struct {
	Schema int            `json:"schema"`
	Safe   bool           `json:"safe"`
	Plans  []*plan.Report `json:"plans"`
}

func (v *planVerb) report(list []*plan.Report) error {
	doc := planDocument{Schema: plan.Schema, Safe: true, Plans: list}
	for _, r := range list {
		doc.Safe = doc.Safe && r.Verdict.Safe
	}
	return v.print(doc, func(w io.Writer) error {
		text := v.text()
		for i, r := range list {
			if i > 0 {
				fmt.Fprintln(w)
			}
			if err := text.Write(w, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// text is how reports are printed.
func (v *planVerb) text() write.Text {
	return write.Text{Width: v.columns(), ASCII: v.ascii || !v.out.unicode(), Paint: paintTone}
}

// columns is the width of the text.
func (v *planVerb) columns() int {
	if v.width > 0 {
		return v.width
	}
	return v.out.columns()
}
