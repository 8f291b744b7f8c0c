package harbour_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/plan/testplan"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/twin"
)

// plans are those of the site: files of the folder.
var plans = []string{"plan", "hasty"}

// imported is the twin that the evidence makes.
func imported(t *testing.T) *twin.Twin {
	t.Helper()
	e, err := twin.Collect(t.Context(), []string{folder}, nil)
	require.NoError(t, err)
	found, err := twin.Of(e, nil)
	require.NoError(t, err)
	return found
}

// TestImport: cluster and phones of the plans are what tvslab import makes of the evidence, and its report is that of import.txt.
func TestImport(t *testing.T) {
	found := imported(t)
	text := string(found.YAML("Harbour"))
	begin, end := sitePart(t, text)
	for _, name := range plans {
		name += ".yaml"
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		from, to := sitePart(t, string(data))
		if *update {
			data = []byte(string(data[:from]) + text[begin:end] + string(data[to:]))
			require.NoError(t, os.WriteFile(name, data, 0o644))
			from, to = sitePart(t, string(data))
		}
		require.Equal(t, text[begin:end], string(data[from:to]), name)
	}
	var report bytes.Buffer
	require.NoError(t, found.Report("").WriteText(&report))
	golden(t, "import.txt", report.String())
}

// sitePart is where cluster and phones of a scenario file begin and end.
func sitePart(t *testing.T, text string) (begin, end int) {
	t.Helper()
	begin, end = strings.Index(text, "\nrelease:"), strings.Index(text, "\nsteps:")
	require.Positive(t, begin)
	require.Greater(t, end, begin)
	return begin, end
}

// TestTwin: what the plans do to the twin, they do to the cluster from which the evidence was collected: in the same groups the same
// numbers of phones stand alike, after every step.
func TestTwin(t *testing.T) {
	for _, name := range plans {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(name + ".yaml")
			require.NoError(t, err)
			truth, err := os.ReadFile("testdata/real.yaml")
			require.NoError(t, err)
			_, end := sitePart(t, string(truth))
			_, steps := sitePart(t, string(data))
			copied, first := played(t, string(data)), played(t, string(truth[:end])+string(data[steps:]))
			for i := range copied.Scenario().Steps {
				for _, r := range []*scenarios.Runner{copied, first} {
					_, err := r.PlayOn(t.Context(), i, i+1)
					require.NoError(t, err)
				}
				require.Equal(t, stands(t, first), stands(t, copied), "step %d", i+1)
			}
		})
	}
}

// played is the lab of a plan before its first step.
func played(t *testing.T, text string) *scenarios.Runner {
	t.Helper()
	s, err := scenarios.LoadPlan("plan.yaml", []byte(text))
	require.NoError(t, err)
	one, err := s.For(s.Cells()[0])
	require.NoError(t, err)
	return prepared(t, one)
}

// loaded is a plan of the folder.
func loaded(t testing.TB, name string) *scenarios.Scenario {
	t.Helper()
	found, err := library.GatherPlans(name)
	require.NoError(t, err)
	s, err := found[0].For(found[0].Cells()[0])
	require.NoError(t, err)
	return s
}

// prepared is the lab of a scenario before its first step.
func prepared(t testing.TB, s *scenarios.Scenario) *scenarios.Runner {
	t.Helper()
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: testplan.Keys(t)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
	return r
}

// stands is how many phones of each group stand how.
func stands(t *testing.T, r *scenarios.Runner) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, s := range r.Lab.Stands(t.Context(), r.Lab.Phones()) {
		v := s.Verdict
		counts[fmt.Sprintf("%s: %s %s %s, on %t, registered with %q", s.Phone.Group(), v.Trust, v.List, v.Decision.Code, s.Phone.On(), v.Registered)] += s.Phones.Len()
	}
	return counts
}

// golden compares text with a file of the folder.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(name, []byte(got), 0o644))
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}
