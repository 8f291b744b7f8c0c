package sim_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

func TestSetHostname(t *testing.T) {
	c := newCluster(t, "12.5", sim.MixedTokenless)
	addPhone(t, c)
	before, ctl, itl := serials(c), c.Publisher().CTL(), c.Publisher().ITL()
	oldTVS := c.Node(pub).Certificate(cucm.TVS)
	c.TakeReset()
	did(t)(c.Do(sim.SetHostname(pub, "renamed")))

	n := c.Node("renamed")
	require.Equal(t, n, c.Node(pub), "the ID stays")
	require.Equal(t, pub, n.ID)
	after := serials(c)
	for key, serial := range before {
		renewed := key != pub+"/ITLRecovery" && key[:len(pub)+1] == pub+"/"
		require.Equal(t, renewed, after[key] != serial, key)
	}
	require.Equal(t, "renamed", n.Certificate(cucm.CallManager).X509.Subject.CommonName[:7])
	require.Equal(t, n.Certificate(cucm.TVS), n.LoadedTVS(), "services restarted")
	require.NotEqual(t, oldTVS, n.LoadedTVS())
	require.Equal(t, ctl, n.CTL(), "the CTL is not updated")
	require.NotEqual(t, itl, n.ITL())
	require.NotEmpty(t, c.TakeReset())
	f, err := c.Open(pub, c.AllDevices().Names(1)[0]+".cnf.xml")
	require.NoError(t, err)
	xml, err := f.Bytes()
	require.NoError(t, err)
	require.Contains(t, string(xml), "<processNodeName>renamed</processNodeName>")
	require.NotContains(t, string(xml), pub)
}

func TestSetDomainAndAddress(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	did(t)(c.Do(sim.SetDomain(sub1, "lab.example")))
	require.Equal(t, sub1+".lab.example", c.Node(sub1).Certificate(cucm.CallManager).X509.Subject.CommonName)

	before := serials(c)
	did(t)(c.Do(sim.SetAddress(sub1, netip.MustParseAddr("192.0.2.99"))))
	require.Equal(t, before, serials(c), "the address alone changes no certificate")
	require.Equal(t, c.Node(sub1), c.Node("192.0.2.99"))
	c = newCluster(t, "11.5", sim.NonSecure, settings(func(s *cucm.Settings) { s.AddressRenews = true }))
	before = serials(c)
	did(t)(c.Do(sim.SetAddress(sub1, netip.MustParseAddr("192.0.2.98"))))
	require.NotEqual(t, before, serials(c))
}

func TestNamesRefused(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	for name, row := range map[string]struct {
		op   func() ([]event.Event, error)
		want string
	}{
		"taken":           {func() ([]event.Event, error) { return c.Do(sim.SetHostname(pub, sub1)) }, "is taken by node"},
		"same":            {func() ([]event.Event, error) { return c.Do(sim.SetHostname(pub, pub)) }, "the name of the node already"},
		"a blank":         {func() ([]event.Event, error) { return c.Do(sim.SetHostname(pub, "a b")) }, "letters, digits and hyphens"},
		"with a domain":   {func() ([]event.Event, error) { return c.Do(sim.SetHostname(pub, "a.b")) }, "the domain is set apart"},
		"no node":         {func() ([]event.Event, error) { return c.Do(sim.SetHostname("nobody", "x")) }, "is not in the cluster"},
		"domain":          {func() ([]event.Event, error) { return c.Do(sim.SetDomain(pub, "a b")) }, `domain "a b"`},
		"IPv6":            {func() ([]event.Event, error) { return c.Do(sim.SetAddress(pub, netip.MustParseAddr("::1"))) }, "IPv4"},
		"address taken":   {func() ([]event.Event, error) { return c.Do(sim.SetAddress(pub, c.Node(sub1).Address)) }, "is that of node"},
		"new node exists": {func() ([]event.Event, error) { return c.Do(sim.AddNode(sim.NodeSpec{Name: sub1})) }, "is taken by node"},
		"second publisher": {func() ([]event.Event, error) {
			return c.Do(sim.AddNode(sim.NodeSpec{Name: "x", Roles: []sim.Role{sim.Publisher}}))
		}, "one publisher"},
		"remove the publisher": {func() ([]event.Event, error) { return c.Do(sim.RemoveNode(pub)) }, "cannot be removed"},
		"remove nobody":        {func() ([]event.Event, error) { return c.Do(sim.RemoveNode("nobody")) }, "is not in the cluster"},
	} {
		t.Run(name, func(t *testing.T) {
			before := c.Clone()
			_, err := row.op()
			require.ErrorContains(t, err, row.want)
			require.Empty(t, c.Compare(before))
		})
	}
}

