package explore_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/explore"
	"tvslab/explore/deviation"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
)

// testSite is what the plans of the tests begin with: two nodes and four groups.
const testSite = `source: tests
cluster:
  mode: MODE
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: "8841", count: 3, tftp: [cucm-pub, cucm-sub1]}
  floor: {model: "7965", count: 2, tftp: [cucm-pub, cucm-sub1]}
  lobby: {model: "7940", count: 2, tftp: [cucm-pub, cucm-sub1]}
  hall: {model: "8841", count: 7, tftp: [cucm-sub1, cucm-pub]}
`

// inTurn renews CallManager, then TVS, as tech note 214231 wants it up to 11.5: the phones boot in between.
const inTurn = `  - power-on: all
  - wait: registered
  # first the one
  - regenerate: {certificate: CallManager, nodes: all}
  - restart: {service: [Cisco CallManager, Cisco Tftp], nodes: all}
  - wait: registered
  # then the other
  - regenerate: {certificate: TVS, nodes: all}
  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: all}
  - wait: registered
`

func keys(t testing.TB) *keypool.Pool {
	t.Helper()
	pool, err := keypool.Open("../testdata/keys", nil)
	require.NoError(t, err)
	return pool
}

// cell is the first cell of a plan of the test site.
func cell(t testing.TB, release, mode, steps string) *scenarios.Scenario {
	t.Helper()
	return loaded(t, []byte("title: a plan\nrelease: \""+release+"\"\n"+replaced(testSite, "MODE", mode)+"steps:\n"+steps))
}

func loaded(t testing.TB, text []byte) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.LoadPlan("plan.yaml", text)
	require.NoError(t, err, string(text))
	one, err := s.For(s.Cells()[0])
	require.NoError(t, err)
	return one
}

func planned(t testing.TB, s *scenarios.Scenario) *explore.Plan {
	t.Helper()
	p, err := explore.NewPlan(t.Context(), s, explore.Config{Keys: keys(t)})
	require.NoError(t, err)
	return p
}

func searched(t testing.TB, p *explore.Plan, b explore.Bounds, o explore.Options) *explore.Result {
	t.Helper()
	search, err := explore.NewSearch(p, b, explore.Default(), o)
	require.NoError(t, err)
	r, err := search.Run(t.Context())
	require.NoError(t, err)
	return r
}

// replay plays the example of a cause on a network.
func replay(t testing.TB, c explore.Cause, sockets *lab.Sockets) {
	t.Helper()
	result, err := scenarios.Run(t.Context(), loaded(t, []byte(c.Scenario)), scenarios.Options{Keys: keys(t), Sockets: sockets})
	require.NoError(t, err, c.Scenario)
	require.Empty(t, result.Failures, c.Scenario)
	require.NotZero(t, result.Checks)
}

// TestTheWaitBetween: up to 11.5 what saves the phones is that they boot between CallManager and TVS; from 12.0 nothing depends on it.
func TestTheWaitBetween(t *testing.T) {
	bounds := explore.Bounds{Most: 1, Kinds: []string{"skip"}}
	r := searched(t, planned(t, cell(t, "11.5", "non-secure", inTurn)), bounds, explore.Options{All: true})
	require.True(t, r.Exhausted)
	require.Len(t, r.Causes, 3, "lobby has no Security By Default")
	for _, c := range r.Causes {
		require.Equal(t, []string{"step 5 is skipped"}, c.Deviations)
		require.Equal(t, 1, c.Price)
		require.Equal(t, 7, c.After)
		require.Equal(t, lab.TrustLocked, c.Trust)
		replay(t, c, nil)
		replay(t, c, &lab.Sockets{})
	}
	require.Equal(t, []string{"desk"}, r.Causes[0].Groups)
	require.Equal(t, "CallManager of cucm-pub", r.Causes[0].Anchor)
	require.Equal(t, "CallManager of cucm-sub1", r.Causes[2].Anchor)

	r = searched(t, planned(t, cell(t, "12.5", "non-secure", inTurn)), bounds, explore.Options{})
	require.True(t, r.Exhausted)
	require.Empty(t, r.Causes)
}

// TestSingles: what each deviation does by itself, with the condition that it is the opposite of.
func TestSingles(t *testing.T) {
	singles, err := explore.SinglesOf(t.Context(), planned(t, cell(t, "11.5", "non-secure", inTurn)), everything)
	require.NoError(t, err)
	broken := map[string][]string{}
	for _, s := range singles {
		for _, l := range s.Locked {
			broken[s.Condition()] = append(broken[s.Condition()], l.Group)
		}
	}
	require.Equal(t, []string{"desk", "floor", "hall"}, broken["step 5 is done"])
	require.Equal(t, []string{"desk"}, broken["the phones of desk stay on in steps 3 to 8"])
	require.NotContains(t, broken, "the phones of desk stay on in step 3")
	require.NotContains(t, broken, "TVS on cucm-pub runs in step 3")
}

// TestAgrees: a search finds what the deviations find one by one, whatever the number of workers.
func TestAgrees(t *testing.T) {
	p := planned(t, cell(t, "11.5", "non-secure", inTurn))
	singles, err := explore.SinglesOf(t.Context(), p, everything)
	require.NoError(t, err)
	want := map[string]bool{}
	for _, s := range singles {
		for _, l := range s.Locked {
			want[l.Group+" "+l.Anchor] = true
		}
	}
	for _, workers := range []int{1, 4} {
		got := map[string]bool{}
		for _, c := range searched(t, p, explore.Bounds{Most: 1}, explore.Options{All: true, Workers: workers}).Causes {
			got[c.Groups[0]+" "+c.Anchor] = true
		}
		require.Equal(t, want, got)
	}
}

func replaced(text, old, new string) string { return strings.ReplaceAll(text, old, new) }

// everything wants each deviation.
func everything(deviation.Deviation) bool { return true }
