package plan_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/plan"
	"tvslab/plan/testplan"
)

// lent is the site with phones that hold the lists of another cluster and are on before the first step.
const lent = site + "  loan: {model: \"8841\", count: 4, tftp: [cucm-pub, cucm-sub1], on: true, holds: unknown}\n"

// TestBefore: what was so before the first step is no finding about the plan, unless the plan makes it worse; what it does to the phones is told.
func TestBefore(t *testing.T) {
	const locked = "4 phones of loan refuse every list already, before the first step"
	for _, row := range []struct{ name, site, steps, text, then string }{
		{"left alone", lent, "power-on: all", "SAFE (" + locked + ")", "the plan does not change that"},
		{"freed", lent, "delete-trust-list: loan", "SAFE (" + locked + "; the plan frees all of them at step 1)", "the plan frees all of them at step 1"},
		{"freed one by one", lent, "delete-trust-list: loan[1]\n  - delete-trust-list: loan[3]",
			"SAFE (" + locked + "; the plan frees 1 of them at step 1, the plan frees 1 of them at step 2)",
			"the plan frees 1 of them at step 1, the plan frees 1 of them at step 2"},
		{"freed and locked", lent, "delete-trust-list: loan" + allAtOnce, "LOCKS 4 PHONES AT STEP 3 (" + locked + "; the plan frees all of them at step 1)",
			"the plan frees all of them at step 1"},
		{"beside others", lent, "power-on: desk" + allAtOnce, "LOCKS 10 PHONES AT STEP 3 (" + locked + ")", "the plan does not change that"},
		{"their call manager goes", lent, "stop: {service: Cisco CallManager, nodes: all}\n  - reset: loan", "LEAVES 4 PHONES NOT REGISTERED (" + locked + ")",
			"the plan does not change that"},
		{"nothing", site, "power-on: all", "SAFE", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := testplan.Make(t, testplan.Text(t, row.site+"steps:\n  - "+row.steps+"\n"))
			require.Equal(t, row.text, r.Verdict.Text)
			if row.then == "" {
				require.Empty(t, r.Before)
				require.Equal(t, "1", r.Points()[0].Name)
				return
			}
			require.Len(t, r.Before, 1)
			require.Equal(t, row.then, r.Before[0].Then)
			require.Equal(t, plan.Locks, r.Before[0].Word)
			require.Equal(t, []string{"loan"}, r.Before[0].Groups)
			require.NotEmpty(t, r.Before[0].Remedies)
			if r.Verdict.Safe {
				require.Empty(t, r.Verdict.Findings)
				require.Empty(t, r.Returns)
			}
			require.Equal(t, map[plan.State]int{plan.Locked: 4}, r.Start.Cells[2].Counts)
			require.Equal(t, "0", r.Points()[0].Name)
		})
	}
}

// TestConditionsBesideBefore: phones that were locked before the first step hide no condition, and are in none.
func TestConditionsBesideBefore(t *testing.T) {
	conditions := func(site string) (texts []string) {
		s := testplan.Text(t, site+"steps:\n  - power-on: [desk, floor]\n"+oneByOne)
		r, err := plan.Make(t.Context(), s, plan.Options{Keys: testplan.Keys(t), Conditions: true})
		require.NoError(t, err)
		require.Equal(t, plan.SafeIf, r.Verdict.Word)
		for _, c := range r.Conditions {
			require.NotContains(t, c.Groups, "loan")
			texts = append(texts, c.Text)
		}
		return texts
	}
	require.Equal(t, conditions(site), conditions(lent))
}

// TestOff: a finding says how many of the phones are off, and the matrix when.
func TestOff(t *testing.T) {
	r := testplan.Make(t, testplan.Text(t, site+"steps:\n  - power-on: all\n  - power-off: [\"desk[1..3]\", floor]"+allAtOnce+"\n"))
	f := r.Verdict.Findings[0]
	require.Equal(t, []int{4, 15, 8}, []int{f.Step, f.Phones, f.Off})
	require.Equal(t, map[plan.State]int{plan.Off: 3, plan.Behind: 7}, r.Steps[2].Cells[0].Counts)
	require.Equal(t, map[plan.State]int{plan.OffLocked: 3, plan.Locked: 7}, r.Steps[3].Cells[0].Counts)
	require.Equal(t, plan.OffLocked, r.Steps[3].Cells[1].State)
}
