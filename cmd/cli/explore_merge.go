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
	return &cobra.Command{
		Use:   "merge FILE ...",
		Short: "Put the parts of a search together",
		Long: `Reads the JSON documents of all parts of a search, which tvslab explore --shard I/N -o json printed, and says what one search
would have found: the same causes with the same examples.`,
		Example: `  tvslab explore rotation.yaml --all --shard 1/2 -o json > 1.json
  tvslab explore rotation.yaml --all --shard 2/2 -o json > 2.json
  tvslab explore merge 1.json 2.json`,
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return v.merge(cmd.Context(), args) },
	}
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
