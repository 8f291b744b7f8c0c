package sim_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// TestCompare: every kind of operation is seen, by the name of what it changed, and a copy made before is left alone.
func TestCompare(t *testing.T) {
	reference := install(t, "12.5", sim.MixedTokenless) // shares nothing with the clusters of the rows
	for _, row := range []struct {
		name string
		op   sim.Op
		want []string // prefixes of lines
	}{
		{"regenerate CallManager", sim.Regenerate(cucm.CallManager, sub1),
			[]string{"cucm-sub1 CallManager: ", "cucm-sub1 ITLFile.tlv: ", "cucm-pub row CallManager|cucm-sub1: ", "queued reset: "}},
		{"regenerate ECDSA", sim.Regenerate(cucm.CallManagerECDSA, sub1), []string{"cucm-sub1 CallManager-ECDSA: ", "cucm-pub ITLFile.tlv: "}},
		{"regenerate CAPF", sim.Regenerate(cucm.CAPF, pub), []string{"cucm-pub CAPF: ", "cucm-sub1 row CAPF-trust|CN=CAPF-"}},
		{"regenerate TVS", sim.Regenerate(cucm.TVS, pub), []string{"cucm-pub TVS: ", "cucm-sub1 ITLFile.tlv: "}},
		{"regenerate ITLRecovery", sim.Regenerate(cucm.ITLRecovery, pub), []string{"cucm-pub ITLRecovery: ", "cucm-sub1 ITLFile.tlv: "}},
		{"regenerate tomcat", sim.Regenerate(cucm.Tomcat, pub), []string{"cucm-pub tomcat: ", "cucm-pub row tomcat-trust|CN=cucm-pub"}},
		{"stop a service", sim.Stop(sim.ServiceTFTP, pub), []string{"cucm-pub Cisco Tftp: "}},
		{"parameter", sim.SetParameter(sim.ParamRollback, "True"), []string{"parameter " + sim.ParamRollback + ": ", "queued reset: "}},
		{"node down", sim.SetDown(sub1, true), []string{"cucm-sub1 node: "}},
		{"replication", sim.SetReplication(sub1, true), []string{"cucm-sub1 node: "}},
		{"file copy", sim.SetSFTP(sub1, true), []string{"cucm-sub1 node: "}},
		{"mode", sim.SetNonSecureMode, []string{"parameter Cluster Security Mode: ", "cucm-sub1 CTLFile.tlv: "}},
		{"CTL reset", sim.ResetCTL, []string{"cucm-pub CTLFile.tlv: ", "cucm-sub1 CTLFile.tlv: "}},
		{"ITL reset", sim.ResetITL, []string{"cucm-pub reset signer: ", "cucm-sub1 ITLFile.tlv: "}},
		{"file deleted", sim.DeleteFile(sub1, "ITLFile.tlv"), []string{"cucm-sub1 ITLFile.tlv: "}},
		{"upload", sim.Upload(cucm.PhoneSASTTrust, reference.Token("SAST-A"), pub),
			[]string{"cucm-sub1 row Phone-SAST-trust|"}},
		{"trust certificate deleted", sim.DeleteCertificate(cucm.TomcatTrust, sub1, pub),
			[]string{"cucm-sub1 row tomcat-trust|"}},
		{"device added", func(c *sim.Cluster) error {
			return c.AddDevices(named(t, "SEP001122334455"), sim.Lines{First: 1}, &sim.Profile{Model: "8841"})
		}, []string{"device SEP001122334455: "}},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, "12.5", sim.MixedTokenless)
			clone := c.Clone()
			require.Empty(t, c.Compare(clone), "a clone is equal")
			did(t)(c.Do(row.op))
			lines := c.Compare(clone)
			require.IsNonDecreasing(t, lines)
			for _, prefix := range row.want {
				requirePrefix(t, lines, prefix)
			}
			require.Len(t, clone.Compare(c), len(lines), "both directions see the same")
			require.Empty(t, clone.Compare(reference), "the clone is untouched")

			other := clone.Clone()
			did(t)(other.Do(row.op))
			require.Empty(t, c.Compare(other), "the same operation on the clone leads to the same state")
		})
	}
}

func requirePrefix(t *testing.T, lines []string, prefix string) {
	t.Helper()
	for _, l := range lines {
		if strings.HasPrefix(l, prefix) {
			return
		}
	}
	require.Failf(t, "no such line", "%q in\n%s", prefix, strings.Join(lines, "\n"))
}

