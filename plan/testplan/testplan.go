// Package testplan makes reports of plans for tests.
package testplan

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/plan"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim/keypool"
)

// root is the folder of the project, as seen from packages of the second and third floor.
func root(t testing.TB) string {
	for dir := "."; len(dir) < len("../../../../x"); dir = "../" + dir {
		if _, err := os.Stat(dir + "/go.mod"); err == nil {
			return dir
		}
	}
	require.Fail(t, "go.mod is nowhere above")
	return ""
}

// Keys are the lab keys of the project.
func Keys(t testing.TB) *keypool.Pool {
	t.Helper()
	keys, err := keypool.Open(root(t)+"/testdata/keys", nil)
	require.NoError(t, err)
	return keys
}

// Cells are all cells of a plan: of plan/testdata by its name, or of the library.
func Cells(t testing.TB, name string) []*scenarios.Scenario {
	t.Helper()
	file := root(t) + "/plan/testdata/" + name + ".yaml"
	var list []*scenarios.Scenario
	if data, err := os.ReadFile(file); err == nil {
		s, err := scenarios.LoadPlan(name+".yaml", data)
		require.NoError(t, err)
		list = append(list, s)
	} else {
		found, err := library.GatherPlans(name)
		require.NoError(t, err)
		list = found
	}
	cells, err := library.Selection{}.Cells(list)
	require.NoError(t, err)
	return cells
}

// Cell is the cell of a plan that is called so, as in "11.5 non-secure"; "" is the first.
func Cell(t testing.TB, name, cell string) *scenarios.Scenario {
	t.Helper()
	for _, s := range Cells(t, name) {
		if strings.HasPrefix(s.Cell.String(), cell) {
			return s
		}
	}
	require.Fail(t, "no such cell", "%s of %s", cell, name)
	return nil
}

// Text is a cell of a plan that is written in a test.
func Text(t testing.TB, text string) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.LoadPlan("plan.yaml", []byte(text))
	require.NoError(t, err)
	cells, err := library.Selection{}.Cells([]*scenarios.Scenario{s})
	require.NoError(t, err)
	return cells[0]
}

// Make is the report of a cell, with everything that there is to say.
func Make(t testing.TB, s *scenarios.Scenario) *plan.Report {
	t.Helper()
	r, err := plan.Make(t.Context(), s, plan.Options{Keys: Keys(t), Conditions: true})
	require.NoError(t, err)
	return r
}
