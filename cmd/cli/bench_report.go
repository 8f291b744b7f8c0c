package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tvslab/bench"
)

func (a *app) benchReportCommand() *cobra.Command {
	var page string
	var failIf []string
	cmd := &cobra.Command{
		Use:   "report FILE...",
		Short: "Report what benchmarks measured",
		Long: `Reports files that tvslab bench --results wrote: as text, with -o json as figures, with --html also as a page with plots
that needs nothing but itself.`,
		Example: `  tvslab bench report today.json --html today.html`,
		Args:    arguments(cobra.MinimumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			list, err := readResults(args)
			if err != nil {
				return err
			}
			if err := errors.Join(a.printBench(list), writePage(page, list)); err != nil {
				return err
			}
			return a.judgeAll(list, failIf)
		},
	}
	cmd.Flags().StringVar(&page, "html", "", "write the report with plots into this file")
	cmd.Flags().StringArrayVar(&failIf, "fail-if", nil, "status 1 if this holds for any of them, for example 'p99>2s'")
	return cmd
}

func (a *app) judgeAll(list []*bench.Results, failIf []string) error {
	var verdict error
	for _, text := range failIf {
		t, err := bench.ParseThreshold(text)
		if err != nil {
			return usageError{fmt.Errorf("--fail-if: %w", err)}
		}
		for _, r := range list {
			if err := a.judgeBench(r, []bench.Threshold{t}); err != nil {
				verdict = err
			}
		}
	}
	return verdict
}

func (a *app) benchCompareCommand() *cobra.Command {
	tolerance := "5%"
	var strict bool
	cmd := &cobra.Command{
		Use:   "compare A B",
		Short: "Say whether benchmark B is better or worse than A",
		Long: `Compares the phases of two files that tvslab bench --results wrote. Median and p99 differ if the intervals in which they
lie with 95 % confidence do not meet, and the values differ by more than the tolerance; shares of errors differ if a test of
two proportions says so at 1 %. A phase is worse if one of the three is, else better if one is, else the same.

That tells how much the boots of one run differ, not how much runs do: repeat runs before you believe a verdict.`,
		Args: arguments(cobra.ExactArgs(2)),
		RunE: func(_ *cobra.Command, args []string) error {
			t, err := bench.ParseShare(tolerance)
			if err != nil {
				return usageError{fmt.Errorf("--tolerance: %w", err)}
			}
			list, err := readResults(args)
			if err != nil {
				return err
			}
			return a.compareBench(bench.Compare(list[0], list[1], t), strict)
		},
	}
	cmd.Flags().StringVar(&tolerance, "tolerance", tolerance, "difference that counts as none")
	cmd.Flags().BoolVar(&strict, "fail-if-worse", false, "status 1 if B is worse")
	return cmd
}

func (a *app) compareBench(c *bench.Comparison, strict bool) error {
	print := func() error { return c.WriteText(a.out) }
	if a.output == "json" {
		print = func() error { return printJSON(a.out, c) }
	}
	if err := print(); err != nil {
		return err
	}
	if strict && c.Verdict == bench.Worse {
		return errFailed
	}
	return nil
}

func (a *app) benchMergeCommand() *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:     "merge --results FILE FILE...",
		Short:   "Add up the results of shards",
		Example: `  tvslab bench merge --results all.json shard-0.json shard-1.json shard-2.json`,
		Args:    arguments(cobra.MinimumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			if to == "" {
				return usageError{errors.New("--results: the file to write is missing")}
			}
			list, err := readResults(args)
			if err != nil {
				return err
			}
			sum, err := bench.Merge(list)
			if err != nil {
				return usageError{err}
			}
			return sum.WriteFile(to)
		},
	}
	cmd.Flags().StringVar(&to, "results", "", "file to write")
	return cmd
}

// readResults reads files; what is wrong with them is the user's doing.
func readResults(names []string) ([]*bench.Results, error) {
	var list []*bench.Results
	for _, name := range names {
		r, err := bench.ReadFile(name)
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

func (a *app) printBench(list []*bench.Results) error {
	if a.output == "json" {
		doc := benchReport{Schema: 1, Results: []*bench.Summary{}}
		for _, r := range list {
			doc.Results = append(doc.Results, r.Summary())
		}
		return printJSON(a.out, doc)
	}
	for i, r := range list {
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		if err := r.WriteText(a.out); err != nil {
			return err
		}
	}
	return nil
}
