package cli

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"tvslab/plan"
	"tvslab/scenarios"
)

// planDiffVerb is tvslab plan diff with its flags.
type planDiffVerb struct {
	planVerb
}

func planDiffCommand(a *app) *cobra.Command {
	v := planDiffVerb{planVerb{app: a}}
	cmd := &cobra.Command{
		Use:   "diff A [B]",
		Short: "Say where two plans part, and what that costs",
		Long: `Plays two plans, or one plan on two releases, and says at which step phones come to stand otherwise, what each step does in one only, and
what is found in one only. Steps are matched by their words, groups of phones by their names; so two sites with one plan can be compared,
too. Of a plan with a matrix its first cell is taken; --release and --mode choose another.

Exit status: 0 they do not part, 1 they do, 2 the input is wrong.`,
		Example: `  tvslab plan diff rotation.yaml rotation-slow.yaml
  tvslab plan diff rotation.yaml --as-release 11.5,14`,
		Args:              arguments(cobra.RangeArgs(1, 2)),
		ValidArgsFunction: completePlays,
		RunE:              func(cmd *cobra.Command, args []string) error { return v.run(cmd.Context(), args) },
	}
	v.common(cmd)
	return cmd
}

func (v *planDiffVerb) run(ctx context.Context, names []string) error {
	pair, err := v.pair(ctx, names)
	if err != nil {
		return err
	}
	reports, err := v.make(ctx, pair)
	if err != nil {
		return err
	}
	d := plan.Compare(reports[0], reports[1])
	doc := planDiffDocument{plan.Schema, d}
	if err := v.print(doc, func(w io.Writer) error { return v.text().Diff(w, d) }); err != nil {
		return err
	}
	if !d.Same {
		return errFailed
	}
	return nil
}

// planDiffDocument is the JSON document of tvslab plan diff.
type planDiffDocument struct {
	Schema int `json:"schema"`
	*plan.Difference
}

// pair returns the two cells that are compared: the first of each plan, or those of one plan on two releases.
func (v *planDiffVerb) pair(ctx context.Context, names []string) ([]*scenarios.Scenario, error) {
	if len(names) == 1 && len(v.as) != 2 && len(v.releases) != 2 {
		return nil, usageError{errors.New("one plan alone: name two releases with --as-release A,B, or another plan")}
	}
	if len(names) == 2 && len(v.as) > 1 {
		return nil, usageError{errors.New("--as-release: two plans are compared on one release; name one")}
	}
	choice, err := selection(v.releases, v.modes, v.as)
	if err != nil {
		return nil, err
	}
	var pair []*scenarios.Scenario
	for _, name := range names {
		cells, err := v.onePlan(ctx, name, choice)
		if err != nil {
			return nil, err
		}
		if len(names) == 2 {
			v.tellOthers(cells)
		}
		pair = append(pair, firstCells(cells, 3-len(names))...)
	}
	if len(pair) != 2 {
		return nil, usageError{errors.New("the releases leave one cell; name two that differ, or another plan")}
	}
	return pair, nil
}

// firstCells are the first cells of so many releases.
func firstCells(cells []*scenarios.Scenario, releases int) (list []*scenarios.Scenario) {
	seen := map[string]bool{}
	for _, c := range cells {
		if len(list) < releases && !seen[c.Cell.Release] {
			seen[c.Cell.Release] = true
			list = append(list, c)
		}
	}
	return list
}
