package harbour_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/plan"
	"tvslab/plan/testplan"
	"tvslab/plan/write"
)

// columns is how wide the reports in the folder are.
const columns = 120

// report is what tvslab plan says of a plan of the folder.
func report(t *testing.T, name string, conditions bool) *plan.Report {
	t.Helper()
	r, err := plan.Make(t.Context(), loaded(t, name+".yaml"), plan.Options{Keys: testplan.Keys(t), Conditions: conditions})
	require.NoError(t, err)
	return r
}

// TestPlans: the reports in the folder are those of the plans: the good one is safe if what it relies on holds, the hasty one locks the
// phones that are off and those that cannot ask TVS. The phones from the loan are locked before either begins.
func TestPlans(t *testing.T) {
	if raceDetector {
		t.Skip("the deviations from a plan take minutes with the race detector; those of smaller plans are tried in package plan")
	}
	for name, word := range map[string]plan.Word{"plan": plan.SafeIf, "hasty": plan.Locks} {
		t.Run(name, func(t *testing.T) {
			r := report(t, name, true)
			require.Equal(t, word, r.Verdict.Word)
			require.Len(t, r.Before, 1)
			require.Equal(t, 24, r.Before[0].Phones)
			require.Equal(t, []string{"loan-8841"}, r.Before[0].Groups)
			var out bytes.Buffer
			require.NoError(t, write.Text{Width: columns}.Write(&out, r))
			golden(t, name+".txt", out.String())
		})
	}
}

// TestDiff: where the hasty plan parts from the good one, and what that costs.
func TestDiff(t *testing.T) {
	var out bytes.Buffer
	d := plan.Compare(report(t, "plan", false), report(t, "hasty", false))
	require.NoError(t, write.Text{Width: columns}.Diff(&out, d))
	golden(t, "diff.txt", out.String())
}
