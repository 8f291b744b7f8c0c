package sim_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/trustlist"
)

// ctlProfile is a row of the table "SAST roles" of the security guide 12.5 (rows 14 to 16 of the release matrix).
type ctlProfile struct {
	releases  []string
	tokenless []string // first is the signer; nil: not available
	token     []string
}

var (
	servers    = []string{"CCM+TFTP cucm-pub/CallManager", "CCM+TFTP cucm-sub1/CallManager"}
	plainToken = []string{"SAST SAST-A", servers[0], servers[1], "CAPF cucm-pub/CAPF", "SAST SAST-B", "SAST SAST-C"}
	moreToken  = append(slices.Clone(plainToken), "SAST cucm-pub/ITLRecovery", "SAST cucm-pub/CallManager")
	ownToken   = append(slices.Clone(moreToken), "SAST cucm-sub1/ITLRecovery")
	byRecovery = []string{"SAST cucm-pub/ITLRecovery", "SAST cucm-pub/CallManager", servers[0], "CAPF cucm-pub/CAPF", servers[1]}
)

var ctlProfiles = []ctlProfile{
	{[]string{"8.0", "8.5", "8.6", "9.0", "9.1"}, nil, plainToken},
	{[]string{"10.0", "10.5(1)"},
		[]string{"SAST cucm-pub/CallManager", servers[0], "CAPF cucm-pub/CAPF", servers[1]}, plainToken},
	{[]string{"10.5", "10.5(2)"},
		[]string{"SAST cucm-pub/CallManager", servers[0], "CAPF cucm-pub/CAPF", "SAST cucm-pub/ITLRecovery", servers[1]}, plainToken},
	{[]string{"11.0", "11.5", "11.5SU1"},
		[]string{"SAST cucm-pub/CallManager", servers[0], "CAPF cucm-pub/CAPF", "SAST cucm-pub/ITLRecovery", servers[1]}, moreToken},
	{[]string{"12.0"}, append(slices.Clone(byRecovery), "SAST cucm-sub1/ITLRecovery"), ownToken},
	{[]string{"12.5", "12.5SU3", "12.5SU6", "14", "14SU1", "14SU2"}, byRecovery, moreToken},
	{[]string{"14SU3", "14SU4", "15"}, byRecovery, nil},
}

func TestCTLContents(t *testing.T) {
	var covered []string
	for _, p := range ctlProfiles {
		for _, name := range p.releases {
			covered = append(covered, name)
			for mode, want := range map[sim.Mode][]string{sim.MixedTokenless: p.tokenless, sim.MixedToken: p.token} {
				t.Run(name+" "+string(mode), func(t *testing.T) { requireCTL(t, name, mode, want) })
			}
		}
	}
	require.ElementsMatch(t, cucm.ReleaseNames(), covered, "every release has its row")
}

func requireCTL(t *testing.T, name string, mode sim.Mode, want []string) {
	t.Helper()
	if want == nil {
		_, err := sim.New(t.Context(), testConfig(t, name, mode))
		require.ErrorContains(t, err, "mode \""+string(mode)+"\"")
		return
	}
	c := newCluster(t, name, mode)
	ctl := c.Publisher().CTL()
	require.Equal(t, want, contents(c, ctl.List))
	require.NoError(t, ctl.List.Verify())
	record, err := ctl.List.SignerRecord()
	require.NoError(t, err)
	require.Equal(t, ctl.List.Records[0].Offset, record.Offset, "the first record is the signer")
	require.Equal(t, ctl.Bytes(), c.Node(sub1).CTL().Bytes(), "the same file on all nodes")
	require.True(t, c.Mixed())
}

// TestCTLReset is `utils ctl reset localkey` (row 19), undone by the next update.
func TestCTLReset(t *testing.T) {
	for _, row := range []struct {
		release       string
		normal, reset cucm.Store
	}{
		{"10.5(2)", cucm.CallManager, cucm.ITLRecovery}, {"11.5", cucm.CallManager, cucm.ITLRecovery},
		{"12.0", cucm.ITLRecovery, cucm.CallManager}, {"14", cucm.ITLRecovery, cucm.CallManager}, {"15", cucm.ITLRecovery, cucm.CallManager},
	} {
		t.Run(row.release, func(t *testing.T) {
			c := newCluster(t, row.release, sim.MixedTokenless)
			records := contents(c, c.Publisher().CTL().List)
			did(t)(c.Do(sim.ResetCTL))
			require.Equal(t, string(row.reset), c.Publisher().CTL().SignerStore())
			require.NoError(t, c.Publisher().CTL().List.Verify())
			require.Equal(t, records, contents(c, c.Publisher().CTL().List))
			did(t)(c.Do(sim.UpdateCTL))
			require.Equal(t, string(row.normal), c.Publisher().CTL().SignerStore())
		})
	}
}

