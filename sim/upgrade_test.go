package sim_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/trustlist"
)

// serials are the identity certificates of all nodes.
func serials(c *sim.Cluster) map[string]string {
	all := map[string]string{}
	for _, n := range c.Nodes {
		for _, s := range cucm.Stores() {
			if cert := n.Certificate(s); cert != nil {
				all[n.ID+"/"+string(s)] = cert.SerialHex()
			}
		}
	}
	return all
}

func TestUpgradeSwitchesSigner(t *testing.T) {
	c := newCluster(t, "11.5", sim.MixedTokenless)
	before, ctl := serials(c), c.Publisher().CTL()
	c.TakeReset()
	did(t)(c.Do(sim.Upgrade(release(t, "12.5SU3"), false)))
	delete(before, sub1+"/ITLRecovery")
	require.Equal(t, before, serials(c), "an upgrade keeps the certificates, but of ITLRecovery the publisher's alone")
	require.Equal(t, c.Publisher().Certificate(cucm.ITLRecovery), c.Node(sub1).ITL().Signer)
	require.Equal(t, ctl, c.Publisher().CTL(), "and the CTL")
	require.Equal(t, "ITLRecovery", c.Publisher().ITL().SignerStore())
	require.NoError(t, c.Publisher().ITL().List.Verify())
	require.NotEmpty(t, c.TakeReset())
	did(t)(c.Do(sim.UpdateCTL))
	require.Equal(t, "ITLRecovery", c.Publisher().CTL().SignerStore())
}

func TestUpgradeMakesMissingStores(t *testing.T) {
	for name, row := range map[string]struct {
		from, to string
		store    cucm.Store
		node     string
		had, has bool
	}{
		"ITLRecovery is new on 10":        {"9.1", "10.5", cucm.ITLRecovery, pub, false, true},
		"ECDSA is new on 11":              {"10.5", "11.5", cucm.CallManagerECDSA, sub1, false, true},
		"no CAPF on subscribers from 14":  {"12.5", "14", cucm.CAPF, sub1, true, false},
		"CAPF stays on the publisher, 14": {"12.5", "14", cucm.CAPF, pub, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, row.from, sim.NonSecure)
			require.Equal(t, row.had, c.Node(row.node).Certificate(row.store) != nil)
			did(t)(c.Do(sim.Upgrade(release(t, row.to), false)))
			require.Equal(t, row.has, c.Node(row.node).Certificate(row.store) != nil)
			for _, n := range c.Nodes {
				if n.ITL() != nil {
					require.NoError(t, n.ITL().List.Verify())
				}
			}
		})
	}
}

// TestRefreshUpgrade is field notice FN70613.
func TestRefreshUpgrade(t *testing.T) {
	for name, row := range map[string]struct {
		from, to string
		refresh  bool
		renewed  bool
	}{
		"refresh to 12.5":                {"11.5", "12.5", true, true},
		"refresh to 12.5SU2":             {"12.0", "12.5SU2", true, true},
		"refresh to 12.5SU3":             {"11.5", "12.5SU3", true, false},
		"direct to 12.5":                 {"11.5", "12.5", false, false},
		"refresh to 14":                  {"11.5", "14", true, false},
		"SU3 afterwards repairs nothing": {"12.5", "12.5SU3", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, row.from, sim.MixedTokenless)
			old := c.Publisher().Certificate(cucm.ITLRecovery)
			did(t)(c.Do(sim.Upgrade(release(t, row.to), row.refresh)))
			fresh := c.Publisher().Certificate(cucm.ITLRecovery)
			require.Equal(t, row.renewed, fresh.SerialHex() != old.SerialHex())
			require.NotNil(t, c.Publisher().CTL().List.Find(old.Issuer, old.Serial, trustlist.RoleSAST), "the CTL keeps the old one")
		})
	}
}

func TestUpgradeRefused(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	_, err := c.Do(sim.Upgrade(release(t, "11.5"), false))
	require.ErrorContains(t, err, "11.5 is not later than 12.5")
	_, err = c.Do(sim.Upgrade(release(t, "12.5"), true))
	require.ErrorContains(t, err, "not later")
	_, err = c.Do(sim.SwitchBack)
	require.ErrorContains(t, err, "no version is on the inactive partition")
	did(t)(c.Do(sim.SetDown(sub1, true)))
	_, err = c.Do(sim.Upgrade(release(t, "14"), false))
	require.ErrorContains(t, err, `"cucm-sub1" is down`)
}

func TestSwitchBack(t *testing.T) {
	c := newCluster(t, "9.1", sim.NonSecure)
	addPhone(t, c)
	before := serials(c)
	did(t)(c.Do(sim.Upgrade(release(t, "10.5"), false)))
	did(t)(c.Do(sim.SetMixedMode))
	did(t)(c.Do(sim.Regenerate(cucm.CallManager)))
	ctl, later := c.Publisher().CTL(), serials(c)
	was, ok := c.Inactive()
	require.True(t, ok)
	require.Equal(t, "9.1", was.String())

	did(t)(c.Do(sim.SwitchBack))
	require.Equal(t, "9.1", c.Release.String())
	require.Equal(t, before, serials(c), "the inactive version has its own certificates")
	require.Equal(t, ctl, c.Publisher().CTL(), "the CTL is carried over unchanged")
	require.True(t, c.Mixed())
	require.NotEmpty(t, c.AllDevices())
	_, err := c.Do(sim.UpdateCTL)
	require.ErrorContains(t, err, "not available on release 9.1")
	c.Advance(time.Hour)
	require.NotNil(t, roles(t, c, pub, c.Node(sub1).Certificate(cucm.TVS)), "TVS knows the restored certificates")

	did(t)(c.Do(sim.SwitchBack))
	require.Equal(t, "10.5", c.Release.String())
	require.Equal(t, later, serials(c))
}

func TestSwitchBackAfterRename(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	did(t)(c.Do(sim.Upgrade(release(t, "14"), false)))
	did(t)(c.Do(sim.SetAddress(sub1, netip.MustParseAddr("192.0.2.200"))))
	before := c.Clone()
	_, err := c.Do(sim.SwitchBack)
	require.ErrorContains(t, err, "the inactive version does not know it")
	require.Empty(t, c.Compare(before))
}

// TestUpgradeLeavesExpired: which upgrades do not import expired certificates of trust stores.
func TestUpgradeLeavesExpired(t *testing.T) {
	for to, left := range map[string]bool{"12.5SU3": false, "12.5SU6": true, "12.5SU8": true, "14": false, "14SU1": false, "14SU2": true, "15": true} {
		t.Run(to, func(t *testing.T) {
			c := newCluster(t, "12.0", sim.NonSecure)
			old := c.Publisher().Certificate(cucm.CAPF)
			did(t)(c.Do(sim.Regenerate(cucm.CAPF, pub)))
			c.Advance(6 * 365 * 24 * time.Hour)
			did(t)(c.Do(sim.Regenerate(cucm.CAPF, pub)))
			fresh := c.Publisher().Certificate(cucm.CAPF)
			did(t)(c.Do(sim.Upgrade(release(t, to), false)))
			for _, n := range []string{pub, sub1} {
				require.Equal(t, !left, holds(c, n, cucm.CallManagerTrust, old), n)
				require.True(t, holds(c, n, cucm.CallManagerTrust, fresh), n)
			}
			c.Advance(time.Hour)
			require.Equal(t, left, roles(t, c, sub1, old) == nil, "TVS")
		})
	}
}
