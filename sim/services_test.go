package sim_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

func status(t *testing.T, c *sim.Cluster, node, service string) sim.ServiceStatus {
	t.Helper()
	list := c.Services(node)
	i := slices.IndexFunc(list, func(s sim.ServiceStatus) bool { return s.Name == service })
	require.NotEqual(t, -1, i, "%s on %s", service, node)
	return list[i]
}

// TestServices: what is there, of which kind, and why it does not run.
func TestServices(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	did(t)(c.Do(sim.Stop(sim.ServiceCARScheduler)))
	for _, want := range []struct {
		node string
		sim.ServiceStatus
	}{
		{pub, sim.ServiceStatus{Name: sim.ServiceCCM, Activated: true, Running: true}},
		{pub, sim.ServiceStatus{Name: sim.ServiceCAPF, Activated: true, Running: true}},
		{pub, sim.ServiceStatus{Name: sim.ServiceTVS, Network: true, Activated: true, Running: true}},
		{sub1, sim.ServiceStatus{Name: sim.ServiceDRFLocal, Network: true, Activated: true, Running: true}},
		{pub, sim.ServiceStatus{Name: sim.ServiceWebDialer, Reason: "Service Not Activated"}},
		{sub1, sim.ServiceStatus{Name: sim.ServiceILS, Reason: "Service Not Activated"}},
		{pub, sim.ServiceStatus{Name: sim.ServiceCARScheduler, Network: true, Activated: true, Reason: "Commanded Out of Service"}},
	} {
		require.Equal(t, want.ServiceStatus, status(t, c, want.node, want.Name))
	}
	require.Empty(t, c.Services("nobody"))
	var order []string
	for _, s := range c.Services(pub) {
		order = append(order, s.Name)
	}
	require.Equal(t, sim.ServiceSSH, order[0])
	require.Equal(t, []string{sim.ServiceCARScheduler, sim.ServiceWebDialer}, order[len(order)-2:])
	require.IsNonDecreasing(t, order[1:len(order)-2], "what runs is sorted by name")
}

// TestServicesByRelease: a service that the release or the node does not have is not listed and cannot be restarted.
func TestServicesByRelease(t *testing.T) {
	for _, row := range []struct {
		release, node, service string
		want                   bool
	}{
		{"8.6", pub, sim.ServiceILS, false}, {"9.0", pub, sim.ServiceILS, true}, {"8.6", pub, sim.ServiceLBM, false},
		{"9.1", pub, sim.ServiceSSOTomcat, false}, {"10.0", pub, sim.ServiceSSOTomcat, true},
		{"12.5", pub, sim.ServiceHAProxy, false}, {"14", sub1, sim.ServiceHAProxy, true}, {"15", pub, sim.ServiceHAProxy, true},
		{"12.5", sub1, sim.ServiceDRFMaster, false}, {"12.5", pub, sim.ServiceDRFMaster, true},
	} {
		c := newCluster(t, row.release, sim.NonSecure)
		_, err := c.Do(sim.Restart(row.service, row.node))
		listed := slices.ContainsFunc(c.Services(row.node), func(s sim.ServiceStatus) bool { return s.Name == row.service })
		require.Equal(t, row.want, listed, "%s on %s", row.service, row.release)
		require.Equal(t, row.want, err == nil, "%s on %s: %v", row.service, row.release, err)
	}
}

