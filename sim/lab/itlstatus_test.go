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
