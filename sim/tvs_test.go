package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/trustlist"
)

var signerRoles = []trustlist.Role{trustlist.RoleSAST, trustlist.RoleCCMTFTP}

// TestTVSDatabaseCache: a new CallManager certificate is known 8 s after it was made, the old one is forgotten then.
func TestTVSDatabaseCache(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	old := c.Publisher().Certificate(cucm.CallManager)
	require.Equal(t, signerRoles, roles(t, c, sub1, old))
	did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
	fresh := c.Publisher().Certificate(cucm.CallManager)

	c.Advance(8*time.Second - 1)
	for _, node := range []string{pub, sub1} {
		require.Nil(t, roles(t, c, node, fresh), "not noticed yet on %s", node)
		require.Equal(t, signerRoles, roles(t, c, node, old))
	}
	c.Advance(1)
	for _, node := range []string{pub, sub1} {
		require.Equal(t, signerRoles, roles(t, c, node, fresh))
		require.Nil(t, roles(t, c, node, old), "replaced in the trust store: same subject")
	}
}

func TestTVSRestartReadsAtOnce(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
	did(t)(c.Do(sim.Restart(sim.ServiceTVS, sub1)))
	fresh := c.Publisher().Certificate(cucm.CallManager)
	require.Equal(t, signerRoles, roles(t, c, sub1, fresh))
	require.Nil(t, roles(t, c, pub, fresh))
}

// TestTVSRoles: what TVS says of each store's certificate.
func TestTVSRoles(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	for _, row := range []struct {
		store cucm.Store
		want  []trustlist.Role
	}{
		{cucm.CallManager, signerRoles},
		{cucm.CallManagerECDSA, []trustlist.Role{trustlist.RoleCCMTFTP}},
		{cucm.CAPF, []trustlist.Role{trustlist.RoleCAPF}},
		{cucm.TVS, []trustlist.Role{trustlist.RoleTVS}},
		{cucm.ITLRecovery, []trustlist.Role{trustlist.RoleSAST}},
		{cucm.Tomcat, []trustlist.Role{trustlist.RoleAppServer}},
	} {
		t.Run(string(row.store), func(t *testing.T) {
			require.Equal(t, row.want, roles(t, c, sub1, c.Publisher().Certificate(row.store)))
		})
	}
}

// TestTVSKnowsOldCAPF: CAPF has a new name each time, so its old certificate stays in the trust stores.
func TestTVSKnowsOldCAPF(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	old := c.Publisher().Certificate(cucm.CAPF)
	did(t)(c.Do(sim.Regenerate(cucm.CAPF, pub)))
	c.Advance(8 * time.Second)
	require.NotEqual(t, old.Subject, c.Publisher().Certificate(cucm.CAPF).Subject)
	require.Equal(t, []trustlist.Role{trustlist.RoleCAPF}, roles(t, c, pub, old))
	require.Equal(t, []trustlist.Role{trustlist.RoleCAPF}, roles(t, c, pub, c.Publisher().Certificate(cucm.CAPF)))
}

// TestTVSCTLCache: tokens are known through the CTL alone, up to three minutes after it was written.
func TestTVSCTLCache(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	token := c.Token("SAST-B")
	did(t)(c.Do(sim.CTLClient("SAST-A", "SAST-A", "SAST-B")))
	c.Advance(180*time.Second - 1)
	require.Nil(t, roles(t, c, sub1, token))
	c.Advance(1)
	require.Equal(t, []trustlist.Role{trustlist.RoleSAST}, roles(t, c, sub1, token))

	did(t)(c.Do(sim.DeleteFile(sub1, "CTLFile.tlv")))
	require.NotNil(t, roles(t, c, sub1, token), "deletion is noticed by the same poll")
	c.Advance(180 * time.Second)
	require.Nil(t, roles(t, c, sub1, token))
	require.NotNil(t, roles(t, c, pub, token))
}

// TestTVSPollSeesNewest: a poll reads the file as it is then, not as it was when first changed.
func TestTVSPollSeesNewest(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	did(t)(c.Do(sim.CTLClient("SAST-A", "SAST-A")))
	c.Advance(100 * time.Second)
	did(t)(c.Do(sim.CTLClient("SAST-A", "SAST-A", "SAST-B")))
	c.Advance(80 * time.Second)
	require.NotNil(t, roles(t, c, pub, c.Token("SAST-B")))
}

