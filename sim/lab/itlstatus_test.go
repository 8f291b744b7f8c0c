package lab_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// TestITLFileStatus: row 8 of the release matrix. The phone list compares what a phone reported at its last registration
// with what is served now, from 14 until 15.
func TestITLFileStatus(t *testing.T) {
	onEveryRelease(t, always, func(t *testing.T, r cucm.Release) {
		s := newSite(t, r, sim.NonSecure)
		has := r.String() != "15" && recoverySigns(r.Rules()) && r.Rules().ResetParameter
		status := func(want lab.ITLStatus, p lab.Phone) {
			t.Helper()
			if !has {
				want = ""
			}
			require.Equal(t, want, s.Judge(t.Context(), p).ITLStatus)
		}
		status(lab.ITLMatch, s.sbd)
		status(lab.ITLUnknown, s.old)
		s.renew(cucm.TVS)
		status(lab.ITLMismatch, s.sbd)
		s.boot(s.sbd)
		status(lab.ITLMatch, s.sbd)
	})
}

// TestITLFileStatusForgotten: what the phone reported is deleted when it unregisters, and SCCP phones report nothing.
func TestITLFileStatusForgotten(t *testing.T) {
	onBoth(t, func(t *testing.T, sockets bool) {
		l := mixedLab(t, "14", sockets, func(c *lab.Config) {
			c.Groups = append(c.Groups, lab.Group{Name: "sccp", Model: "7925", Count: 1, TFTP: c.Groups[0].TFTP, Nodes: c.Groups[0].Nodes})
		})
		status := func(want lab.ITLStatus, i int) {
			t.Helper()
			require.Equal(t, want, l.Judge(t.Context(), at(l, i)).ITLStatus)
		}
		status(lab.ITLMatch, 0)
		require.True(t, at(l, 3).Report().SCCP)
		require.NotEmpty(t, at(l, 3).Report().Registered)
		status(lab.ITLUnknown, 3)
		l.PowerOff(at(l, 0).Alone())
		status(lab.ITLUnknown, 0)
		status(lab.ITLMatch, 1)
		require.NoError(t, l.Block(lab.Fault{Port: 5060}))
		reset(t, l)
		require.Empty(t, at(l, 1).Report().Registered)
		status(lab.ITLUnknown, 1)
	})
}
