package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// TestDigestCredentials: the configuration has them where the profile asks for them and does not leave them out; each device has its
// own, which stay what they are.
func TestDigestCredentials(t *testing.T) {
	for _, form := range []string{cucm.ConfigurationBrief, ""} {
		c := newCluster(t, "12.5", sim.NonSecure, func(cfg *sim.Config) {
			if form != "" {
				cfg.Settings.Configuration = form
			}
		})
		require.NoError(t, c.AddDevices(named(t, sep), sim.Lines{First: 4000}, &sim.Profile{Model: "8841", Protocol: "SIP", Group: []string{pub}}))
		user, password := c.DigestUser(c.Device(sep))
		require.Equal(t, "user4000", user)
		require.NotEqual(t, password, c.DigestPassword("user4001"))
		elements := "<authName>user4000</authName>"
		before := string(served(t, c, sep+".cnf.xml"))
		require.NotContains(t, before, "authName")
		did(t)(c.Do(sim.SetDigest(named(t, sep), new(true), nil)))
		require.Contains(t, string(served(t, c, sep+".cnf.xml")), elements)
		require.Contains(t, string(served(t, c, sep+".cnf.xml")), "<authPassword>"+password+"</authPassword>")
		did(t)(c.Do(sim.SetDigest(named(t, sep), nil, new(true))))
		require.NotContains(t, string(served(t, c, sep+".cnf.xml")), "authName")
		require.True(t, c.Device(sep).Profile.Digest)
		did(t)(c.Do(sim.SetDigest(nil, new(false), new(false))))
		require.Equal(t, before, string(served(t, c, sep+".cnf.xml")), "the version stamp too")
	}
}

// TestDigestIsSIP: devices that register over SCCP have no such profile.
func TestDigestIsSIP(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	require.NoError(t, c.AddDevices(named(t, sep), sim.Lines{First: 4000}, &sim.Profile{Model: "7975", Protocol: "SCCP", Group: []string{pub}}))
	_, err := c.Do(sim.SetDigest(nil, new(true), nil))
	require.ErrorContains(t, err, "digest authentication: "+sep+" registers over SCCP")
}
