package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// TestRestartsDue: a restart is due until it happens.
func TestRestartsDue(t *testing.T) {
	c := newCluster(t, "10.0", sim.NonSecure)
	require.Empty(t, c.RestartsDue())
	did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
	var due []string
	for _, d := range c.RestartsDue() {
		require.Equal(t, pub, d.Node.ID)
		due = append(due, d.Service+" "+d.Why)
	}
	const works = " works with the CallManager certificate of before"
	require.Equal(t, []string{"Cisco Tftp" + works, "Cisco CallManager" + works, "Cisco CTIManager" + works}, due)
	did(t)(c.Do(sim.All(sim.Restart(sim.ServiceCCM, pub), sim.Restart(sim.ServiceCTIManager, pub))))
	require.Len(t, c.RestartsDue(), 1)
	did(t)(c.Do(sim.Restart(sim.ServiceTFTP, pub)))
	require.Empty(t, c.RestartsDue())
}

// TestSameAs: a queued reset and the clock are no difference, a list that was built is.
func TestSameAs(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	before := c.Clone()
	require.True(t, c.SameAs(before))
	did(t)(c.Do(sim.Restart(sim.ServiceTFTP, pub)))
	require.True(t, c.SameAs(before), "Cisco Tftp has what it had")
	c.Advance(1)
	require.True(t, c.SameAs(before))
	did(t)(c.Do(sim.All(sim.DeleteFile(pub, "ITLFile.tlv"), sim.Restart(sim.ServiceTFTP, pub))))
	require.False(t, c.SameAs(before))
}
