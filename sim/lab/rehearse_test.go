package lab_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// TestRehearse: a boot that is rehearsed brings what a boot then brings, and leaves the phone and the lab as they are.
func TestRehearse(t *testing.T) {
	l := newLab(t, "11.5", 3, false)
	phones := l.Phones()
	require.NoError(t, l.PowerOn(t.Context(), phones))
	require.NoError(t, l.Do(sim.All(sim.Regenerate(cucm.CallManager), sim.Regenerate(cucm.TVS), sim.Restart(sim.ServiceTVS), sim.Restart(sim.ServiceTFTP))))
	p, _ := l.Phone(phones.Names(1)[0])
	before, cluster := p.Report(), l.Cluster().Clone()
	r := l.Rehearse(t.Context(), p, phone.Reset)
	require.Equal(t, reason.SignerUnknown, r.Report.Decisions[1].Code)
	require.Equal(t, "Trust List update failed", r.Status[len(r.Status)-2].Text)
	var console []string
	for _, line := range r.Console {
		if line.About == "decision" {
			console = append(console, line.Text)
		}
	}
	require.Contains(t, strings.Join(console, "\n"), "authentication failed")
	require.Equal(t, before, p.Report())
	require.Empty(t, cluster.Compare(l.Cluster()))
	require.NoError(t, l.Reset(t.Context(), phone.Reset, p.Alone()))
	require.Equal(t, r.Report.Decisions, p.Report().Decisions)
}
