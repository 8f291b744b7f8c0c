package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// TestNothingHappensOnADownNode: nothing can be done on a node that is down, "all" means those that are up, and when it comes back
// everybody's ITL learns what it missed.
func TestNothingHappensOnADownNode(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	_, err := c.Do(sim.SetReplication("cucm-sub1", true))
	require.NoError(t, err)
	_, err = c.Do(sim.Regenerate(cucm.TVS, "cucm-sub1"))
	require.NoError(t, err)
	_, err = c.Do(sim.SetDown("cucm-sub1", true))
	require.NoError(t, err)
	before := c.Clone()
	_, err = c.Do(sim.Restart(sim.ServiceTFTP, "cucm-sub1"))
	require.EqualError(t, err, `node "cucm-sub1" is down`)
	_, err = c.Do(sim.Regenerate(cucm.TVS, "cucm-sub1"))
	require.EqualError(t, err, `node "cucm-sub1" is down`)
	require.Empty(t, c.Compare(before))
	_, err = c.Do(sim.SetReplication("cucm-sub1", false))
	require.NoError(t, err)
	_, err = c.Do(sim.SetDown("cucm-sub1", false))
	require.NoError(t, err)
	renewed := c.Node("cucm-sub1").Certificate(cucm.TVS)
	require.NotNil(t, c.Publisher().ITL().List.Find(renewed.Issuer, renewed.Serial), "the publisher lists the new TVS certificate")
}

// TestAdvanceTells: caches that notice something say so.
func TestAdvanceTells(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	_, err := c.Do(sim.Regenerate(cucm.TVS, "cucm-pub"))
	require.NoError(t, err)
	events := c.Advance(time.Minute)
	require.NotEmpty(t, events)
	require.Equal(t, "tvs", events[0].What.Kind())
	require.Empty(t, c.Advance(time.Minute))
}
