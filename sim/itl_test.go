package sim_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/list"
	"tvslab/trustlist"
)

// profile groups the releases that share rows 1 to 5 and 9 of the release matrix.
type profile struct {
	name     string
	releases []string
	signer   cucm.Store
	records  []string // ITL of the publisher in a non-secure cluster; OWN is the serving node
}

var itlProfiles = []profile{
	{"CallManager alone", []string{"8.0", "8.5", "8.6", "9.0", "9.1"}, cucm.CallManager, []string{
		"SAST OWN/CallManager", "TFTP OWN/CallManager", "CAPF cucm-pub/CAPF #", "TVS cucm-pub/TVS #", "TVS cucm-sub1/TVS #"}},
	{"with ITLRecovery", []string{"10.0", "10.5(1)", "10.5", "10.5(2)"}, cucm.CallManager, []string{
		"SAST OWN/CallManager", "SAST OWN/ITLRecovery", "TFTP OWN/CallManager",
		"CAPF cucm-pub/CAPF #", "TVS cucm-pub/TVS #", "TVS cucm-sub1/TVS #"}},
	{"full records and ECDSA", []string{"11.0", "11.5", "11.5SU1"}, cucm.CallManager, []string{
		"SAST OWN/CallManager", "SAST OWN/ITLRecovery", "TFTP OWN/CallManager",
		"TFTP cucm-pub/CallManager-ECDSA", "TFTP cucm-sub1/CallManager-ECDSA",
		"CAPF cucm-pub/CAPF", "TVS cucm-pub/TVS", "TVS cucm-sub1/TVS"}},
	{"signed by an ITLRecovery of its own", []string{"12.0"}, cucm.ITLRecovery, []string{
		"SAST OWN/ITLRecovery", "SAST OWN/CallManager", "TFTP OWN/CallManager",
		"TFTP cucm-pub/CallManager-ECDSA", "TFTP cucm-sub1/CallManager-ECDSA",
		"CAPF cucm-pub/CAPF", "TVS cucm-pub/TVS", "TVS cucm-sub1/TVS"}},
	{"signed by the publisher's ITLRecovery", []string{"12.5", "12.5SU3", "12.5SU6", "14", "14SU1", "14SU2", "14SU3", "14SU4", "15"}, cucm.ITLRecovery, []string{
		"SAST cucm-pub/ITLRecovery", "SAST OWN/CallManager", "TFTP OWN/CallManager",
		"TFTP cucm-pub/CallManager-ECDSA", "TFTP cucm-sub1/CallManager-ECDSA",
		"CAPF cucm-pub/CAPF", "TVS cucm-pub/TVS", "TVS cucm-sub1/TVS"}},
}

func TestITLContents(t *testing.T) {
	var covered []string
	for _, p := range itlProfiles {
		for _, name := range p.releases {
			covered = append(covered, name)
			t.Run(name+" "+p.name, func(t *testing.T) {
				c := newCluster(t, name, sim.NonSecure)
				for _, n := range c.Nodes {
					requireITL(t, c, n, p.signer, p.records, "TFTP")
				}
			})
			t.Run(name+" mixed mode", func(t *testing.T) {
				c := newCluster(t, name, mixedMode(t, name))
				for _, n := range c.Nodes {
					requireITL(t, c, n, p.signer, p.records, "CCM+TFTP")
				}
			})
		}
	}
	require.ElementsMatch(t, cucm.ReleaseNames(), covered, "every release has its row")
}

// mixedMode is the only mixed mode of old releases, else the tokenless one.
func mixedMode(t testing.TB, name string) sim.Mode {
	if release(t, name).Rules().CTLSigner == "" {
		return sim.MixedToken
	}
	return sim.MixedTokenless
}

func requireITL(t *testing.T, c *sim.Cluster, n *sim.Node, signer cucm.Store, records []string, function string) {
	t.Helper()
	var want []string
	for _, r := range records {
		if len(r) > 5 && r[:5] == "TFTP " {
			r = function + r[4:]
		}
		want = append(want, replaceOwn(r, n.Name))
	}
	itl := n.ITL()
	require.Equal(t, want, contents(c, itl.List))
	require.Equal(t, string(signer), itl.SignerStore())
	require.NoError(t, itl.List.Verify())
	require.Equal(t, itl.Signer.Serial, itl.List.Header.Serial)
	require.Equal(t, "ITLFile.tlv", itl.List.Header.FileName)
	record, err := itl.List.SignerRecord()
	require.NoError(t, err)
	require.Equal(t, trustlist.RoleSAST, record.Role)
}

func replaceOwn(s, node string) string {
	if i := slices.Index([]byte(s), 'O'); i >= 0 && len(s) >= i+4 && s[i:i+4] == "OWN/" {
		return s[:i] + node + s[i+3:]
	}
	return s
}

// TestITLOtherTFTP: the setting adds the other TFTP nodes' certificates, as signers of lists and of files.
func TestITLOtherTFTP(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure, func(cfg *sim.Config) { cfg.Settings.ITLOtherTFTP = true })
	require.Equal(t, []string{"SAST cucm-sub1/CallManager", "TFTP cucm-pub/CallManager", "TFTP cucm-sub1/CallManager"}, contents(c, c.Publisher().ITL().List)[2:5])
	require.Equal(t, []string{"SAST cucm-pub/CallManager", "TFTP cucm-sub1/CallManager", "TFTP cucm-pub/CallManager"}, contents(c, c.Node(sub1).ITL().List)[2:5])
}