// TestUploads: CallManager-trust gives role 3 only; it is Phone-SAST-trust that makes a foreign signer (tech note 213407).
func TestUploads(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	foreign := newCluster(t, "11.5", sim.NonSecure, func(cfg *sim.Config) {
		cfg.Seed, cfg.Nodes[0].Name, cfg.Nodes[1].Name = 8, "other-pub", "other-sub"
	}).Publisher().Certificate(cucm.CallManager)
	for _, row := range []struct {
		store cucm.Store
		want  []trustlist.Role
	}{
		{cucm.CallManagerTrust, []trustlist.Role{trustlist.RoleTFTP}},
		{cucm.PhoneSASTTrust, []trustlist.Role{trustlist.RoleSAST, trustlist.RoleTFTP}},
		{cucm.TomcatTrust, []trustlist.Role{trustlist.RoleSAST, trustlist.RoleTFTP, trustlist.RoleAppServer}},
	} {
		did(t)(c.Do(sim.Upload(row.store, foreign, sub1)))
		c.Advance(8 * time.Second)
		require.Equal(t, row.want, roles(t, c, pub, foreign), "after the upload to %s", row.store)
	}
	did(t)(c.Do(sim.Stop(sim.ServiceNotification)))
	for _, node := range []string{pub, sub1} {
		did(t)(c.Do(sim.DeleteCertificate(cucm.PhoneSASTTrust, "other-pub.pem", node)))
	}
	c.Advance(8 * time.Second)
	require.Equal(t, []trustlist.Role{trustlist.RoleTFTP, trustlist.RoleAppServer}, roles(t, c, sub1, foreign))
}

// TestTVSRestarts: by itself from release 14 on (row 35), or as the setting says.
func TestTVSRestarts(t *testing.T) {
	for _, row := range []struct {
		name, release, setting string
		restarts               bool
	}{
		{"9.1 by release", "9.1", "by_release", false}, {"12.5 by release", "12.5", "by_release", false},
		{"14 by release", "14", "by_release", true}, {"15 by release", "15", "by_release", true},
		{"on", "9.1", "on", true}, {"off", "15", "off", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure, func(cfg *sim.Config) { cfg.Settings.TVSAutoRestart = row.setting })
			old := c.Publisher().LoadedTVS()
			did(t)(c.Do(sim.Regenerate(cucm.TVS, pub)))
			fresh := c.Publisher().Certificate(cucm.TVS)
			require.NotEqual(t, old.Sum, fresh.Sum)
			want := old
			if row.restarts {
				want = fresh
			}
			require.Equal(t, want, c.Publisher().LoadedTVS())
			did(t)(c.Do(sim.Restart(sim.ServiceTVS, pub)))
			require.Equal(t, fresh, c.Publisher().LoadedTVS())
		})
	}
}

func TestStoppedTVS(t *testing.T) {
	c := newCluster(t, "15", sim.NonSecure)
	did(t)(c.Do(sim.Stop(sim.ServiceTVS, pub)))
	_, ok := c.TVS(pub)
	require.False(t, ok)
	did(t)(c.Do(sim.Regenerate(cucm.TVS, pub)))
	require.False(t, c.Publisher().Running(sim.ServiceTVS), "a stopped service is not started by a regeneration")
	require.Equal(t, c.Publisher().Certificate(cucm.TVS), c.Publisher().LoadedTVS())
	did(t)(c.Do(sim.Start(sim.ServiceTVS, pub)))
	did(t)(c.Do(sim.SetDown(pub, true)))
	_, ok = c.TVS(pub)
	require.False(t, ok)
	_, ok = c.TVS("nobody")
	require.False(t, ok)
}

func TestAllKnowing(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	did(t)(c.Do(sim.SetReplication(sub1, true)))
	did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
	did(t)(c.Do(sim.Regenerate(cucm.TVS, sub1)))
	before := c.Clone()
	fresh := c.Publisher().Certificate(cucm.CallManager)
	require.Nil(t, roles(t, c, sub1, fresh))
	for _, restarted := range []bool{false, true} {
		all := c.AllKnowing(restarted)
		require.Equal(t, signerRoles, roles(t, all, sub1, fresh))
		presented := c.Node(sub1).LoadedTVS()
		if restarted {
			presented = c.Node(sub1).Certificate(cucm.TVS)
		}
		require.Equal(t, presented, all.Node(sub1).LoadedTVS())
	}
	require.Empty(t, c.Compare(before))
}
