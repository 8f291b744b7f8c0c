package sim_test

import (
	"crypto/rsa"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/fact"
	"tvslab/sim/pki"
)

// TestITLReset is `utils itl reset localkey` (rows 12 and 13): signer before, after, and after a restart of Cisco
// Tftp on one node.
func TestITLReset(t *testing.T) {
	for _, row := range []struct {
		release       string
		normal, reset cucm.Store
		restarts      bool
	}{
		{"10.0", cucm.CallManager, cucm.ITLRecovery, true}, {"10.5(1)", cucm.CallManager, cucm.ITLRecovery, true},
		{"10.5(2)", cucm.CallManager, cucm.ITLRecovery, true}, {"11.5", cucm.CallManager, cucm.ITLRecovery, true},
		{"12.0", cucm.ITLRecovery, cucm.CallManager, false}, {"12.5", cucm.ITLRecovery, cucm.CallManager, false},
		{"14", cucm.ITLRecovery, cucm.CallManager, false}, {"14SU3", cucm.ITLRecovery, cucm.CallManager, false},
		{"15", cucm.ITLRecovery, cucm.CallManager, false},
	} {
		t.Run(row.release, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure)
			records := contents(c, c.Node(sub1).ITL().List)
			started := c.Node(sub1).Started(sim.ServiceTFTP)
			did(t)(c.Do(sim.ResetITL))
			for _, n := range c.Nodes {
				require.Equal(t, string(row.reset), n.ITL().SignerStore(), n.Name)
				require.NoError(t, n.ITL().List.Verify())
			}
			require.Equal(t, records, contents(c, c.Node(sub1).ITL().List), "records stay, the signature changes")
			require.Equal(t, row.restarts, c.Node(sub1).Started(sim.ServiceTFTP).After(started), "restarts Cisco Tftp itself")

			did(t)(c.Do(sim.Regenerate(cucm.TVS, pub)))
			require.Equal(t, string(row.reset), c.Publisher().ITL().SignerStore(), "a rebuild keeps the signer")
			did(t)(c.Do(sim.Restart(sim.ServiceTFTP, pub)))
			require.Equal(t, string(row.normal), c.Publisher().ITL().SignerStore(), "undone by the restart")
			require.Equal(t, string(row.reset), c.Node(sub1).ITL().SignerStore(), "not restarted there")
		})
	}
}

func TestITLResetSurvivesRestart(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure, func(cfg *sim.Config) { cfg.Settings.ResetSurvivesRestart = true })
	did(t)(c.Do(sim.ResetITL))
	did(t)(c.Do(sim.Restart(sim.ServiceTFTP)))
	require.Equal(t, string(cucm.ITLRecovery), c.Publisher().ITL().SignerStore())
}

// TestITLResetScope: per node each keeps its own records; publisher_copy is what the CLI text says literally.
func TestITLResetScope(t *testing.T) {
	for scope, same := range map[string]bool{"per_node": false, "publisher_copy": true} {
		t.Run(scope, func(t *testing.T) {
			c := newCluster(t, "12.5", sim.NonSecure, func(cfg *sim.Config) { cfg.Settings.ResetScope = scope })
			did(t)(c.Do(sim.ResetITL))
			require.Equal(t, same, c.Publisher().ITL().Sum() == c.Node(sub1).ITL().Sum())
			did(t)(c.Do(sim.Restart(sim.ServiceTFTP)))
			require.Contains(t, contents(c, c.Node(sub1).ITL().List), "TFTP cucm-sub1/CallManager")
		})
	}
}