// TestLoaded: a service goes on presenting what it read until it is restarted.
func TestLoaded(t *testing.T) {
	for _, row := range []struct {
		store    cucm.Store
		release  string
		services []string
	}{
		{cucm.CallManager, "12.5", []string{sim.ServiceCCM, sim.ServiceCTIManager, sim.ServiceTFTP}},
		{cucm.CallManager, "14", []string{sim.ServiceCCM, sim.ServiceCTIManager, sim.ServiceHAProxy}},
		{cucm.CallManager, "15", []string{sim.ServiceHAProxy}},
		{cucm.Tomcat, "12.5", []string{sim.ServiceTomcat, sim.ServiceSSOTomcat, sim.ServiceMobility, sim.ServiceLBM, sim.ServiceILS, sim.ServiceAXL}},
		{cucm.Tomcat, "15", []string{sim.ServiceTomcat, sim.ServiceDRFLocal, sim.ServiceDRFMaster}},
		{cucm.CAPF, "12.5", []string{sim.ServiceCAPF}},
		{cucm.TVS, "12.5", []string{sim.ServiceTVS}},
		{cucm.IPsec, "12.5", []string{sim.ServiceDRFLocal, sim.ServiceDRFMaster}},
	} {
		for _, service := range row.services {
			t.Run(row.release+" "+service, func(t *testing.T) {
				c := newCluster(t, row.release, sim.NonSecure)
				old := c.Publisher().Certificate(row.store)
				require.Same(t, old, c.Publisher().Loaded(service))
				did(t)(c.Do(sim.Regenerate(row.store, pub)))
				require.Same(t, old, c.Publisher().Loaded(service))
				did(t)(c.Do(sim.Restart(service, pub)))
				require.Same(t, c.Publisher().Certificate(row.store), c.Publisher().Loaded(service))
				did(t)(c.Do(sim.Stop(service, pub)))
				require.Nil(t, c.Publisher().Loaded(service))
				require.Nil(t, c.Publisher().LoadedFrom(service, row.store))
			})
		}
	}
	c := newCluster(t, "14SU3", sim.NonSecure)
	require.Nil(t, c.Publisher().Loaded(sim.ServiceSSH))
	require.Same(t, c.Publisher().Certificate(cucm.Tomcat), c.Publisher().LoadedFrom(sim.ServiceDRFLocal, cucm.Tomcat))
	require.Nil(t, c.Publisher().LoadedFrom(sim.ServiceDRFLocal, cucm.IPsec))
}

// TestTakeOver: what services do by themselves when a certificate is regenerated (rows 32, 33 and 36).
func TestTakeOver(t *testing.T) {
	for _, row := range []struct {
		name, release, service string
		store                  cucm.Store
		edit                   func(*cucm.Settings)
		want                   bool
	}{
		{name: "CallManager 14", release: "14", service: sim.ServiceCCM, store: cucm.CallManager},
		{name: "CallManager 14SU1", release: "14SU1", service: sim.ServiceCCM, store: cucm.CallManager, want: true},
		{name: "CTIManager 15", release: "15", service: sim.ServiceCTIManager, store: cucm.CallManager, want: true},
		{name: "CallManager 15 by the tech note", release: "15", service: sim.ServiceCCM, store: cucm.CallManager,
			edit: func(s *cucm.Settings) { s.CallManagerPickup = "on_restart" }},
		{name: "CallManager 11.5 at once", release: "11.5", service: sim.ServiceCCM, store: cucm.CallManager,
			edit: func(s *cucm.Settings) { s.CallManagerPickup = "immediate" }, want: true},
		{name: "CAPF 12.5", release: "12.5", service: sim.ServiceCAPF, store: cucm.CAPF},
		{name: "CAPF 14", release: "14", service: sim.ServiceCAPF, store: cucm.CAPF, want: true},
		{name: "CAPF 12.5 by its guide", release: "12.5", service: sim.ServiceCAPF, store: cucm.CAPF,
			edit: func(s *cucm.Settings) { s.CAPFAutoRestart = "on" }, want: true},
		{name: "Tomcat 15", release: "15", service: sim.ServiceTomcat, store: cucm.Tomcat},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure, settings(row.edit))
			before := c.Clone()
			did(t)(c.Do(sim.Regenerate(row.store, pub)))
			require.Equal(t, row.want, c.Publisher().Loaded(row.service) == c.Publisher().Certificate(row.store))
			require.Same(t, before.Publisher().Certificate(row.store), before.Publisher().Loaded(row.service), "a copy is left alone")
		})
	}
	t.Run("ECDSA waits for the restart", func(t *testing.T) {
		c := newCluster(t, "15", sim.NonSecure)
		old := c.Publisher().Certificate(cucm.CallManagerECDSA)
		did(t)(c.Do(sim.Regenerate(cucm.CallManagerECDSA, pub)))
		require.Same(t, old, c.Publisher().LoadedFrom(sim.ServiceCCM, cucm.CallManagerECDSA))
		did(t)(c.Do(sim.Restart(sim.ServiceCCM, pub)))
		require.Same(t, c.Publisher().Certificate(cucm.CallManagerECDSA), c.Publisher().LoadedFrom(sim.ServiceCCM, cucm.CallManagerECDSA))
	})
	t.Run("a stopped CAPF stays stopped", func(t *testing.T) {
		c := newCluster(t, "15", sim.NonSecure)
		did(t)(c.Do(sim.Stop(sim.ServiceCAPF)))
		did(t)(c.Do(sim.Regenerate(cucm.CAPF, pub)))
		require.False(t, c.Publisher().Running(sim.ServiceCAPF))
	})
}

