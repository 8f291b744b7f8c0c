package cli

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"tvslab/explore"
	"tvslab/parallel"
)

func exploreMergeCommand(a *app) *cobra.Command {
	v := exploreVerb{app: a}
	var parts partsFlags
	cmd := &cobra.Command{
		Use:   "merge FOLDER|FILE...",
		Short: "Put the parts of a search together",
		Long: `Reads the JSON documents of all parts of a search, which tvslab explore --shard I/N -o json printed, and says what one search
would have found: the same causes with the same examples. Of a folder those are read that "tvslab explore --results FOLDER/" wrote; with --wait
they may come later.`,
		Example: `  tvslab explore rotation.yaml --all --shard 1/2 -o json > 1.json
  tvslab explore rotation.yaml --all --shard 2/2 -o json > 2.json
  tvslab explore merge 1.json 2.json
  tvslab explore merge results/ --shards 8 --wait 2h --examples causes/`,
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := parts.files(cmd.Context(), a, args)
			if err != nil {
				return err
			}
			return v.merge(cmd.Context(), files)
		},
	}
	parts.register(cmd)
	cmd.Flags().StringVar(&v.example, "example", "", "write the smallest example as a scenario to this file")
	cmd.Flags().StringVar(&v.folder, "examples", "", "write an example of each cause into this folder")
	cmd.Flags().StringVar(&v.results, "results", "", "write the whole as JSON into this file")
	return cmd
}

// readUpTo reads the beginning of a file.
func readUpTo(name string, most int64) ([]byte, error) {
	from, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	return io.ReadAll(io.LimitReader(from, most))
}

func (v *exploreVerb) merge(ctx context.Context, names []string) error {
	var parts []*explore.Result
	for _, name := range names {
		data, err := parallel.Until(ctx, func() ([]byte, error) { return readUpTo(name, explore.MaxResult+1) })
		if err != nil {
			return fmt.Errorf("explore merge %s: %w", name, err)
		}
		part, err := explore.ParseResult(data)
		if err != nil {
			return usageError{fmt.Errorf("explore merge %s: %w", name, err)}
		}
		parts = append(parts, part)
	}
	all, err := explore.Merge(parts)
	if err != nil {
		return usageError{fmt.Errorf("explore merge: %w", err)}
	}
	if err := v.report(all); err != nil {
		return err
	}
	return v.verdict(all)
}