// TestITLResetShortKey: with an ITLRecovery key of 1024 bits beside longer ones the command fails on every release (Cisco
// doc 214231). The sixth certificate of the first node is ITLRecovery; its first regeneration keeps the length.
func TestITLResetShortKey(t *testing.T) {
	for _, row := range []struct {
		release string
		refused bool
	}{{"10.0", false}, {"10.5", true}, {"11.5", true}, {"12.0", true}, {"12.5", true}, {"15", true}} {
		t.Run(row.release, func(t *testing.T) {
			number := uint64(5)
			if !release(t, row.release).Rules().ECDSA {
				number = 4
			}
			c := newCluster(t, row.release, sim.NonSecure, func(cfg *sim.Config) {
				cfg.Seed, cfg.Tokens, cfg.Keys = 0, nil, shortKey{cfg.Keys, number}
			})
			bits := c.Publisher().Certificate(cucm.ITLRecovery).X509.PublicKey.(interface{ Size() int }).Size() * 8
			require.Equal(t, 1024, bits)
			did(t)(c.Do(sim.Regenerate(cucm.CallManager)))
			before := c.Clone()
			_, err := c.Do(sim.ResetITL)
			if !row.refused {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, "the ITLRecovery key has 1024 bits while CallManager of cucm-pub has 2048")
			require.Empty(t, c.Compare(before))
		})
	}
}

// TestRefusals: commands that a release or a mode does not have change nothing and say why.
func TestRefusals(t *testing.T) {
	for _, row := range []struct {
		name, release string
		mode          sim.Mode
		op            sim.Op
		want          string
	}{
		{"ITL reset before 10.0", "9.1", sim.NonSecure, sim.ResetITL, "not available on release 9.1 (10.0 and later)"},
		{"CTL reset with one SAST", "10.5(1)", sim.MixedTokenless, sim.ResetCTL, "not available on release 10.5(1)"},
		{"CTL reset before 10.0", "9.1", sim.MixedToken, sim.ResetCTL, "not available on release 9.1"},
		{"CTL reset in non-secure", "12.5", sim.NonSecure, sim.ResetCTL, "the cluster is not in mixed mode"},
		{"CTL update before 10.0", "8.6", sim.MixedToken, sim.UpdateCTL, "not available on release 8.6"},
		{"CTL update in non-secure", "12.5", sim.NonSecure, sim.UpdateCTL, "`utils ctl set-cluster mixed-mode` first"},
		{"mixed mode before 10.0", "9.0", sim.NonSecure, sim.SetMixedMode, "older releases need the CTL client"},
		{"non-secure before 10.0", "9.0", sim.MixedToken, sim.SetNonSecureMode, "not available on release 9.0"},
		{"no ITLRecovery before 10.0", "9.1", sim.NonSecure, sim.Regenerate(cucm.ITLRecovery, "all"), "no node has a ITLRecovery certificate"},
		{"no ECDSA before 11.0", "10.5(2)", sim.NonSecure, sim.Regenerate(cucm.CallManagerECDSA, pub), "on release 10.5(2)"},
		{"ITLRecovery of a subscriber", "12.5", sim.NonSecure, sim.Regenerate(cucm.ITLRecovery, sub1), `node "cucm-sub1" does not have`},
		{"CAPF of a subscriber from 14", "14", sim.NonSecure, sim.Regenerate(cucm.CAPF, sub1), `node "cucm-sub1" does not have`},
		{"trust store", "12.5", sim.NonSecure, sim.Regenerate(cucm.CAPFTrust, pub), "cannot be regenerated, only deleted"},
		{"unknown store", "12.5", sim.NonSecure, sim.Regenerate("ipsek", pub), `store "ipsek" is not known`},
		{"unknown node", "12.5", sim.NonSecure, sim.Regenerate(cucm.TVS, "nobody"), `node "nobody" is not in the cluster`},
		{"identity store upload", "12.5", sim.NonSecure, func(c *sim.Cluster) error {
			return sim.Upload(cucm.CallManager, c.Token("SAST-A"), pub)(c)
		}, "has no pending CSR"},
		{"identity certificate deleted", "12.5", sim.NonSecure, sim.DeleteCertificate(cucm.TVS, pub, pub), "identity certificates cannot be deleted"},
		{"certificate not there", "12.5", sim.NonSecure, sim.DeleteCertificate(cucm.PhoneSASTTrust, "x", pub), `no certificate "x"`},
		{"unknown service", "12.5", sim.NonSecure, sim.Restart("Tftp", pub),
			`service "Tftp" is not known`},
		{"service not on this node", "12.5", sim.NonSecure, sim.Stop(sim.ServiceCAPF, sub1),
			`node "cucm-sub1" does not have service Cisco Certificate Authority Proxy Function`},
		{"security mode by hand", "12.5", sim.NonSecure, sim.SetParameter(sim.ParamClusterMode, "1"), "cannot be edited"},
		{"unknown parameter", "12.5", sim.NonSecure, sim.SetParameter("Nonsense", "1"), `parameter "Nonsense" is not known`},
		{"impossible value", "12.5", sim.NonSecure, sim.SetParameter(sim.ParamRollback, "yes"), `value "yes" is not one of`},
		{"SHA-512 on an old release", "10.5(2)", sim.NonSecure, sim.SetParameter(sim.ParamSignature, "SHA-512"), "does not exist on release 10.5(2)"},
		{"phone interaction before 14", "12.5", sim.NonSecure, sim.SetParameter(sim.ParamReset, "Manually Reset Phones"), "does not exist on release 12.5"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, row.release, row.mode)
			before := c.Clone()
			_, err := c.Do(row.op)
			require.ErrorContains(t, err, row.want)
			require.Empty(t, c.Compare(before))
		})
	}
}

