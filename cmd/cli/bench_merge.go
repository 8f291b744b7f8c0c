package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tvslab/bench"
)

// benchMerge is tvslab bench merge with its flags.
type benchMerge struct {
	*app
	parts    partsFlags
	to, page string
	title    string
	failIf   []string
}

func benchMergeCommand(a *app) *cobra.Command {
	v := benchMerge{app: a}
	cmd := &cobra.Command{
		Use:   "merge FOLDER|FILE...",
		Short: "Add up the results of shards, and judge them",
		Long: `Adds up the results of all shards of a benchmark: histograms, counters, the use of processors. Of a folder those files are taken that
"tvslab bench --results FOLDER/" wrote, one of each shard; with --wait they may come later. A shard that runs again replaces its file at once: half
a file is never read.

Prints the report of the whole. The exit status is 1 if a condition of --fail-if holds for it, if a wrong file came or if no boot
succeeded.`,
		Example: `  tvslab bench merge --results all.json shard-0.json shard-1.json shard-2.json
  tvslab bench merge results/ --shards 8 --wait 30m --fail-if 'p99>2s' --html storm.html`,
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return v.run(cmd.Context(), args) },
	}
	v.parts.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&v.to, "results", "", "write the sum into this file")
	flags.StringVar(&v.page, "html", "", "write the report with plots into this file")
	flags.StringVar(&v.title, "title", "", "title of the report (default: that of the first shard)")
	flags.StringArrayVar(&v.failIf, "fail-if", nil, "status 1 if this holds for the whole, for example 'p99>2s'; may be given again")
	return cmd
}

func (v *benchMerge) run(ctx context.Context, names []string) error {
	thresholds, err := parseThresholds(v.failIf)
	if err != nil {
		return err
	}
	files, err := v.parts.files(ctx, v.app, names)
	if err != nil {
		return err
	}
	list, err := readResults(ctx, files)
	if err != nil {
		return err
	}
	sum, err := bench.Merge(list)
	if err != nil {
		return usageError{err}
	}
	if v.title != "" {
		sum.Title = v.title
	}
	return errors.Join(v.write(sum), v.allOf(sum, thresholds))
}

// write writes the sum first, then the reports.
func (v *benchMerge) write(sum *bench.Results) error {
	if v.to != "" {
		if err := sum.WriteFile(v.to); err != nil {
			return fmt.Errorf("--results: %w", err)
		}
	}
	return errors.Join(v.printResults([]*bench.Results{sum}), writePage(v.page, []*bench.Results{sum}))
}
