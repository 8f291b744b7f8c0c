package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// TestMixedModeLicence: without it the CTL commands refuse where the release asks (row 21), and leaving mixed mode
// stays possible.
func TestMixedModeLicence(t *testing.T) {
	for _, row := range []struct {
		release string
		refused bool
	}{{"10.5", false}, {"11.0", false}, {"11.5", true}, {"12.5", true}, {"15", true}} {
		t.Run(row.release, func(t *testing.T) {
			without := settings(func(s *cucm.Settings) { s.MixedModeLicence = false })
			c := newCluster(t, row.release, sim.NonSecure, without)
			mixed := newCluster(t, row.release, sim.MixedTokenless, without)
			before := c.Clone()
			_, set := c.Do(sim.SetMixedMode)
			_, update := mixed.Do(sim.UpdateCTL)
			if !row.refused {
				require.NoError(t, set)
				require.NoError(t, update)
				return
			}
			require.ErrorContains(t, set, "utils ctl set-cluster mixed-mode: ClusterModeSecurityFailedExportControlNotAllow")
			require.ErrorContains(t, update, "utils ctl update CTLFile: ClusterModeSecurityFailedExportControlNotAllow")
			require.Empty(t, c.Compare(before))
			did(t)(mixed.Do(sim.SetNonSecureMode))
		})
	}
}