// TestRebuildKeepsBytes: a rebuild that changes nothing keeps the file, time stamp included (from release 14 on TFTP
// compares hashes; row 8).
func TestRebuildKeepsBytes(t *testing.T) {
	for _, name := range []string{"8.6", "11.5", "15"} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, name, sim.NonSecure)
			before := c.Publisher().ITL()
			c.Advance(1e15)
			did(t)(c.Do(sim.Restart(sim.ServiceTFTP)))
			require.Equal(t, before.Bytes(), c.Publisher().ITL().Bytes())
			did(t)(c.Do(sim.Regenerate(cucm.Tomcat)))
			require.Equal(t, before.Sum(), c.Publisher().ITL().Sum())
			did(t)(c.Do(sim.Regenerate(cucm.TVS, sub1)))
			require.NotEqual(t, before.Sum(), c.Publisher().ITL().Sum())
			require.Equal(t, c.Now, c.Publisher().ITL().Modified)
		})
	}
}

// TestITLRebuilt: which regenerations rewrite the ITL of which node (row 6).
func TestITLRebuilt(t *testing.T) {
	for _, row := range []struct {
		name      string
		store     cucm.Store
		node      string
		pub, sub1 bool
	}{
		{"CallManager concerns its own node", cucm.CallManager, sub1, false, true},
		{"ECDSA is listed everywhere", cucm.CallManagerECDSA, sub1, true, true},
		{"CAPF of the publisher", cucm.CAPF, pub, true, true},
		{"CAPF of a subscriber is not used", cucm.CAPF, sub1, false, false},
		{"TVS", cucm.TVS, pub, true, true},
		{"ITLRecovery", cucm.ITLRecovery, pub, true, true},
		{"tomcat is in no list", cucm.Tomcat, pub, false, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, "12.5", sim.NonSecure)
			one, two := c.Publisher().ITL().Sum(), c.Node(sub1).ITL().Sum()
			did(t)(c.Do(sim.Regenerate(row.store, row.node)))
			require.Equal(t, row.pub, one != c.Publisher().ITL().Sum(), "publisher's ITL rewritten")
			require.Equal(t, row.sub1, two != c.Node(sub1).ITL().Sum(), "subscriber's ITL rewritten")
		})
	}
}

// TestStoppedTFTPKeepsITL: a node whose Cisco Tftp is stopped builds its ITL at the next start.
func TestStoppedTFTPKeepsITL(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	did(t)(c.Do(sim.Stop(sim.ServiceTFTP, sub1)))
	before := c.Node(sub1).ITL().Sum()
	did(t)(c.Do(sim.Regenerate(cucm.TVS, pub)))
	require.Equal(t, before, c.Node(sub1).ITL().Sum())
	did(t)(c.Do(sim.Start(sim.ServiceTFTP, sub1)))
	require.Contains(t, contents(c, c.Node(sub1).ITL().List), "TVS cucm-pub/TVS")
}

// TestRollback: the parameter shows only after Cisco Tftp was restarted, and the way back restores the records.
func TestRollback(t *testing.T) {
	for _, shape := range []string{"empty", "left_out"} {
		for _, name := range []string{"8.6", "11.5", "12.5"} {
			t.Run(name+" "+shape, func(t *testing.T) {
				c := newCluster(t, name, sim.NonSecure, func(cfg *sim.Config) { cfg.Settings.BlankRecords = shape })
				normal := contents(c, c.Publisher().ITL().List)
				before := c.Publisher().ITL().Sum()
				did(t)(c.Do(sim.SetParameter(sim.ParamRollback, "True")))
				require.Equal(t, before, c.Publisher().ITL().Sum())
				require.False(t, c.Publisher().ITL().List.Blank())
				require.Contains(t, c.TakeReset(), sim.ParamRollback)

				did(t)(c.Do(sim.Restart(sim.ServiceTFTP, pub)))
				blank := c.Publisher().ITL().List
				require.True(t, blank.Blank())
				require.NoError(t, blank.Verify())
				require.True(t, blank.HasRole(trustlist.RoleCAPF))
				require.Equal(t, shape == "empty", slices.Contains(contents(c, blank), "TVS -"))
				require.False(t, c.Node(sub1).ITL().List.Blank(), "not restarted there")

				did(t)(c.Do(sim.SetParameter(sim.ParamRollback, "False")))
				did(t)(c.Do(sim.Restart(sim.ServiceTFTP)))
				require.Equal(t, normal, contents(c, c.Publisher().ITL().List))
			})
		}
	}
}

func TestSignatureAlgorithm(t *testing.T) {
	c := newCluster(t, "12.5", sim.MixedTokenless)
	did(t)(c.Do(sim.SetParameter(sim.ParamSignature, "sha-512")))
	require.Equal(t, "SHA-512", c.Parameter(sim.ParamSignature))
	require.Equal(t, trustlist.DigestSHA1, c.Publisher().ITL().List.Header.Digest, "before the restart of Cisco Tftp")
	did(t)(c.Do(sim.Restart(sim.ServiceTFTP)))
	did(t)(c.Do(sim.UpdateCTL))
	for _, f := range []*list.File{c.Publisher().ITL(), c.Publisher().CTL()} {
		require.Equal(t, trustlist.DigestSHA512, f.List.Header.Digest)
		require.NoError(t, f.List.Verify())
	}
}
