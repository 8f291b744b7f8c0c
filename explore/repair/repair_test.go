package repair_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/explore"
	"tvslab/explore/repair"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
)

const site = `title: a plan
source: tests
release: "RELEASE"
cluster:
  mode: MODE
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: "8841", count: 3, tftp: [cucm-pub, cucm-sub1]}
  lobby: {model: "7940", count: 2, tftp: [cucm-pub, cucm-sub1]}
steps:
`

// guide is the order of tech note 214231 up to 11.5.
const guide = `  - power-on: all
  - wait: registered
  - regenerate: {certificate: CallManager, nodes: all}
  - restart: {service: [Cisco CallManager, Cisco Tftp], nodes: all}
  - wait: registered
  - regenerate: {certificate: TVS, nodes: all}
  # loaded at a start
  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: all}
  - wait: registered
`

func planned(t *testing.T, release, mode, steps string) *explore.Plan {
	t.Helper()
	text := strings.NewReplacer("RELEASE", release, "MODE", mode).Replace(site) + steps
	s, err := scenarios.LoadPlan("plan.yaml", []byte(text))
	require.NoError(t, err)
	one, err := s.For(s.Cells()[0])
	require.NoError(t, err)
	keys, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	p, err := explore.NewPlan(t.Context(), one, explore.Config{Keys: keys})
	require.NoError(t, err)
	return p
}

// steps are the steps of a scenario file, as text.
func steps(text string) string {
	_, after, _ := strings.Cut(text, "steps:\n")
	return after
}

// shuffled moves a line of steps to the place of another.
func shuffled(text string, from, to int) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	moved := lines[from]
	lines = append(lines[:from:from], lines[from+1:]...)
	lines = append(lines[:to:to], append([]string{moved}, lines[to:]...)...)
	return strings.Join(lines, "\n") + "\n"
}

// TestGuideOrder: from a shuffled plan comes the guide's own order, proven like the plan itself.
func TestGuideOrder(t *testing.T) {
	bounds := explore.Bounds{Most: 1, Kinds: []string{"twice", "tvs"}}
	for name, row := range map[string][2]int{"the wait too late": {4, 7}, "TVS too early": {5, 3}} {
		t.Run(name, func(t *testing.T) {
			bad := planned(t, "11.5", "non-secure", shuffled(guide, row[0], row[1]))
			m, err := repair.Look(t.Context(), bad, repair.Options{Bounds: bounds, Property: explore.Default()})
			require.NoError(t, err)
			require.Equal(t, guide, steps(m.Text))
			require.Equal(t, 1, m.Price)
			require.Len(t, m.Changes, 1)
			require.True(t, m.Proof.Exhausted)
			require.Empty(t, m.Proof.Causes)

			again := planned(t, "11.5", "non-secure", steps(m.Text))
			search, err := explore.NewSearch(again, bounds, explore.Default(), explore.Options{All: true})
			require.NoError(t, err)
			r, err := search.Run(t.Context())
			require.NoError(t, err)
			require.True(t, r.Exhausted)
			require.Empty(t, r.Causes)
			require.Equal(t, m.Proof.Places, r.Places)
		})
	}
}

// TestRows: what mends a plan that lacks something.
func TestRows(t *testing.T) {
	together := `  - power-on: all
  - regenerate: {certificate: CallManager, nodes: all}
  - regenerate: {certificate: TVS, nodes: all}
  - restart: {service: [Cisco CallManager, Cisco Tftp, Cisco Trust Verification Service], nodes: all}
  - wait: registered
`
	for name, row := range map[string]struct {
		release, mode, steps string
		bounds               explore.Bounds
		want                 []string // of the steps
	}{
		"a wait": {"11.5", "non-secure", together, explore.Bounds{}, []string{"nodes: all}\n  - wait: registered\n  - regenerate: {certificate: TVS"}},
		"a window, for phones that may be off": {"11.5", "non-secure", together, explore.Bounds{Most: 1, Kinds: []string{"off"}},
			[]string{"- {expect: {desk: {trust: current}, lobby: {trust: none}}, gate: true}"}},
		"the CTL": {"12.5", "mixed-tokenless", `  - power-on: all
  - regenerate: {certificate: ITLRecovery, nodes: cucm-pub}
  - restart: {service: Cisco Tftp, nodes: all}
  - wait: registered
  - regenerate: {certificate: CallManager, nodes: all}
  - cli: {node: cucm-pub, run: utils ctl update CTLFile, answer: ["y"]}
  - restart: {service: [Cisco CallManager, Cisco Tftp], nodes: all}
  - wait: 5m
  - reset: all
`, explore.Bounds{}, []string{"utils ctl reset localkey"}},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := repair.Look(t.Context(), planned(t, row.release, row.mode, row.steps), repair.Options{Bounds: row.bounds, Property: explore.Default()})
			require.NoError(t, err)
			for _, want := range row.want {
				require.Contains(t, m.Text, want)
			}
			_, err = scenarios.LoadPlan("mended.yaml", []byte(m.Text))
			require.NoError(t, err)
		})
	}
}

// TestNone: where nothing helps, that is said, and up to which price.
func TestNone(t *testing.T) {
	p := planned(t, "11.5", "non-secure", guide)
	_, err := repair.Look(t.Context(), p, repair.Options{Bounds: explore.Bounds{Most: 1, Kinds: []string{"old"}}, Property: explore.Default(), Most: 1})
	var none *repair.None
	require.ErrorAs(t, err, &none)
	require.Equal(t, 1, none.Price)
	require.ErrorContains(t, err, "no repair of a price up to 1")
}