// TestCTLNeverByItself: only the commands rewrite the CTL (row 18).
func TestCTLNeverByItself(t *testing.T) {
	c := newCluster(t, "11.5", sim.MixedTokenless)
	before := c.Publisher().CTL().Sum()
	for _, s := range []cucm.Store{cucm.CallManager, cucm.CAPF, cucm.ITLRecovery, cucm.TVS} {
		did(t)(c.Do(sim.Regenerate(s)))
	}
	did(t)(c.Do(sim.Restart(sim.ServiceTFTP)))
	require.Equal(t, before, c.Publisher().CTL().Sum())
	require.Contains(t, contents(c, c.Publisher().CTL().List), "CCM+TFTP somebody else")
	did(t)(c.Do(sim.UpdateCTL))
	require.NotContains(t, contents(c, c.Publisher().CTL().List), "CCM+TFTP somebody else")
}

// TestNonSecureMode keeps a CTL whose server records are empty (tech note 118892).
func TestNonSecureMode(t *testing.T) {
	c := newCluster(t, "10.5(1)", sim.MixedTokenless)
	did(t)(c.Do(sim.SetNonSecureMode))
	require.False(t, c.Mixed())
	ctl := c.Publisher().CTL().List
	require.NoError(t, ctl.Verify())
	require.Equal(t, []string{"SAST cucm-pub/CallManager", "CCM+TFTP -", "CAPF cucm-pub/CAPF", "CCM+TFTP -"}, contents(c, ctl))
	did(t)(c.Do(sim.SetMixedMode))
	require.Contains(t, contents(c, c.Publisher().CTL().List), servers[1])

	fresh := newCluster(t, "12.5", sim.NonSecure)
	did(t)(fresh.Do(sim.SetNonSecureMode))
	require.Nil(t, fresh.Publisher().CTL(), "no CTL comes into being")
}

func TestCTLDelivery(t *testing.T) {
	for _, row := range []struct {
		name  string
		fault sim.Op
	}{
		{"SFTP broken", sim.SetSFTP(sub1, true)},
		{"node down", sim.SetDown(sub1, true)},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, "12.5", sim.MixedTokenless)
			old := c.Node(sub1).CTL().Sum()
			did(t)(c.Do(row.fault))
			did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
			did(t)(c.Do(sim.UpdateCTL))
			require.Equal(t, old, c.Node(sub1).CTL().Sum(), "the old file stays")
			require.NotEqual(t, old, c.Publisher().CTL().Sum())
			did(t)(c.Do(sim.SetSFTP(sub1, false)))
			did(t)(c.Do(sim.SetDown(sub1, false)))
			did(t)(c.Do(sim.UpdateCTL))
			require.Equal(t, c.Publisher().CTL().Sum(), c.Node(sub1).CTL().Sum())
		})
	}
}

func TestDeleteFile(t *testing.T) {
	c := newCluster(t, "12.5", sim.MixedTokenless)
	did(t)(c.Do(sim.DeleteFile(sub1, "CTLFile.tlv")))
	require.Nil(t, c.Node(sub1).CTL())
	require.NotNil(t, c.Publisher().CTL(), "only on the node where it is typed")
	did(t)(c.Do(sim.DeleteFile(sub1, "ITLFile.tlv")))
	require.Nil(t, c.Node(sub1).ITL())
	did(t)(c.Do(sim.Restart(sim.ServiceTFTP, sub1)))
	require.NotNil(t, c.Node(sub1).ITL())
	for _, name := range []string{"CTLFile.tlv", "other.xml"} {
		_, err := c.Do(sim.DeleteFile(sub1, name))
		require.ErrorContains(t, err, name)
	}
}

// TestUpdateCTLNonSecure: a cluster in non-secure mode updates the CTL that it has, with the records emptied and the new CAPF; it
// needs no licence for mixed mode. Without a CTL there is nothing to update.
func TestUpdateCTLNonSecure(t *testing.T) {
	c := newCluster(t, "12.5", sim.MixedTokenless, func(cfg *sim.Config) { cfg.Settings.MixedModeLicence = false })
	_, err := c.Do(sim.UpdateCTL)
	require.ErrorContains(t, err, "mixed mode needs")
	did(t)(c.Do(sim.SetNonSecureMode))
	did(t)(c.Do(sim.Regenerate(cucm.CAPF, pub)))
	capf := c.Publisher().Certificate(cucm.CAPF)
	lists := func() bool {
		return c.Publisher().CTL().List.Find(capf.Issuer, capf.Serial, trustlist.RoleCAPF) != nil
	}
	require.False(t, lists())
	did(t)(c.Do(sim.UpdateCTL))
	require.True(t, lists())
	require.False(t, c.Mixed())
	require.Contains(t, contents(c, c.Publisher().CTL().List), "CCM+TFTP -")

	did(t)(c.Do(sim.DeleteFile(pub, "CTLFile.tlv")))
	_, err = c.Do(sim.UpdateCTL)
	require.ErrorContains(t, err, "the cluster is not in mixed mode and has no CTL file; use `utils ctl set-cluster mixed-mode` first")
}