// dryKeys is a source of keys that runs dry after left more.
type dryKeys struct {
	pki.KeySource
	left int
}

func (d *dryKeys) RSA(bits int, n uint64) (*rsa.PrivateKey, error) {
	if d.left--; d.left < 0 {
		return nil, errors.New("no key left")
	}
	return d.KeySource.RSA(bits, n)
}

// TestFailureUndoesEverything: "all" fails at the second node, after the first was done already.
func TestFailureUndoesEverything(t *testing.T) {
	keys := &dryKeys{KeySource: sharedKeys(t), left: 1000}
	c := newCluster(t, "11.5", sim.NonSecure, func(cfg *sim.Config) { cfg.Keys = keys })
	before, publisher := c.Clone(), c.Publisher()
	keys.left = 1
	_, err := c.Do(sim.Regenerate(cucm.CallManager, "all"))
	require.ErrorContains(t, err, "no key left")
	require.Empty(t, c.Compare(before))
	require.Empty(t, c.TakeReset())
	require.Same(t, publisher, c.Publisher())
	require.Equal(t, before.Publisher().Certificate(cucm.CallManager), publisher.Certificate(cucm.CallManager))
	c.Advance(1e10)
	require.Equal(t, signerRoles, roles(t, c, pub, before.Publisher().Certificate(cucm.CallManager)))
}

