package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"tvslab/bench"
	"tvslab/parallel"
)

func benchReportCommand(a *app) *cobra.Command {
	var page string
	var failIf []string
	cmd := &cobra.Command{
		Use:   "report FILE...",
		Short: "Report what benchmarks measured",
		Long: `Reports files that tvslab bench --results wrote: as text, with -o json as figures, with --html also as a page that
needs nothing but itself: plots of several runs laid over each other, then each run with its machine, figures and plots.`,
		Example: `  tvslab bench report today.json --html today.html`,
		Args:    arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			thresholds, err := parseThresholds(failIf)
			if err != nil {
				return err
			}
			list, err := readResults(cmd.Context(), args)
			if err != nil {
				return err
			}
			if err := errors.Join(a.printResults(list), writePage(page, list)); err != nil {
				return err
			}
			var verdict error
			for _, r := range list {
				verdict = cmp.Or(a.judge(r, thresholds), verdict)
			}
			return verdict
		},
	}
	cmd.Flags().StringVar(&page, "html", "", "write the report with plots into this file")
	cmd.Flags().StringArrayVar(&failIf, "fail-if", nil, "status 1 if this holds for any of them, for example 'p99>2s'")
	return cmd
}

// parseThresholds reads the values of --fail-if.
func parseThresholds(failIf []string) (list []bench.Threshold, err error) {
	for _, text := range failIf {
		t, err := bench.ParseThreshold(text)
		if err != nil {
			return nil, usageError{fmt.Errorf("--fail-if: %w", err)}
		}
		list = append(list, t)
	}
	return list, nil
}

// readResults reads files; what is wrong with them is the user's doing.
func readResults(ctx context.Context, names []string) ([]*bench.Results, error) {
	var list []*bench.Results
	for _, name := range names {
		r, err := parallel.Until(ctx, func() (*bench.Results, error) { return bench.ReadFile(name) })
		if err != nil {
			return nil, usageError{err}
		}
		list = append(list, r)
	}
	return list, nil
}

// benchReport is the JSON document of tvslab bench and bench report.
type benchReport struct {
	Schema  int              `json:"schema"`
	Results []*bench.Summary `json:"results"`
}

// printResults prints reports of benchmarks, or their figures.
func (a *app) printResults(list []*bench.Results) error {
	doc := benchReport{Schema: 1, Results: []*bench.Summary{}}
	for _, r := range list {
		doc.Results = append(doc.Results, r.Summary())
	}
	return a.print(doc, func(w io.Writer) error {
		for i, r := range list {
			if i > 0 {
				fmt.Fprintln(w)
			}
			if err := r.WriteText(w); err != nil {
				return err
			}
		}
		return nil
	})
}

// judge says which thresholds are met; any is a failure.
func (a *app) judge(r *bench.Results, list []bench.Threshold) error {
	var verdict error
	for _, t := range list {
		if failed, why := t.Judge(r); failed {
			fmt.Fprintf(a.errs, "tvslab: failed: %s\n", why)
			verdict = errFailed
		}
	}
	return verdict
}

// wrongFiles is a failure, whatever else is: a phone got what it did not ask for.
func (a *app) wrongFiles(n int64) error {
	if n == 0 {
		return nil
	}
	fmt.Fprintf(a.errs, "tvslab: failed: %d wrong files\n", n)
	return errFailed
}

// allFailed is a failure where something ran and nothing of it came to a good end.
func (a *app) allFailed(ran, failed int64, what string) error {
	if ran == 0 || failed < ran {
		return nil
	}
	fmt.Fprintf(a.errs, "tvslab: failed: none of %d %s\n", ran, what)
	return errFailed
}

func writePage(name string, list []*bench.Results) error {
	if name == "" {
		return nil
	}
	file, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("--html: %w", err)
	}
	return errors.Join(bench.WriteHTML(file, list), file.Close())
}
