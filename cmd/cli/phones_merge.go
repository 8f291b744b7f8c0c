package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"tvslab/bench/boots"
	"tvslab/parallel"
)

func phonesMergeCommand(a *app) *cobra.Command {
	var parts partsFlags
	cmd := &cobra.Command{
		Use:   "merge FOLDER|FILE...",
		Short: "Add up the reports of the shards of a fleet",
		Long: `Adds up the reports of all shards of a fleet: of a folder those that "tvslab phones --results FOLDER/" wrote, one of each shard; with --wait
they may come later. Every phone is in one shard, so that the counts are those of one run of the whole fleet. The exit status is 1 if a
wrong file came, or if no phone got what it boots with.`,
		Example: `  tvslab phones merge results/ --shards 4 --wait 30m
  tvslab phones merge 0.json 1.json -o json`,
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return a.mergeFleet(cmd.Context(), &parts, args) },
	}
	parts.register(cmd)
	return cmd
}

func (a *app) mergeFleet(ctx context.Context, parts *partsFlags, names []string) error {
	files, err := parts.files(ctx, a, names)
	if err != nil {
		return err
	}
	var list []*boots.Report
	for _, name := range files {
		data, err := parallel.Until(ctx, func() ([]byte, error) { return readUpTo(name, boots.MaxReport+1) })
		if err != nil {
			return fmt.Errorf("phones merge %s: %w", name, err)
		}
		r, err := boots.ParseReport(data)
		if err != nil {
			return usageError{fmt.Errorf("phones merge %s: %w", name, err)}
		}
		list = append(list, r)
	}
	sum, err := boots.Merge(list)
	if err != nil {
		return usageError{err}
	}
	return errors.Join(a.print(sum, func(w io.Writer) error { return writeFleet(w, sum) }), a.allOfFleet(sum))
}