// TestLoadedStates: what running services loaded is part of the state, though all files are the same.
func TestLoadedStates(t *testing.T) {
	for service, want := range map[string]string{
		sim.ServiceTFTP: "cucm-pub Cisco Tftp loaded: ", sim.ServiceCCM: "cucm-pub Cisco CallManager loaded CallManager: ",
	} {
		t.Run(service, func(t *testing.T) {
			c := newCluster(t, "11.5", sim.NonSecure)
			did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
			clone := c.Clone()
			did(t)(c.Do(sim.Restart(service, pub)))
			lines := c.Compare(clone)
			require.Len(t, lines, 1)
			requirePrefix(t, lines, want)
		})
	}
	c := newCluster(t, "11.5", sim.NonSecure)
	did(t)(c.Do(sim.Regenerate(cucm.TVS, pub)))
	clone := c.Clone()
	did(t)(c.Do(sim.Restart(sim.ServiceTVS, pub)))
	requirePrefix(t, c.Compare(clone), "cucm-pub TVS loaded: ")
}

func TestClocksDoNotCount(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	clone := c.Clone()
	c.Advance(24 * time.Hour)
	require.Empty(t, c.Compare(clone))
}

// TestDeterminism: the seed decides everything, ECDSA certificates included.
func TestDeterminism(t *testing.T) {
	run := func(name string, seed uint64) *sim.Cluster {
		c := newCluster(t, name, sim.NonSecure, func(cfg *sim.Config) { cfg.Seed = seed })
		for _, s := range []cucm.Store{cucm.CallManager, cucm.CAPF, cucm.TVS} {
			did(t)(c.Do(sim.Regenerate(s)))
		}
		return c
	}
	for _, name := range []string{"8.6", "10.5(1)", "12.5"} {
		t.Run(name, func(t *testing.T) {
			one, two, other := run(name, 3), run(name, 3), run(name, 4)
			require.Empty(t, one.Compare(two))
			require.Equal(t, one.Node(sub1).ITL().Bytes(), two.Node(sub1).ITL().Bytes())
			requirePrefix(t, one.Compare(other), "cucm-pub TVS: ")
		})
	}
}

func TestRestore(t *testing.T) {
	c := newCluster(t, "12.5", sim.MixedTokenless)
	addPhone(t, c)
	origin, backup := c.Clone(), backupOf(t, c)
	c.Advance(time.Hour)
	for _, s := range []cucm.Store{cucm.CallManager, cucm.CAPF, cucm.TVS, cucm.ITLRecovery} {
		did(t)(c.Do(sim.Regenerate(s)))
	}
	did(t)(c.Do(sim.ResetITL))
	did(t)(c.Do(sim.UpdateCTL))
	did(t)(c.Do(sim.SetParameter(sim.ParamRollback, "True")))
	fresh := c.Publisher().Certificate(cucm.CallManager)
	require.NotEmpty(t, c.Compare(origin))
	now := c.Now

	events := did(t)(c.Do(sim.Restore(backup)))
	require.NotEmpty(t, events)
	require.Empty(t, c.Compare(origin))
	require.Empty(t, c.TakeReset())
	require.Equal(t, now, c.Now, "the clock goes on")
	require.Nil(t, roles(t, c, pub, fresh), "TVS started afresh")
	require.Equal(t, now, c.Publisher().Started(sim.ServiceTVS))

	did(t)(c.Do(sim.Regenerate(cucm.CallManager)))
	require.NotEqual(t, fresh.Serial, c.Publisher().Certificate(cucm.CallManager).Serial, "serial numbers are not used twice")
	did(t)(c.Do(sim.Restore(backup)))
	require.Empty(t, c.Compare(origin), "the backup is not changed by what followed")
}

func TestFindCertificate(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	for ref, want := range map[string]*pki.Certificate{
		"SAST-A": c.Token("SAST-A"), "cucm-sub1/TVS": c.Node(sub1).Certificate(cucm.TVS),
		"192.0.2.11/tomcat": c.Publisher().Certificate(cucm.Tomcat),
	} {
		found, err := c.FindCertificate(ref)
		require.NoError(t, err)
		require.Same(t, want, found)
	}
	for _, ref := range []string{"", "SAST-X", "cucm-sub1", "nobody/TVS", "nobody/ITLRecovery"} {
		_, err := c.FindCertificate(ref)
		require.ErrorContains(t, err, "name a token, or NODE/STORE", ref)
	}
}
