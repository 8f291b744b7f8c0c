package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// backupOf is a DRS backup of the cluster.
func backupOf(t *testing.T, c *sim.Cluster) *sim.Backup {
	t.Helper()
	backup := new(sim.Backup)
	events := did(t)(c.Do(sim.BackUp("device", backup)))
	require.Equal(t, "backup", events[0].What.Kind())
	require.Equal(t, c.Now, backup.Time)
	return backup
}

// TestBackupNeedsDRF: a certificate of the DRS transport that is not what the others trust, or a DRF service that
// does not run, fails backup and restore.
func TestBackupNeedsDRF(t *testing.T) {
	for name, row := range map[string]struct {
		release string
		breaks  sim.Op
		want    string
		heals   sim.Op
	}{
		"ipsec regenerated, DRF not restarted": {"11.5",
			sim.Regenerate(cucm.IPsec, pub),
			"the ipsec certificate cucm-pub",
			sim.Restart(sim.ServiceDRFMaster, pub)},
		"tomcat regenerated on 14SU3": {"14SU3",
			sim.Regenerate(cucm.Tomcat, pub),
			"the tomcat certificate cucm-pub",
			sim.Restart(sim.ServiceDRFMaster, pub)},
		"DRF Local stopped": {"12.5",
			sim.Stop(sim.ServiceDRFLocal, sub1),
			"Cisco DRF Local does not run on cucm-sub1",
			sim.Start(sim.ServiceDRFLocal, sub1)},
		"DRF Master stopped": {"12.5",
			sim.Stop(sim.ServiceDRFMaster, pub),
			"Cisco DRF Master does not run",
			sim.Start(sim.ServiceDRFMaster, pub)},
		"publisher's ipsec deleted on the subscriber": {"11.5",
			func(c *sim.Cluster) error {
				cert := c.Publisher().Certificate(cucm.IPsec).SerialHex()
				return sim.All(sim.DeleteCertificate(cucm.IPsecTrust, cert, sub1), sim.Restart(sim.ServiceDRFLocal, sub1))(c)
			},
			"is not in its ipsec-trust",
			func(c *sim.Cluster) error {
				return sim.Upload(cucm.IPsecTrust, c.Publisher().Certificate(cucm.IPsec), sub1)(c)
			}},
		"node down": {"11.5",
			sim.SetDown(sub1, true),
			`node "cucm-sub1" is down`,
			sim.SetDown(sub1, false)},
		"publisher renamed": {"12.5",
			sim.All(sim.SetHostname(pub, "renamed"), sim.Stop(sim.ServiceDRFLocal, sub1)),
			"does not run",
			sim.Start(sim.ServiceDRFLocal, sub1)},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure)
			backupOf(t, c)
			did(t)(c.Do(row.breaks))
			_, err := c.Do(sim.BackUp("device", new(sim.Backup)))
			require.ErrorContains(t, err, row.want)
			did(t)(c.Do(row.heals))
			backup := backupOf(t, c)
			did(t)(c.Do(sim.Restore(backup)))
		})
	}
	_, err := newCluster(t, "12.5", sim.NonSecure).Do(sim.BackUp("", new(sim.Backup)))
	require.ErrorContains(t, err, "no backup device")
}

func TestBackupWithExpiredTransport(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	c.Advance(6 * 365 * 24 * time.Hour)
	_, err := c.Do(sim.BackUp("device", new(sim.Backup)))
	require.ErrorContains(t, err, "has expired")
}

// TestRestoreKeepsFaults: what is broken is not part of a backup.
func TestRestoreKeepsFaults(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	did(t)(c.Do(sim.SetReplication(sub1, true)))
	broken := backupOf(t, c)
	did(t)(c.Do(sim.SetReplication(sub1, false)))
	did(t)(c.Do(sim.SetSFTP(sub1, true)))
	did(t)(c.Do(sim.Restore(broken)))
	require.False(t, c.Node(sub1).ReplicationBroken)
	require.True(t, c.Node(sub1).SFTPBroken)
}

func TestRestoreOneNode(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	backup, before := backupOf(t, c), serials(c)
	did(t)(c.Do(sim.Regenerate(cucm.CallManager)))
	later := serials(c)
	did(t)(c.Do(sim.Restore(backup, sub1)))
	require.Equal(t, before[sub1+"/CallManager"], serials(c)[sub1+"/CallManager"])
	require.Equal(t, later[pub+"/CallManager"], serials(c)[pub+"/CallManager"])
	c.Advance(time.Minute)
	require.NotNil(t, roles(t, c, pub, c.Node(sub1).Certificate(cucm.CallManager)), "the database follows")
}

// TestRestoreWithoutKeys: row 47 and bug CSCtn50405.
func TestRestoreWithoutKeys(t *testing.T) {
	for name, row := range map[string]struct {
		release            string
		omits              bool
		callManager, other bool // come back
	}{
		"9.1 does not save the TFTP key": {"9.1", false, false, true},
		"10.5 saves all":                 {"10.5", false, true, true},
		"CSCtn50405":                     {"10.5", true, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure, func(cfg *sim.Config) {
				cfg.Settings.BackupOmits, cfg.Settings.BackupKey = row.omits, "by_release"
			})
			backup, before := backupOf(t, c), serials(c)
			did(t)(c.Do(sim.Regenerate(cucm.CallManager)))
			did(t)(c.Do(sim.Regenerate(cucm.TVS)))
			did(t)(c.Do(sim.Restore(backup)))
			require.Equal(t, row.callManager, serials(c)[pub+"/CallManager"] == before[pub+"/CallManager"])
			require.Equal(t, row.other, serials(c)[pub+"/TVS"] == before[pub+"/TVS"])
			c.Advance(time.Minute)
			require.NotNil(t, roles(t, c, sub1, c.Node(pub).Certificate(cucm.CallManager)))
			require.NotNil(t, roles(t, c, sub1, c.Node(pub).Certificate(cucm.TVS)))
		})
	}
}

func TestRestoreRefused(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	backup := backupOf(t, c)
	renamed, upgraded, grown := c.Clone(), c.Clone(), c.Clone()
	did(t)(renamed.Do(sim.SetHostname(sub1, "other")))
	_, err := renamed.Do(sim.Restore(backup))
	require.ErrorContains(t, err, `node "other" was cucm-sub1`)
	did(t)(renamed.Do(sim.Restore(backup, pub)))
	did(t)(upgraded.Do(sim.Upgrade(release(t, "12.5"), false)))
	_, err = upgraded.Do(sim.Restore(backup))
	require.ErrorContains(t, err, "the backup is of release 11.5, the cluster runs 12.5")
	did(t)(grown.Do(sim.AddNode(sim.NodeSpec{Name: "more", Roles: []sim.Role{sim.Subscriber}})))
	_, err = grown.Do(sim.Restore(backup, "more"))
	require.ErrorContains(t, err, "is not in the backup")
}