// TestQueuedResets: which operations make phones reset by themselves.
func TestQueuedResets(t *testing.T) {
	tomcat := func(s *cucm.Settings) { s.TomcatResets = true }
	byRelease := func(s *cucm.Settings) { s.RollbackReset = "by_release" }
	off := func(s *cucm.Settings) { s.AutoReset = false }
	manual := func(c *sim.Cluster) {
		_, err := c.Do(sim.SetParameter(sim.ParamReset, "manually reset phones"))
		if err != nil {
			panic(err)
		}
	}
	for _, row := range []struct {
		name, release string
		mode          sim.Mode
		settings      func(*cucm.Settings)
		prepare       func(*sim.Cluster)
		op            sim.Op
		want          string
	}{
		{"CallManager", "11.5", sim.NonSecure, nil, nil, sim.Regenerate(cucm.CallManager, pub), "CallManager of cucm-pub regenerated"},
		{"ECDSA", "11.5", sim.NonSecure, nil, nil, sim.Regenerate(cucm.CallManagerECDSA, pub), "CallManager-ECDSA of cucm-pub regenerated"},
		{"CAPF", "11.5", sim.NonSecure, nil, nil, sim.Regenerate(cucm.CAPF, pub), "CAPF of cucm-pub regenerated"},
		{"TVS", "11.5", sim.NonSecure, nil, nil, sim.Regenerate(cucm.TVS, sub1), "TVS of cucm-sub1 regenerated"},
		{"tomcat", "11.5", sim.NonSecure, nil, nil, sim.Regenerate(cucm.Tomcat, pub), ""},
		{"ITLRecovery", "12.5", sim.NonSecure, nil, nil, sim.Regenerate(cucm.ITLRecovery, pub), ""},
		{"ITLRecovery on 14", "14", sim.NonSecure, nil, nil, sim.Regenerate(cucm.ITLRecovery, pub), "ITLRecovery of cucm-pub regenerated"},
		{"ITLRecovery on", "12.5", sim.NonSecure, func(s *cucm.Settings) { s.RecoveryReset = "on" }, nil,
			sim.Regenerate(cucm.ITLRecovery, pub), "ITLRecovery of cucm-pub regenerated"},
		{"ITLRecovery off", "15", sim.NonSecure, func(s *cucm.Settings) { s.RecoveryReset = "off" }, nil, sim.Regenerate(cucm.ITLRecovery, pub), ""},
		{"tomcat-ECDSA by the setting", "11.5", sim.NonSecure, tomcat, nil,
			sim.Regenerate(cucm.TomcatECDSA, pub), "tomcat-ECDSA of cucm-pub regenerated"},
		{"tomcat by its setting", "11.5", sim.NonSecure, tomcat, nil,
			sim.Regenerate(cucm.Tomcat, pub), "tomcat of cucm-pub regenerated"},
		{"rollback by the guides, old", "9.1", sim.NonSecure, byRelease, nil,
			sim.SetParameter(sim.ParamRollback, "true"), ""},
		{"rollback by the guides, new", "10.5(2)", sim.NonSecure, byRelease, nil,
			sim.SetParameter(sim.ParamRollback, "true"), sim.ParamRollback + " changed"},
		{"setting off", "11.5", sim.NonSecure, off, nil, sim.Regenerate(cucm.CallManager, pub), ""},
		{"parameter manual", "14", sim.NonSecure, nil, manual, sim.Regenerate(cucm.CallManager, pub), ""},
		{"parameter default on 14", "14", sim.NonSecure, nil, nil, sim.Regenerate(cucm.CallManager, pub), "CallManager of cucm-pub regenerated"},
		{"rollback", "8.6", sim.NonSecure, nil, nil, sim.SetParameter(sim.ParamRollback, "true"), sim.ParamRollback + " changed"},
		{"rollback unchanged", "8.6", sim.NonSecure, nil, nil, sim.SetParameter(sim.ParamRollback, "false"), ""},
		{"CTL update", "12.5", sim.MixedTokenless, nil, nil, sim.UpdateCTL, ""},
		{"service restart", "12.5", sim.NonSecure, nil, nil,
			sim.Restart(sim.ServiceTFTP), ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, row.release, row.mode, settings(row.settings))
			if row.prepare != nil {
				row.prepare(c)
			}
			did(t)(c.Do(row.op))
			require.Equal(t, row.want, c.TakeReset())
			require.Empty(t, c.TakeReset(), "asked once")
		})
	}
}

// TestTomcatRebuildsITL: by the setting a new tomcat certificate has the ITL files rebuilt, in which nothing changes, and says so.
func TestTomcatRebuildsITL(t *testing.T) {
	for _, on := range []bool{false, true} {
		c := newCluster(t, "11.5", sim.NonSecure, settings(func(s *cucm.Settings) { s.TomcatResets = on }))
		before := c.Publisher().ITL()
		events, err := c.Do(sim.Regenerate(cucm.Tomcat, pub))
		require.NoError(t, err)
		require.Same(t, before, c.Publisher().ITL())
		require.Equal(t, on, slices.ContainsFunc(events, func(e event.Event) bool { return e.What == fact.ITLKept{Why: "tomcat regenerated"} }))
	}
}
