package anchor_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/trust"
	"tvslab/plan/anchor"
	"tvslab/scenarios"
	"tvslab/sim/lab"
)

const rehearsal = `title: t
source: s
release: %q
cluster:
  mode: %s
  nodes:
    pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    sub: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: 8841, count: 3, tftp: [pub, sub], tvs: [sub, pub]}
  old: {model: 7940, count: 2, tftp: pub}
steps:
  - power-on: all
  - wait: registered
`

// play plays steps of a release and a mode.
func play(t testing.TB, release, mode, steps string) *scenarios.Runner {
	t.Helper()
	if mode == "mixed-token" {
		mode += "\n  tokens: [SAST-A, SAST-B]"
	}
	whole, err := scenarios.LoadPlan("plan.yaml", fmt.Appendf(nil, rehearsal+steps, release, mode))
	require.NoError(t, err)
	s, err := whole.For(whole.Cells()[0])
	require.NoError(t, err)
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: testKeys(t)})
	require.NoError(t, err)
	_, err = r.PlayOn(t.Context(), 0, len(s.Steps))
	require.NoError(t, err)
	return r
}

// TestMargins: what phones of a group hold on to, and what would take it from them.
func TestMargins(t *testing.T) {
	for _, c := range []struct {
		name, release, mode, steps string
		desk, old                  string
		fails                      string // of desk
		stand                      lab.Trust
	}{
		{"all is well", "12.5", "non-secure", "", "4 (ITLRecovery, CallManager pub, TVS sub, TVS pub)", "no list", "", ""},
		{"CTL: the phone without ITL, by two keys", "12.5", "mixed-tokenless", "", "4 (ITLRecovery, CallManager pub, TVS sub, TVS pub)", "2 (ITLRecovery, CallManager pub)", "", ""},
		{"an ITLRecovery for each node", "10.0", "non-secure", "", "4 (CallManager pub, ITLRecovery pub, TVS sub, TVS pub)", "no list", "", ""},
		{"nothing but CallManager signs", "8.6", "non-secure", "", "3 (CallManager pub, TVS sub, TVS pub)", "no list", "", ""},
		{"tokens", "8.6", "mixed-token", "", "4 (TVS sub, TVS pub, token SAST-A, token SAST-B)", "2 (token SAST-A, token SAST-B)", "", ""},
		{"phones off, CallManager and TVS renewed", "8.6", "non-secure", "  - power-off: desk\n  - regenerate: {nodes: all, certificate: [CallManager, TVS]}\n",
			"2 (TVS sub, TVS pub)", "no list", "", ""},
		{"and TVS restarted: a visit", "8.6", "non-secure",
			"  - power-off: desk\n  - regenerate: {nodes: all, certificate: [CallManager, TVS]}\n  - restart: {service: Cisco Trust Verification Service, nodes: all}\n",
			"0", "no list", "", ""},
		{"one TVS is left", "8.6", "non-secure",
			"  - power-off: desk\n  - regenerate: {nodes: all, certificate: CallManager}\n  - stop: {service: Cisco Trust Verification Service, nodes: pub}\n",
			"1 (TVS sub)", "no list", "TVS of sub stops", lab.TrustRefusing},
		{"a blocked port is no way to TVS", "8.6", "non-secure",
			"  - power-off: desk\n  - regenerate: {nodes: all, certificate: CallManager}\n  - fault: {kind: service-port-blocked, nodes: pub, port: 2445}\n",
			"1 (TVS sub)", "no list", "TVS of sub stops", lab.TrustRefusing},
		{"ITLRecovery renewed, no TVS: by utils itl reset localkey", "12.5", "non-secure",
			"  - power-off: desk\n  - stop: {service: Cisco Trust Verification Service, nodes: all}\n  - regenerate: {nodes: pub, certificate: ITLRecovery}\n",
			"1 (CallManager pub)", "no list", "CallManager of pub is regenerated", lab.TrustRefusing},
		{"a backup brings the key back", "8.6", "non-secure",
			"  - backup: nightly\n  - power-off: desk\n  - stop: {service: Cisco Trust Verification Service, nodes: all}\n  - regenerate: {nodes: all, certificate: CallManager}\n",
			"1 (backup nightly)", "no list", "backup nightly is lost", lab.TrustRefusing},
		{"an exported ITLRecovery.p12", "12.5", "non-secure",
			"  - export-recovery-key: safe\n  - power-off: desk\n  - stop: {service: Cisco Trust Verification Service, nodes: all}\n  - regenerate: {nodes: pub, certificate: [ITLRecovery, CallManager]}\n",
			"1 (ITLRecovery.p12 safe)", "no list", "ITLRecovery.p12 safe is lost", lab.TrustRefusing},
		{"deleted lists: the first one is taken", "12.5", "mixed-tokenless", "  - power-off: all\n  - delete-trust-list: all\n", "any", "any", "", ""},
		{"the blank ITL", "12.5", "non-secure",
			"  - set: {parameter: Prepare Cluster for Rollback to pre 8.0, value: \"True\"}\n  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: all}\n  - reset: all\n",
			"any", "no list", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := play(t, c.release, c.mode, c.steps)
			rows := anchor.Find(t.Context(), r.Lab, anchor.Kept{RecoveryKeys: r.RecoveryKeys()})
			require.Len(t, rows, 2)
			require.Equal(t, []string{"desk", c.desk, "old", c.old}, []string{rows[0].Group, rows[0].String(), rows[1].Group, rows[1].String()})
			require.Equal(t, 3, rows[0].Count)
			if c.fails == "" {
				require.Nil(t, rows[0].Fails)
				return
			}
			require.Equal(t, &anchor.Failure{Words: c.fails, Trust: c.stand}, rows[0].Fails)
		})
	}
}

