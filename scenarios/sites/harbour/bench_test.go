package harbour_test

import (
	"testing"

	"github.com/stretchr/testify/require"

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
