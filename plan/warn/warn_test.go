package warn_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/plan/anchor"
	"tvslab/plan/warn"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim/keypool"
)

const rehearsal = `title: t
source: s
release: %q
cluster:
  nodes:
    pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    sub: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: 8841, count: 3, tftp: [pub, sub], tvs: [sub, pub]}
  older: {model: 7965, count: 1, tftp: pub}
  wall: {model: 7940, count: 1, tftp: pub}
steps:
  - power-on: all
%s`

// watch plays a scenario and returns what was warned of.
func watch(t *testing.T, s *scenarios.Scenario) []warn.Warning {
	t.Helper()
	pool, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	var seen []event.Event
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: pool, ClustersOnly: true, Observe: func(e event.Event) { seen = append(seen, e) }})
	require.NoError(t, err)
	w := warn.Watch(r.Lab, warn.DefaultHorizon)
	for i := range s.Steps {
		seen = nil
		_, err := r.PlayOn(t.Context(), i, i+1)
		require.NoError(t, err)
		step := &s.Steps[i]
		w.Step(warn.Step{Number: step.Number, Line: step.Pos.Line, Verb: step.Verb, Text: step.String()}, seen,
			anchor.Find(t.Context(), r.Lab, anchor.Kept{RecoveryKeys: r.RecoveryKeys()}))
	}
	return w.End()
}

// play watches a small plan on a release, with a backup first unless it is bare.
func play(t *testing.T, release, steps string, bare bool) []warn.Warning {
	t.Helper()
	if !bare {
		steps = "  - backup: nightly\n" + steps
	}
	whole, err := scenarios.LoadPlan("plan.yaml", fmt.Appendf(nil, rehearsal, release, steps))
	require.NoError(t, err)
	s, err := whole.For(whole.Cells()[0])
	require.NoError(t, err)
	return watch(t, s)
}

// lines are warnings in short.
func lines(all []warn.Warning) (list []string) {
	for _, w := range all {
		list = append(list, fmt.Sprintf("%s %d %s %s: %s", w.Code, w.Step, strings.Join(w.Nodes, "+"), w.Group, w.Text))
	}
	return list
}

// right is how CallManager is renewed as the guides say.
const right = `  - regenerate: {nodes: all, certificate: CallManager}
  - restart: {service: [Cisco CallManager, Cisco CTIManager, Cisco Trust Verification Service, Cisco Tftp], nodes: all}
  - reset: all
  - wait: registered
`

