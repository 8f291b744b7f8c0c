package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// TestReplicationBroken: rows do not arrive, and the repair makes up for it.
func TestReplicationBroken(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	did(t)(c.Do(sim.SetReplication(sub1, true)))
	did(t)(c.Do(sim.Regenerate(cucm.TVS, pub)))
	did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
	did(t)(c.Do(sim.Regenerate(cucm.CallManager, sub1)))
	c.Advance(time.Minute)
	pubCM, subCM := c.Publisher().Certificate(cucm.CallManager), c.Node(sub1).Certificate(cucm.CallManager)
	require.Nil(t, roles(t, c, sub1, pubCM))
	require.Nil(t, roles(t, c, pub, subCM))
	require.Contains(t, contents(c, c.Node(sub1).ITL().List), "TVS somebody else", "still the publisher's old one")

	did(t)(c.Do(sim.SetReplication(sub1, false)))
	require.NotContains(t, contents(c, c.Node(sub1).ITL().List), "TVS somebody else")
	require.Nil(t, roles(t, c, sub1, pubCM), "noticed 8 s later")
	c.Advance(8 * time.Second)
	require.Equal(t, signerRoles, roles(t, c, sub1, pubCM))
	require.Equal(t, signerRoles, roles(t, c, pub, subCM))
}

// TestNewestWins: where both sides wrote the same row, the later write is kept on both.
func TestNewestWins(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	foreign := newCluster(t, "11.5", sim.NonSecure, func(cfg *sim.Config) { cfg.Seed, cfg.Nodes[0].Name = 9, "other-pub" })
	older := foreign.Publisher().Certificate(cucm.CallManager)
	did(t)(foreign.Do(sim.Regenerate(cucm.CallManager)))
	newer := foreign.Publisher().Certificate(cucm.CallManager)

	did(t)(c.Do(sim.SetReplication(sub1, true)))
	did(t)(c.Do(sim.Upload(cucm.PhoneSASTTrust, older, sub1)))
	did(t)(c.Do(sim.Upload(cucm.PhoneSASTTrust, newer, pub)))
	c.Advance(time.Minute)
	require.NotNil(t, roles(t, c, sub1, older))
	did(t)(c.Do(sim.SetReplication(sub1, false)))
	c.Advance(time.Minute)
	for _, node := range []string{pub, sub1} {
		require.Nil(t, roles(t, c, node, older))
		require.NotNil(t, roles(t, c, node, newer))
	}
}

// TestDeletionReplicates: a deletion is a write like another and is not undone by the repair.
func TestDeletionReplicates(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	did(t)(c.Do(sim.Upload(cucm.PhoneSASTTrust, c.Token("SAST-A"), pub)))
	did(t)(c.Do(sim.SetReplication(sub1, true)))
	did(t)(c.Do(sim.DeleteCertificate(cucm.PhoneSASTTrust, c.Token("SAST-A").SerialHex(), pub)))
	c.Advance(time.Minute)
	require.NotNil(t, roles(t, c, sub1, c.Token("SAST-A")))
	did(t)(c.Do(sim.SetReplication(sub1, false)))
	c.Advance(time.Minute)
	require.Nil(t, roles(t, c, sub1, c.Token("SAST-A")))
	require.Nil(t, roles(t, c, pub, c.Token("SAST-A")))
}

// TestDownNode: what happens meanwhile arrives when the node is back.
func TestDownNode(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	did(t)(c.Do(sim.SetDown(sub1, true)))
	require.False(t, c.Node(sub1).Running(sim.ServiceTFTP))
	did(t)(c.Do(sim.Regenerate(cucm.TVS, pub)))
	did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
	c.Advance(time.Hour)
	did(t)(c.Do(sim.SetDown(sub1, false)))
	require.Contains(t, contents(c, c.Node(sub1).ITL().List), "TVS cucm-pub/TVS")
	require.Equal(t, signerRoles, roles(t, c, sub1, c.Publisher().Certificate(cucm.CallManager)))
	require.Equal(t, c.Now, c.Node(sub1).Started(sim.ServiceTVS))
}
