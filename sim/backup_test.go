package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
)

// backupOf is a DRS backup of the cluster, which stays as it is.
func backupOf(t *testing.T, c *sim.Cluster) *sim.Backup {
	t.Helper()
	backup, _, err := c.Clone().Backup("device")
	require.NoError(t, err)
	return backup
}
