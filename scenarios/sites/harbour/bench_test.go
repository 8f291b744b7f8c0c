package harbour_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/explore"
	"tvslab/explore/deviation"
	"tvslab/plan"
	"tvslab/plan/testplan"
)

// BenchmarkPlan is the report of each plan of the site, without and with what the verdict rests on; a plan that is not safe rests on
// nothing.
func BenchmarkPlan(b *testing.B) {
	for _, row := range []struct {
		name, file string
		options    plan.Options
	}{
		{"good", "plan.yaml", plan.Options{}},
		{"good with conditions", "plan.yaml", plan.Options{Conditions: true}},
		{"hasty", "hasty.yaml", plan.Options{}},
	} {
		b.Run(row.name, func(b *testing.B) {
			row.options.Keys = testplan.Keys(b)
			for b.Loop() {
				r, err := plan.Make(b.Context(), loaded(b, row.file), row.options)
				require.NoError(b, err)
				require.Equal(b, row.file == "plan.yaml", r.Verdict.Safe)
			}
		})
	}
}

// BenchmarkSingles is every step of the good plan forgotten, and every one done out of its turn, one at a time.
func BenchmarkSingles(b *testing.B) {
	for b.Loop() {
		p, err := explore.NewPlan(b.Context(), loaded(b, "plan.yaml"), explore.Config{Keys: testplan.Keys(b)})
		require.NoError(b, err)
		tried, err := explore.SinglesOf(b.Context(), p, func(deviation.Deviation) bool { return true }, deviation.Named(deviation.Skip), deviation.Named(deviation.Order))
		require.NoError(b, err)
		require.NotEmpty(b, tried)
		b.ReportMetric(float64(len(tried)), "deviations")
	}
}
