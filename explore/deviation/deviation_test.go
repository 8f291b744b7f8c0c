package deviation_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/explore/deviation"
	"tvslab/scenarios"
)

// TestWords: what happens, and the condition under which it does not.
func TestWords(t *testing.T) {
	desk, pub := deviation.Target{Group: "desk"}, deviation.Target{Node: "pub"}
	for _, row := range []struct {
		kind            string
		target          deviation.Target
		from, to        int
		happens, unless string
	}{
		{"skip", deviation.Target{}, 5, 0, "step 5 is skipped", "step 5 is done"},
		{"order", deviation.Target{}, 8, 5, "step 8 is done before step 5", "step 8 is done after step 5"},
		{"order", deviation.Target{}, 5, 8, "step 5 is done after step 8", "step 5 is done before step 8"},
		{"off", desk, 4, 9, "the phones of desk are off in steps 4 to 9", "the phones of desk stay on in steps 4 to 9"},
		{"off", desk, 4, 0, "the phones of desk are off from before step 4 on", "the phones of desk stay on from before step 4 on"},
		{"down", pub, 4, 4, "pub is down in step 4", "pub is up in step 4"},
		{"down", pub, 4, 3, "pub is down for a moment before step 4", "pub is up for a moment before step 4"},
		{"late", desk, 7, 7, "the phones of desk boot late in step 7", "all phones of desk boot with the others in step 7"},
		{"twice", desk, 7, 0, "the phones of desk boot once more before step 7", "no phone of desk boots by itself before step 7"},
		{"disk", pub, 2, 3, "the disk of pub is full in steps 2 to 3", "the disk of pub has room in steps 2 to 3"},
		{"packets", desk, 2, 0, "large packets do not reach the phones of desk from before step 2 on", "packets of all sizes reach the phones of desk from before step 2 on"},
		{"tvs", pub, 2, 3, "TVS on pub does not run in steps 2 to 3", "TVS on pub runs in steps 2 to 3"},
		{"old", deviation.Target{Group: "desk", Store: "TVS"}, 3, 6, "the phones of desk have been off since before an earlier renewal of TVS, until after step 6",
			"no phone of desk comes with lists from before an earlier renewal of TVS"},
	} {
		d := deviation.Deviation{Kind: deviation.Named(row.kind), Target: row.target, From: row.from, To: row.to}
		require.Equal(t, row.happens, d.String())
		require.Equal(t, row.unless, d.Condition())
	}
	require.Nil(t, deviation.Named("none"))
}

// TestSteps: the steps of each kind are steps of the language, for each of its targets, and the page knows the kind.
func TestSteps(t *testing.T) {
	page, err := os.ReadFile("../../docs/explore.md")
	require.NoError(t, err)
	for _, mode := range []string{"mode: non-secure", "mode: mixed-tokenless", "mode: mixed-token, tokens: [SAST-1, SAST-2]"} {
		text := `title: t
source: s
release: "11.5"
cluster:
  nodes:
    pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    sub: {roles: [subscriber, tvs]}
  ` + strings.ReplaceAll(mode, ", tokens", "\n  tokens") + `
phones: {desk: {model: "8841", tftp: pub}, "1 floor": {model: "8841", tftp: pub}}
steps:
  - power-on: all
`
		s, err := scenarios.LoadPlan("plan.yaml", []byte(text))
		require.NoError(t, err)
		site := deviation.SiteOf(s)
		for _, k := range deviation.Kinds() {
			require.Contains(t, string(page), "`"+k.Name+"`")
			for _, target := range k.Targets(site) {
				for _, step := range append(k.Begin(site, target), k.End(site, target)...) {
					_, err := scenarios.LoadPlan("plan.yaml", []byte(text+"  - "+step+"\n"))
					require.NoError(t, err, step)
				}
			}
		}
	}
}
