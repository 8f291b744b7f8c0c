package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
)

// Several operations as one: all their events, or nothing of any.
func TestTogether(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	before := c.Clone()
	stop := func(c *sim.Cluster) ([]sim.Event, error) { return c.Stop(sim.ServiceTFTP) }
	_, err := c.Together(stop, func(c *sim.Cluster) ([]sim.Event, error) { return c.Regenerate(sim.TVS, "nowhere") })
	require.ErrorContains(t, err, `"nowhere"`)
	require.Empty(t, c.Compare(before))

	events, err := c.Together(stop, func(c *sim.Cluster) ([]sim.Event, error) { return c.Stop(sim.ServiceTVS) })
	require.NoError(t, err)
	require.Len(t, events, 4, "two services on two nodes")
	require.False(t, c.Publisher().Running(sim.ServiceTFTP))
	require.False(t, c.Publisher().Running(sim.ServiceTVS))
	require.True(t, sim.NetworkService(sim.ServiceTVS))
	require.False(t, sim.NetworkService(sim.ServiceTFTP))
}
