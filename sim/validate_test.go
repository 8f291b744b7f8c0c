package sim_test

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

func TestSettingsValidate(t *testing.T) {
	require.NoError(t, cucm.SettingRows().Defaults().Validate())
	for _, row := range []struct {
		name string
		edit func(*cucm.Settings)
		want string
	}{
		{"scope", func(s *cucm.Settings) { s.ResetScope = "all" }, `setting reset_localkey_scope: "all" is not one of`},
		{"pickup", func(s *cucm.Settings) { s.KeyPickup = "" }, `setting tftp_key_pickup: "" is not one of`},
		{"restart", func(s *cucm.Settings) { s.TVSAutoRestart = "yes" }, `setting tvs_auto_restart: "yes" is not one of`},
		{"blank", func(s *cucm.Settings) { s.BlankRecords = "x" }, `setting blank_itl_records: "x" is not one of`},
		{"CAPF restart", func(s *cucm.Settings) { s.CAPFAutoRestart = "yes" }, `setting capf_auto_restart: "yes" is not one of`},
		{"CallManager", func(s *cucm.Settings) { s.CallManagerPickup = "" }, `setting callmanager_key_pickup: "" is not one of`},
		{"rollback", func(s *cucm.Settings) { s.RollbackReset = "no" }, `setting rollback_resets_phones: "no" is not one of`},
		{"deletion", func(s *cucm.Settings) { s.TrustDeletion = "all" }, `setting trust_deletion: "all" is not one of`},
		{"database", func(s *cucm.Settings) { s.TVSDatabaseRefresh = -1 }, "a negative duration"},
		{"poll", func(s *cucm.Settings) { s.TVSCTLPoll = -1 }, "a negative duration"},
	} {
		t.Run(row.name, func(t *testing.T) {
			cfg := testConfig(t, "11.5", sim.NonSecure)
			row.edit(&cfg.Settings)
			require.ErrorContains(t, cfg.Settings.Validate(), row.want)
			_, err := sim.New(t.Context(), cfg)
			require.ErrorContains(t, err, row.want)
		})
	}
}

func TestConfigValidate(t *testing.T) {
	for _, row := range []struct {
		name string
		edit func(*sim.Config)
		want string
	}{
		{"release", func(c *sim.Config) { c.Release = cucm.Release{} }, "no release given"},
		{"keys", func(c *sim.Config) { c.Keys = nil }, "no key source given"},
		{"no publisher", func(c *sim.Config) { c.Nodes[0].Roles = nil; c.Nodes[1].Roles = nil }, "0 nodes have the role publisher"},
		{"no nodes", func(c *sim.Config) { c.Nodes = nil }, "0 nodes have the role publisher"},
		{"two publishers", func(c *sim.Config) { c.Nodes[1].Roles = []sim.Role{sim.Publisher} }, "2 nodes have the role publisher"},
		{"name twice", func(c *sim.Config) { c.Nodes[1].Name = pub }, `"cucm-pub" is used twice`},
		{"no name", func(c *sim.Config) { c.Nodes[1].Name = "" }, "a host name has 1 to 63"},
		{"long name", func(c *sim.Config) { c.Nodes[1].Name = strings.Repeat("n", 64) }, "a host name has 1 to 63"},
		{"role", func(c *sim.Config) { c.Nodes[1].Roles = []sim.Role{"cup"} }, `role "cup" is not known`},
		{"IPv6", func(c *sim.Config) { c.Nodes[1].Address = netip.MustParseAddr("2001:db8::1") }, "IPv4 addresses only"},
		{"CAPF on a subscriber", func(c *sim.Config) { c.Nodes[1].Roles = []sim.Role{sim.RoleCAPF} }, "runs on the publisher only"},
		{"mode", func(c *sim.Config) { c.Mode = "secure" }, `mode "secure" is not one of`},
		{"no mode", func(c *sim.Config) { c.Mode = "" }, `mode "" is not one of`},
		{"tokens wanted", func(c *sim.Config) { c.Mode, c.Tokens = sim.MixedToken, nil }, "name at least one token"},
		{"no key to be had", func(c *sim.Config) { c.Keys = noKeys{} }, "out of keys"},
	} {
		t.Run(row.name, func(t *testing.T) {
			cfg := testConfig(t, "11.5", sim.NonSecure)
			row.edit(&cfg)
			c, err := sim.New(t.Context(), cfg)
			require.ErrorContains(t, err, row.want)
			require.Nil(t, c)
		})
	}
}