// TestActivation: a node takes part from the activation on, and no longer after the deactivation.
func TestActivation(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure, func(cfg *sim.Config) {
		cfg.Nodes[1].Roles = []sim.Role{sim.Subscriber, sim.RoleTVS}
	})
	_, err := c.Do(sim.Start(sim.ServiceTFTP, sub1))
	require.ErrorContains(t, err, `node "cucm-sub1" does not have service Cisco Tftp`)
	require.Nil(t, c.Node(sub1).ITL())
	before := c.Clone()

	did(t)(c.Do(sim.Activate(sim.ServiceTFTP, sub1)))
	require.True(t, c.Node(sub1).Running(sim.ServiceTFTP))
	require.True(t, c.Node(sub1).Has(sim.RoleTFTP))
	require.NotNil(t, c.Node(sub1).ITL())
	require.False(t, before.Node(sub1).Has(sim.RoleTFTP), "a copy is left alone")
	did(t)(c.Do(sim.Activate(sim.ServiceCCM)))
	require.Contains(t, contents(c, c.Publisher().ITL().List), "TFTP cucm-sub1/CallManager-ECDSA", "the publisher's ITL lists the new call manager")

	did(t)(c.Do(sim.Deactivate(sim.ServiceTFTP, sub1)))
	did(t)(c.Do(sim.Deactivate(sim.ServiceCCM, sub1)))
	require.False(t, c.Node(sub1).Has(sim.RoleTFTP))
	require.Equal(t, "Service Not Activated", status(t, c, sub1, sim.ServiceTFTP).Reason)
	require.Equal(t, contents(before, before.Publisher().ITL().List), contents(c, c.Publisher().ITL().List))
	did(t)(c.Do(sim.SetDown(sub1, true)))
	did(t)(c.Do(sim.SetDown(sub1, false)))
	require.False(t, c.Node(sub1).Running(sim.ServiceTFTP), "a boot does not start it")

	for _, row := range []struct{ service, node, want string }{
		{sim.ServiceTomcat, pub, "is a network service"},
		{"Cisco Messaging", pub, `service "Cisco Messaging" is not known`},
		{sim.ServiceCAPF, sub1, `node "cucm-sub1" does not have service`},
	} {
		_, err := c.Do(sim.Activate(row.service, row.node))
		require.ErrorContains(t, err, row.want)
		_, err = c.Do(sim.Deactivate(row.service, row.node))
		require.ErrorContains(t, err, row.want)
	}
}

// TestCTLProvider: without it the CTL client cannot log in on the publisher.
func TestCTLProvider(t *testing.T) {
	c := newCluster(t, "10.5(1)", sim.MixedToken)
	did(t)(c.Do(sim.Stop(sim.ServiceCTLProvider, pub)))
	before := c.Clone()
	_, err := c.Do(sim.CTLClient("SAST-A", "SAST-A"))
	require.ErrorContains(t, err, "cannot reach cucm-pub on port 2444; start Cisco CTL Provider there")
	_, err = c.Do(leaveMixed("SAST-A"))
	require.ErrorContains(t, err, "port 2444")
	require.Empty(t, c.Compare(before))
	did(t)(c.Do(sim.Start(sim.ServiceCTLProvider, pub)))
	did(t)(c.Do(sim.CTLClient("SAST-A", "SAST-A")))
}