// TestWarnings: each row is found where it is so, and not where the plan is mended.
func TestWarnings(t *testing.T) {
	for _, c := range []struct {
		code, release, wrong string
		want                 []string // all that is warned of
		mended               string   // nothing of the code is warned of
	}{
		{"backup-missing", "10.0", right, []string{"backup-missing 2  : certificates are changed here for the first time, and there is no backup of the cluster"}, right},
		{"renewed-together", "10.0", "  - regenerate: {nodes: all, certificate: [CallManager, TVS]}\n" + right[strings.Index(right, "  - restart"):],
			[]string{"renewed-together 3  : CallManager and TVS are renewed in one step: no phone can take the list of the first before the second"}, right},
		{"renewed-together", "11.5", "  - regenerate: {nodes: all, certificate: CallManager}\n  - regenerate: {nodes: all, certificate: TVS}\n  - restart: {service: [Cisco CallManager, Cisco CTIManager, Cisco Tftp], nodes: all}\n  - wait: registered\n",
			nil, right},
		{"key-too-long", "12.5", strings.Replace(right, "regenerate: {nodes: all, certificate: CallManager}", "generate-self-signed: {nodes: all, certificate: CallManager, key-length: 3072}", 1),
			nil, right},
		{"digest-not-supported", "12.5", "  - set: {parameter: TFTP File Signature Algorithm, value: SHA-512}\n  - restart: {service: Cisco Tftp, nodes: all}\n  - reset: desk\n", nil, right},
		{"phones-off", "10.0", "  - power-off: desk[2..3]\n" + right, []string{"phones-off 4  desk: a list changes while phones are off: 2"}, right},
		{"one-node", "12.5", "  - stop: {service: Cisco Trust Verification Service, nodes: sub}\n", nil, "  - stop: {service: Cisco Trust Verification Service, nodes: pub}\n"},
		{"no-effect", "12.5", "  - restart: {service: Cisco Tftp, nodes: all}\n", []string{"no-effect 3  : cluster and phones are as before"}, right},
		{"no-effect", "12.5", "  - reset: all\n", []string{"no-effect 3  : cluster and phones are as before"}, right},
		{"no-effect", "12.5", "  - reset: all\n", nil, "  - cli: {node: pub, run: show itl}\n"},
		{"restart-due", "10.0", strings.Replace(right, "Cisco CallManager, Cisco CTIManager, ", "", 1),
			[]string{"restart-due 3 pub+sub : Cisco CTIManager, Cisco CallManager: works with the CallManager certificate of before"}, right},
		{"restart-due", "12.5", "  - set: {parameter: Prepare Cluster for Rollback to pre 8.0, value: \"True\"}\n",
			[]string{"restart-due 3 pub+sub : Cisco Tftp: goes by the parameter \"Prepare Cluster for Rollback to pre 8.0\" of before",
				"resets-waiting 3  : 5 phones have been told to reset (Prepare Cluster for Rollback to pre 8.0 changed)"}, right},
		{"lists-differ", "10.0", "  - fault: {kind: replication-broken, nodes: sub}\n  - regenerate: {nodes: pub, certificate: TVS}\n  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: all}\n  - wait: registered\n",
			[]string{"lists-differ 4 sub : the ITL lists other certificates of TVS or CAPF than that of pub"},
			"  - regenerate: {nodes: pub, certificate: TVS}\n  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: all}\n  - wait: registered\n"},
		{"resets-waiting", "10.0", strings.Split(right, "  - reset")[0], nil, right},
		{"expired", "10.0", "  - advance: 5y\n  - regenerate: {nodes: all, certificate: [CallManager, CAPF]}\n", nil, "  - advance: 30d\n"},
		{"expires-soon", "10.0", "  - advance: 1750d\n", nil, "  - advance: 30d\n"},
	} {
		t.Run(c.code+" "+c.release, func(t *testing.T) {
			is := func(w warn.Warning) bool { return w.Code == c.code }
			bare := c.code == "backup-missing" || c.code == "one-node"
			found := play(t, c.release, c.wrong, bare)
			if c.want != nil {
				require.Equal(t, c.want, lines(found))
			}
			require.True(t, slices.ContainsFunc(found, is), "%s", lines(found))
			mended := play(t, c.release, c.mended, bare && c.code != "backup-missing")
			require.False(t, slices.ContainsFunc(mended, is), "%s", lines(mended))
		})
	}
}

