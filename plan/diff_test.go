package plan_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/plan"
	"tvslab/plan/testplan"
)

// TestCompare: where one plan parts on two releases, and what it costs; a plan does not part from itself.
func TestCompare(t *testing.T) {
	const name = "tftp-both-changed-tvs-changed"
	old, later := testplan.Make(t, testplan.Cell(t, name, "11.5")), testplan.Make(t, testplan.Cell(t, name, "12.5"))
	d := plan.Compare(old, later)
	require.False(t, d.Same)
	require.Equal(t, "restart Cisco CallManager, Cisco Trust Verification Service, Cisco Tftp on all", d.Rows[d.Apart].Words)
	require.Equal(t, plan.Locked, d.Rows[d.Apart].Cells[0].A.State)
	require.Equal(t, plan.Behind, d.Rows[d.Apart].Cells[0].B.State)
	require.Len(t, d.A.Findings, 1)
	require.NotEmpty(t, d.A.Findings[0].Remedies)
	require.Empty(t, d.B.Findings)
	require.Zero(t, d.Rows[len(d.Rows)-1].B) // 12.5 needs no recovery

	same := plan.Compare(later, later)
	require.True(t, same.Same)
	require.Equal(t, -1, same.Apart)
	require.Empty(t, same.Rows)
}

// TestCompareSteps: a step that only one plan has is told, and those around it are matched.
func TestCompareSteps(t *testing.T) {
	make := func(steps string) *plan.Report {
		return testplan.Make(t, testplan.Text(t, site+"steps:\n  - power-on: all\n"+steps))
	}
	d := plan.Compare(make("  - reset: desk\n  - power-off: floor\n"), make("  - backup: before\n  - reset: desk\n"))
	require.Equal(t, -1, d.Apart)
	require.Equal(t, []string{"backup before", "power-off floor"}, []string{d.Rows[0].Words, d.Rows[1].Words})
	require.Equal(t, [][2]int{{0, 2}, {3, 0}}, [][2]int{{d.Rows[0].A, d.Rows[0].B}, {d.Rows[1].A, d.Rows[1].B}})
}