type noKeys struct{}

var errNoKeys = errors.New("out of keys")

func (noKeys) RSA(int, uint64) (*rsa.PrivateKey, error)        { return nil, errNoKeys }
func (noKeys) EC(uint64) (*ecdsa.PrivateKey, error)            { return nil, errNoKeys }
func (noKeys) Curve(string, uint64) (*ecdsa.PrivateKey, error) { return nil, errNoKeys }
func (noKeys) P256(uint64) (*ecdsa.PrivateKey, error)          { return nil, errNoKeys }

func TestNodes(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure, func(cfg *sim.Config) {
		cfg.Domain = "example.test"
		cfg.Nodes[0], cfg.Nodes[1] = cfg.Nodes[1], cfg.Nodes[0]
		cfg.Nodes[0].Address = netip.MustParseAddr("10.1.1.2")
	})
	require.Equal(t, pub, c.Publisher().Name, "the publisher is first, wherever it was written")
	for _, name := range []string{sub1, "cucm-sub1.example.test", "10.1.1.2"} {
		require.Same(t, c.Nodes[1], c.Node(name), name)
	}
	require.Nil(t, c.Node("nobody"))
	require.Equal(t, "cucm-sub1.example.test", c.Node(sub1).Certificate(cucm.TVS).X509.Subject.CommonName)
	require.Equal(t, "CN=ITLRECOVERY_cucm-pub.example.test;OU=Lab;O=Example;L=Ghent;ST=OVL;C=BE", c.Publisher().Certificate(cucm.ITLRecovery).Subject)
	require.False(t, c.Mixed())
	did(t)(c.Do(sim.SetMixedMode))
	require.True(t, c.Mixed())
}

// TestKeyLengths is row 22: what installation and regeneration make.
func TestKeyLengths(t *testing.T) {
	for _, row := range []struct {
		release                string
		installed, regenerated int
	}{{"8.6", 1024, 1024}, {"9.1", 1024, 1024}, {"10.5(1)", 1024, 2048}, {"10.5(2)", 1024, 2048}, {"11.5", 2048, 2048}, {"12.5", 2048, 2048}, {"15", 2048, 2048}} {
		t.Run(row.release, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure)
			size := func(s cucm.Store) int {
				return c.Publisher().Certificate(s).X509.PublicKey.(*rsa.PublicKey).N.BitLen()
			}
			require.Equal(t, row.installed, size(cucm.CallManager))
			require.Equal(t, 2048, size(cucm.TVS))
			did(t)(c.Do(sim.Regenerate(cucm.CallManager)))
			did(t)(c.Do(sim.Regenerate(cucm.TVS)))
			require.Equal(t, row.regenerated, size(cucm.CallManager))
			require.Equal(t, 2048, size(cucm.TVS))
		})
	}
}

func TestParseRelease(t *testing.T) {
	for spelled, want := range map[string]string{"11": "11.5", " 14su3 ": "14SU3", "10.5(1)": "10.5(1)", "12.5(1)": "12.5", "8": "8.6"} {
		require.Equal(t, want, release(t, spelled).String(), spelled)
	}
	for _, bad := range []string{"", "7.1", "16", "11.5.1"} {
		_, err := cucm.ParseRelease(bad)
		require.ErrorContains(t, err, "is not known; known are 8.0", bad)
	}
	require.Zero(t, release(t, "10.5").Compare(release(t, "10.5(2)")))
	require.Negative(t, release(t, "10.5(1)").Compare(release(t, "10.5(2)")))
	require.Positive(t, release(t, "14SU3").Compare(release(t, "14")))
}
