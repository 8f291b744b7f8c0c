package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"tvslab/bench"
)

func benchMergeCommand(a *app) *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:     "merge --results FILE FILE...",
		Short:   "Add up the results of shards",
		Example: `  tvslab bench merge --results all.json shard-0.json shard-1.json shard-2.json`,
		Args:    arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if to == "" {
				return usageError{errors.New("--results: the file to write is missing")}
			}
			list, err := readResults(cmd.Context(), args)
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
