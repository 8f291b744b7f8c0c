package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// TestRollbackResets: row 31 of the release matrix. The renewal guides say that any change of the rollback parameter resets
// all phones, the security guides that it does so from 10.5 on.
func TestRollbackResets(t *testing.T) {
	for _, row := range []struct {
		setting, release string
		resets           bool
	}{
		{"always", "8.6", true}, {"always", "15", true},
		{"by_release", "8.6", false}, {"by_release", "9.1", false}, {"by_release", "10.0", false},
		{"by_release", "10.5", true}, {"by_release", "11.5", true}, {"by_release", "15", true},
	} {
		t.Run(row.setting+" "+row.release, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure, func(cfg *sim.Config) { cfg.Settings.RollbackReset = row.setting })
			did(t)(c.Do(sim.SetParameter(sim.ParamRollback, "True")))
			require.Equal(t, row.resets, c.TakeReset() != "")
		})
	}
}

// TestUpgradeKeepsRecoveryValidity: row 10. An ITLRecovery certificate that an upgrade carries over keeps its five years; a
// new one on 12.5 has twenty.
func TestUpgradeKeepsRecoveryValidity(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	years := func() int {
		cert := c.Publisher().Certificate(cucm.ITLRecovery).X509
		return int(cert.NotAfter.Sub(cert.NotBefore)/(24*time.Hour)+1) / 365
	}
	require.Equal(t, 5, years())
	to, err := cucm.ParseRelease("12.5SU3")
	require.NoError(t, err)
	did(t)(c.Do(sim.Upgrade(to, false)))
	require.Equal(t, 5, years())
	did(t)(c.Do(sim.Regenerate(cucm.ITLRecovery)))
	require.Equal(t, 20, years())
}