// TestLists: the list for which phones hold least counts, and each anchor says how a list comes by it.
func TestLists(t *testing.T) {
	r := play(t, "8.6", "mixed-token", "  - power-off: desk[2..3]\n")
	rows := anchor.Find(t.Context(), r.Lab, anchor.Kept{Lost: []string{"token SAST-B"}})
	desk := rows[0]
	require.Len(t, rows, 2, "phones that are off hold the same")
	require.Equal(t, 3, desk.Phones.Len())
	which, anchors, ok := desk.Least()
	require.True(t, ok)
	require.Equal(t, trust.CTL, which)
	require.Equal(t, 3, anchors)
	require.Equal(t, "3 (TVS sub, TVS pub, token SAST-A)", desk.CTL.String())
	require.Equal(t, "4 (CallManager pub, TVS sub, TVS pub, token SAST-A)", desk.ITL.String())
	require.Equal(t, anchor.Anchor{Kind: anchor.KindKept, Name: "token SAST-A", Way: "CTL client"}, desk.CTL.Anchors[2].Shown())
	require.Equal(t, anchor.Anchor{Kind: anchor.KindKey, Name: "CallManager pub", Way: "the list that is served", Usual: true, Node: "pub"}, desk.ITL.Anchors[0].Shown())
}

// BenchmarkFind is the margins of 2,300 phones after every step of the site's plan, the playing left out.
func BenchmarkFind(b *testing.B) {
	const name = "../../scenarios/sites/harbour/plan.yaml"
	text, err := os.ReadFile(name)
	require.NoError(b, err)
	whole, err := scenarios.LoadPlan(name, text)
	require.NoError(b, err)
	s, err := whole.For(whole.Cells()[0])
	require.NoError(b, err)
	r, err := scenarios.Prepare(b.Context(), s, scenarios.Options{Keys: testKeys(b)})
	require.NoError(b, err)
	var labs []*lab.Lab
	for i := range s.Steps {
		_, err := r.PlayOn(b.Context(), i, i+1)
		require.NoError(b, err)
		labs = append(labs, r.Lab.Fork(nil))
	}
	for b.Loop() {
		for _, l := range labs {
			require.NotEmpty(b, anchor.Find(b.Context(), l.Fork(nil), anchor.Kept{}))
		}
	}
	b.ReportMetric(float64(len(s.Steps)), "steps")
}
