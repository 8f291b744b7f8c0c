package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
)

// backupOf is a DRS backup of the cluster.
func backupOf(t *testing.T, c *sim.Cluster) *sim.Backup {
	t.Helper()
	backup, events, err := c.Backup("device")
	require.NoError(t, err)
	require.Equal(t, "backup", events[0].Kind)
	require.Equal(t, c.Now, backup.Time)
	return backup
}

// TestBackupNeedsDRF: a certificate of the DRS transport that is not what the others trust, or a DRF service that
// does not run, fails backup and restore.
func TestBackupNeedsDRF(t *testing.T) {
	for name, row := range map[string]struct {
		release string
		breaks  func(*sim.Cluster) ([]sim.Event, error)
		want    string
		heals   func(*sim.Cluster) ([]sim.Event, error)
	}{
		"ipsec regenerated, DRF not restarted": {"11.5",
			func(c *sim.Cluster) ([]sim.Event, error) { return c.Regenerate(sim.IPsec, pub) },
			"the ipsec certificate cucm-pub",
			func(c *sim.Cluster) ([]sim.Event, error) { return c.Restart(sim.ServiceDRFMaster, pub) }},
		"tomcat regenerated on 14SU3": {"14SU3",
			func(c *sim.Cluster) ([]sim.Event, error) { return c.Regenerate(sim.Tomcat, pub) },
			"the tomcat certificate cucm-pub",
			func(c *sim.Cluster) ([]sim.Event, error) { return c.Restart(sim.ServiceDRFMaster, pub) }},
		"DRF Local stopped": {"12.5",
			func(c *sim.Cluster) ([]sim.Event, error) { return c.Stop(sim.ServiceDRFLocal, sub1) },
			"Cisco DRF Local does not run on cucm-sub1",
			func(c *sim.Cluster) ([]sim.Event, error) { return c.Start(sim.ServiceDRFLocal, sub1) }},
		"DRF Master stopped": {"12.5",
			func(c *sim.Cluster) ([]sim.Event, error) { return c.Stop(sim.ServiceDRFMaster, pub) },
			"Cisco DRF Master does not run",
			func(c *sim.Cluster) ([]sim.Event, error) { return c.Start(sim.ServiceDRFMaster, pub) }},
		"publisher's ipsec deleted on the subscriber": {"11.5",
			func(c *sim.Cluster) ([]sim.Event, error) {
				return c.DeleteCertificate(sim.IPsecTrust, c.Publisher().Certificate(sim.IPsec).SerialHex(), sub1)
			},
			"is not in its ipsec-trust",
			func(c *sim.Cluster) ([]sim.Event, error) {
				return c.Upload(sim.IPsecTrust, c.Publisher().Certificate(sim.IPsec), sub1)
			}},
		"node down": {"11.5",
			func(c *sim.Cluster) ([]sim.Event, error) { return c.SetDown(sub1, true) },
			`node "cucm-sub1" is down`,
			func(c *sim.Cluster) ([]sim.Event, error) { return c.SetDown(sub1, false) }},
		"publisher renamed": {"12.5",
			func(c *sim.Cluster) ([]sim.Event, error) {
				_, err := c.SetHostname(pub, "renamed")
				if err != nil {
					return nil, err
				}
				return c.Stop(sim.ServiceDRFLocal, sub1)
			},
			"does not run",
			func(c *sim.Cluster) ([]sim.Event, error) { return c.Start(sim.ServiceDRFLocal, sub1) }},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure)
			backupOf(t, c)
			did(t)(row.breaks(c))
			_, _, err := c.Backup("device")
			require.ErrorContains(t, err, row.want)
			did(t)(row.heals(c))
			backup := backupOf(t, c)
			did(t)(c.RestoreFrom(backup))
		})
	}
	_, _, err := newCluster(t, "12.5", sim.NonSecure).Backup("")
	require.ErrorContains(t, err, "no backup device")
}

func TestBackupWithExpiredTransport(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	c.Advance(6 * 365 * 24 * time.Hour)
	_, _, err := c.Backup("device")
	require.ErrorContains(t, err, "has expired")
}

// TestRestoreKeepsFaults: what is broken is not part of a backup.
func TestRestoreKeepsFaults(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	did(t)(c.SetReplication(sub1, true))
	broken := backupOf(t, c)
	did(t)(c.SetReplication(sub1, false))
	did(t)(c.SetSFTP(sub1, true))
	did(t)(c.RestoreFrom(broken))
	require.False(t, c.Node(sub1).ReplicationBroken)
	require.True(t, c.Node(sub1).SFTPBroken)
}

func TestRestoreOneNode(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	backup, before := backupOf(t, c), serials(c)
	did(t)(c.Regenerate(sim.CallManager))
	later := serials(c)
	did(t)(c.RestoreFrom(backup, sub1))
	require.Equal(t, before[sub1+"/CallManager"], serials(c)[sub1+"/CallManager"])
	require.Equal(t, later[pub+"/CallManager"], serials(c)[pub+"/CallManager"])
	c.Advance(time.Minute)
	require.NotNil(t, roles(t, c, pub, c.Node(sub1).Certificate(sim.CallManager)), "the database follows")
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
			c := newCluster(t, row.release, sim.NonSecure)
			c.Settings.BackupOmits, c.Settings.BackupKey = row.omits, "by_release"
			backup, before := backupOf(t, c), serials(c)
			did(t)(c.Regenerate(sim.CallManager))
			did(t)(c.Regenerate(sim.TVS))
			did(t)(c.RestoreFrom(backup))
			require.Equal(t, row.callManager, serials(c)[pub+"/CallManager"] == before[pub+"/CallManager"])
			require.Equal(t, row.other, serials(c)[pub+"/TVS"] == before[pub+"/TVS"])
			c.Advance(time.Minute)
			require.NotNil(t, roles(t, c, sub1, c.Node(pub).Certificate(sim.CallManager)))
			require.NotNil(t, roles(t, c, sub1, c.Node(pub).Certificate(sim.TVS)))
		})
	}
}

func TestRestoreRefused(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	backup := backupOf(t, c)
	renamed, upgraded, grown := c.Clone(), c.Clone(), c.Clone()
	did(t)(renamed.SetHostname(sub1, "other"))
	_, err := renamed.RestoreFrom(backup)
	require.ErrorContains(t, err, `node "other" was cucm-sub1`)
	did(t)(renamed.RestoreFrom(backup, pub))
	did(t)(upgraded.Upgrade(release(t, "12.5"), false))
	_, err = upgraded.RestoreFrom(backup)
	require.ErrorContains(t, err, "the backup is of release 11.5, the cluster runs 12.5")
	did(t)(grown.AddNode(sim.NodeSpec{Name: "more", Roles: []sim.Role{sim.Subscriber}}))
	_, err = grown.RestoreFrom(backup, "more")
	require.ErrorContains(t, err, "is not in the backup")
}
