package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"tvslab/bench"
)

func benchCompareCommand(a *app) *cobra.Command {
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
		RunE: func(cmd *cobra.Command, args []string) error {
			t, err := bench.ParseShare(tolerance)
			if err != nil {
				return usageError{fmt.Errorf("--tolerance: %w", err)}
			}
			if t < 0 {
				return usageError{fmt.Errorf("--tolerance %s: a difference is not negative", tolerance)}
			}
			list, err := readResults(cmd.Context(), args)
			if err != nil {
				return err
			}
			c := bench.Compare(list[0], list[1], t)
			if err := a.print(c, c.WriteText); err != nil {
				return err
			}
			if strict && c.Verdict == bench.Worse {
				return errFailed
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&tolerance, "tolerance", tolerance, "difference that counts as none")
	cmd.Flags().BoolVar(&strict, "fail-if-worse", false, "status 1 if B is worse")
	return cmd
}