// TestRightOrders: of orders that guides give, as the library has them, only this is warned of: a backup that the scenario leaves out,
// restarts that a later guide asks for (Cisco HAProxy, what uses tomcat), phones that the scenario leaves off, the time between a renewal
// of TVS and the next reset, and renewals that do go together without harm there.
func TestRightOrders(t *testing.T) {
	for name, want := range map[string][]string{
		"regen-callmanager-one-tftp": {
			"backup-missing 4",
			"phones-off 4 away",
			"restart-due 4 cucm-pub",
		},
		"regen-capf-nonsecure": {
			"phones-off 6 away",
		},
		"itl-reset-localkey-12plus-good": {
			"backup-missing 3",
			"renewed-together 5 desk",
			"renewed-together 5 branch",
		},
		"regen-itlrecovery-mixed-guide": {
			"backup-missing 4",
			"phones-off 4 away",
			"phones-off 4 kiosk",
		},
		"regen-itlrecovery-nonsecure-guide-good": {
			"backup-missing 4",
			"phones-off 4 away",
		},
		"reuse-tomcat-for-callmanager-good": {
			"backup-missing 4",
			"restart-due 4 cucm-pub+cucm-sub1",
			"restart-due 4 cucm-pub",
			"phones-off 13 away",
		},
		"migrate-bulk-certificates-good-to-15": nil,
		"nonsecure-to-mixed-tokenless": {
			"phones-off 5 away",
		},
		"regen-callmanager-publisher-tokenless-sbd": {
			"one-node 1 cucm-pub gone",
			"backup-missing 4",
			"phones-off 4 away",
			"phones-off 4 gone",
			"restart-due 4 cucm-pub",
			"no-effect 12",
		},
		"etoken-to-tokenless": {
			"phones-off 5 away",
		},
		"tac-order-on-10-5": {
			"backup-missing 3",
			"one-node 22 cucm-pub desk",
			"one-node 22 cucm-pub lsc",
		},
		"whole-rotation-systems-told": {
			"backup-missing 3",
			"restart-due 3 cucm-pub",
			"restart-due 3 cucm-pub+cucm-sub1",
			"restart-due 35 cucm-pub+cucm-sub1",
			"one-node 48 cucm-pub desk",
			"one-node 48 cucm-pub home",
		},
		"tftp-ordered-regeneration": {
			"backup-missing 5",
			"restart-due 5 cucm-pub",
			"phones-off 9 away",
			"renewed-together 10 desk",
			"renewed-together 10 floor",
			"restart-due 10 cucm-sub1",
		},
		"regen-ipsec-restarted": nil,
		"regen-tvs-all-nodes": {
			"backup-missing 4",
			"phones-off 4 away",
			"one-node 4 cucm-pub desk",
			"one-node 4 cucm-pub floor",
			"one-node 4 cucm-pub away",
		},
		"encrypted-configurations-in-order": {
			"backup-missing 12",
		},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := library.Find(name)
			require.NoError(t, err)
			cells := all[0].Cells()
			s, err := all[0].For(cells[len(cells)-1])
			require.NoError(t, err)
			var got []string
			for _, w := range watch(t, s) {
				got = append(got, strings.Join(strings.Fields(fmt.Sprintf("%s %d %s %s", w.Code, w.Step, strings.Join(w.Nodes, "+"), w.Group)), " "))
			}
			require.Equal(t, want, got)
		})
	}
}

// TestExpired: a certificate that ends in the course of the plan is told at the step, even if it is renewed later; one that ends soon after
// it at the end.
func TestExpired(t *testing.T) {
	var got []string
	for _, w := range play(t, "10.0", "  - advance: 1750d\n  - advance: 100d\n  - regenerate: {nodes: all, certificate: TVS}\n", false) {
		if w.Code == "expired" || w.Code == "expires-soon" {
			got = append(got, lines([]warn.Warning{w})...)
		}
	}
	require.Contains(t, got, "expired 4 pub+sub : TVS ends in the course of the plan, on 2031-01-04")
	for _, line := range got {
		require.NotContains(t, line, "expires-soon")
	}
	require.Contains(t, lines(play(t, "10.0", "  - advance: 1750d\n", false)), "expires-soon 3 pub+sub : TVS ends on 2031-01-04")
}

// BenchmarkStep is the warnings of a site of 2,300 phones after every step of its plan, the playing left out.
func BenchmarkStep(b *testing.B) {
	const name = "../../scenarios/sites/harbour/plan.yaml"
	text, err := os.ReadFile(name)
	require.NoError(b, err)
	whole, err := scenarios.LoadPlan(name, text)
	require.NoError(b, err)
	s, err := whole.For(whole.Cells()[0])
	require.NoError(b, err)
	pool, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(b, err)
	var watched time.Duration
	for b.Loop() {
		r, err := scenarios.Prepare(b.Context(), s, scenarios.Options{Keys: pool})
		require.NoError(b, err)
		w := warn.Watch(r.Lab, warn.DefaultHorizon)
		for i := range s.Steps {
			_, err := r.PlayOn(b.Context(), i, i+1)
			require.NoError(b, err)
			begun := time.Now()
			w.Step(warn.Step{Number: i + 1, Verb: s.Steps[i].Verb}, nil, nil)
			watched += time.Since(begun)
		}
		w.End()
		require.NoError(b, r.Lab.Close())
	}
	b.ReportMetric(float64(watched.Microseconds())/1000/float64(b.N), "ms-watched/op")
}