func TestAddAndRemoveNode(t *testing.T) {
	c := newCluster(t, "12.5", sim.MixedTokenless)
	records := len(c.Publisher().ITL().List.Records)
	ctl := c.Publisher().CTL()
	did(t)(c.Do(sim.AddNode(sim.NodeSpec{Name: "cucm-new", Roles: []sim.Role{sim.Subscriber, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS}})))
	n := c.Node("cucm-new")
	require.NotNil(t, n)
	require.Greater(t, len(c.Publisher().ITL().List.Records), records, "its TVS certificate is in the other ITL files")
	require.Nil(t, n.CTL(), "it has no CTL before the next update")
	require.Equal(t, ctl, c.Publisher().CTL())
	c.Advance(time.Minute)
	require.NotNil(t, roles(t, c, pub, n.Certificate(cucm.CallManager)))
	require.NotNil(t, roles(t, c, "cucm-new", c.Node(sub1).Certificate(cucm.TVS)))
	did(t)(c.Do(sim.UpdateCTL))
	require.NotNil(t, c.Node("cucm-new").CTL())

	gone := n.Certificate(cucm.CallManager)
	did(t)(c.Do(sim.RemoveNode("cucm-new")))
	c.Advance(time.Minute)
	require.Nil(t, c.Node("cucm-new"))
	require.Len(t, c.Publisher().ITL().List.Records, records)
	require.NotNil(t, roles(t, c, pub, gone), "the copy in CallManager-trust stays")
	require.Nil(t, roles(t, c, pub, n.Certificate(cucm.TVS)))
}

func TestRemoveNodeInUse(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	addPhone(t, c)
	_, err := c.Do(sim.RemoveNode(sub1))
	require.ErrorContains(t, err, "move its phones first")
}

func TestRebuild(t *testing.T) {
	c := newCluster(t, "11.5", sim.MixedTokenless)
	did(t)(c.Do(sim.SetDown(sub1, true)))
	before := serials(c)
	did(t)(c.Do(sim.Rebuild(sub1)))
	after := serials(c)
	for key, serial := range before {
		require.Equal(t, key[:len(sub1)] == sub1, after[key] != serial, key)
	}
	require.False(t, c.Node(sub1).Down)
	require.Nil(t, c.Node(sub1).CTL())
	c.Advance(time.Minute)
	require.NotNil(t, roles(t, c, sub1, c.Node(pub).Certificate(cucm.CallManager)), "the database comes from the others")

	old := c.Node(pub).Certificate(cucm.CallManager)
	did(t)(c.Do(sim.Rebuild("all")))
	c.Advance(time.Minute)
	require.False(t, c.Mixed())
	require.Nil(t, roles(t, c, pub, old), "nothing is left of the old cluster")
}

func TestResetITLRemote(t *testing.T) {
	for _, name := range []string{"11.5", "12.5"} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, name, sim.NonSecure)
			key, err := c.ExportRecoveryKey(pub)
			require.NoError(t, err)
			other, err := c.ExportRecoveryKey(sub1)
			require.NoError(t, err)
			require.Equal(t, c.Rules().RecoveryByNode, key.Certificate != other.Certificate)
			did(t)(c.Do(sim.Rebuild("all")))
			require.NotEqual(t, key.Certificate.Serial, c.Publisher().Certificate(cucm.ITLRecovery).Serial)
			did(t)(c.Do(sim.ResetITLRemote(key)))
			itl := c.Publisher().ITL()
			require.Equal(t, key.Certificate, itl.Signer)
			require.NoError(t, itl.List.Verify())
			did(t)(c.Do(sim.Restart(sim.ServiceTFTP, pub)))
			require.NotEqual(t, key.Certificate, c.Publisher().ITL().Signer, "a start of TFTP ends it")
		})
	}
	c := newCluster(t, "9.1", sim.NonSecure)
	_, err := c.ExportRecoveryKey(pub)
	require.ErrorContains(t, err, "10.0 and later")
	_, err = c.ExportRecoveryKey("nobody")
	require.ErrorContains(t, err, "not in the cluster")
	_, err = c.Do(sim.ResetITLRemote(nil))
	require.ErrorContains(t, err, "not available on release 9.1")
}

// TestRecoveryKeyOf1024: an upgrade keeps the short key, and with longer server keys the reset refuses it.
func TestRecoveryKeyOf1024(t *testing.T) {
	c := newCluster(t, "10.0", sim.NonSecure)
	did(t)(c.Do(sim.ResetITL)) // all keys are as short
	did(t)(c.Do(sim.Upgrade(release(t, "11.5"), false)))
	did(t)(c.Do(sim.Regenerate(cucm.CallManager, sub1))) // 2048 bits from now on
	_, err := c.Do(sim.ResetITL)
	require.ErrorContains(t, err, "1024 bits while CallManager of cucm-sub1 has 2048")
	did(t)(c.Do(sim.Upgrade(release(t, "12.5SU3"), false)))
	_, err = c.Do(sim.ResetITL)
	require.ErrorContains(t, err, "1024 bits")
	key, err := c.ExportRecoveryKey(pub)
	require.NoError(t, err)
	_, err = c.Do(sim.ResetITLRemote(key))
	require.ErrorContains(t, err, "1024 bits")
}
