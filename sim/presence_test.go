package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// withPresence is testConfig's cluster with two IM and Presence nodes.
func withPresence(t *testing.T, release string) *sim.Cluster {
	t.Helper()
	return newCluster(t, release, sim.NonSecure, func(cfg *sim.Config) {
		cfg.Nodes = append(cfg.Nodes, sim.NodeSpec{Name: "imp1", Roles: []sim.Role{sim.RoleIMP}},
			sim.NodeSpec{Name: "imp2", Roles: []sim.Role{sim.Subscriber, sim.RoleIMP}})
	})
}

// IM and Presence nodes have stores and services of their own, and none of call processing, TFTP and TVS.
func TestPresenceNodes(t *testing.T) {
	for release, masters := range map[string][]string{"9.1": {pub, "imp1"}, "10.0": {pub}, "12.5": {pub}, "15": {pub}} {
		c := withPresence(t, release)
		n := c.Node("imp1")
		require.Same(t, n, c.PresencePublisher())
		for _, s := range cucm.IdentityStores {
			want := s == cucm.Cup || s == cucm.CupXMPP || s == cucm.CupXMPPS2S || s == cucm.IPsec || s == cucm.Tomcat ||
				s == cucm.TomcatECDSA && c.Rules().ECDSA
			require.Equal(t, want, n.Certificate(s) != nil, "%s %s", release, s)
			require.Equal(t, s.ExistsOn(c.Rules(), true, false), c.Node(pub).Certificate(s) != nil, "%s %s", release, s)
		}
		require.Nil(t, n.ITL())
		for _, service := range []string{sim.ServiceTFTP, sim.ServiceTVS, sim.ServiceCCM, sim.ServiceAXL, sim.ServiceNotification} {
			require.False(t, n.Running(service), service)
		}
		require.Same(t, n.Certificate(cucm.Cup), n.Loaded(sim.ServiceSIPProxy))
		require.Same(t, n.Certificate(cucm.CupXMPP), n.Loaded(sim.ServiceXCPRouter))
		require.Same(t, n.Certificate(cucm.Tomcat), n.Loaded(sim.ServiceTomcat))
		require.Len(t, n.Trusted(cucm.CupXMPPTrust), 1, "one subject, one certificate")
		require.Empty(t, n.Trusted(cucm.CallManagerTrust))
		require.Len(t, n.Trusted(cucm.TomcatTrust), len(c.Node(pub).Trusted(cucm.TomcatTrust)))
		require.Empty(t, c.Node(pub).Trusted(cucm.CupTrust))
		var found []string
		for _, node := range c.Nodes {
			if node.Running(sim.ServiceDRFMaster) {
				found = append(found, node.ID)
			}
		}
		require.Equal(t, masters, found, release)
		_, err := c.Do(sim.BackUp("x", new(sim.Backup)))
		require.NoError(t, err)
	}
}

// From 10.x on DRF Local of IM and Presence nodes takes part in the backup of the cluster; before, they have their own.
func TestPresenceInBackup(t *testing.T) {
	for release, part := range map[string]bool{"9.1": false, "11.5": true} {
		c := withPresence(t, release)
		did(t)(c.Do(sim.Stop(sim.ServiceDRFLocal, "imp2")))
		_, err := c.Do(sim.BackUp("x", new(sim.Backup)))
		if !part {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, `Cisco DRF Local does not run on imp2`)
	}
}

// A multi-server certificate names all nodes of CUCM and of IM and Presence.
func TestPresenceInMultiServerSAN(t *testing.T) {
	c := withPresence(t, "12.5")
	did(t)(c.Do(sim.GenerateCSR(cucm.Tomcat, pub, sim.CSROptions{MultiServer: true})))
	require.Subset(t, c.Node(pub).CSR(cucm.Tomcat).X509.DNSNames, []string{pub, sub1, "imp1", "imp2"})
	require.NotNil(t, c.Node("imp2").CSR(cucm.Tomcat))
	did(t)(c.Do(sim.GenerateCSR(cucm.CupXMPP, "imp1", sim.CSROptions{MultiServer: true})))
	require.NotNil(t, c.Node("imp2").CSR(cucm.CupXMPP))
	require.Nil(t, c.Node(pub).CSR(cucm.CupXMPP))
}

// Up to 10.5(2) a certificate that was deleted from the trust stores comes back as long as one of the services runs that follow the
// database; on IM and Presence nodes there are two.
func TestPresenceBringsDeletedBack(t *testing.T) {
	for name, stopped := range map[string][]string{
		"nothing stopped there": nil,
		"one of two":            {sim.ServiceInterclusterSync},
		"both":                  {sim.ServiceInterclusterSync, sim.ServicePlatformWeb},
	} {
		t.Run(name, func(t *testing.T) {
			c := withPresence(t, "10.5")
			ca, err := c.FindCertificate("other-root-ca")
			require.NoError(t, err)
			did(t)(c.Do(sim.Upload(cucm.TomcatTrust, ca, pub)))
			c.Advance(time.Hour)
			did(t)(c.Do(sim.Stop(sim.ServiceNotification)))
			for _, service := range stopped {
				did(t)(c.Do(sim.Stop(service)))
			}
			for _, n := range []string{pub, sub1, "imp1", "imp2"} {
				did(t)(c.Do(sim.DeleteCertificate(cucm.TomcatTrust, "other-root-ca", n)))
			}
			did(t)(c.Do(sim.Start(sim.ServiceNotification)))
			c.Advance(time.Hour)
			held := 0
			for _, n := range c.Nodes {
				for _, cert := range n.Trusted(cucm.TomcatTrust) {
					if cert.Sum == ca.Sum {
						held++
					}
				}
			}
			require.Equal(t, map[bool]int{true: 0, false: 4}[len(stopped) == 2], held)
		})
	}
}

// What IM and Presence nodes cannot be or have.
func TestPresenceRefused(t *testing.T) {
	cfg := testConfig(t, "12.5", sim.NonSecure)
	cfg.Nodes = append(cfg.Nodes, sim.NodeSpec{Name: "imp1", Roles: []sim.Role{sim.RoleIMP, sim.RoleTFTP}})
	_, err := sim.New(t.Context(), cfg)
	require.ErrorContains(t, err, `node "imp1": role "tftp" does not go with "imp"`)
	c := withPresence(t, "12.5")
	for want, op := range map[string]sim.Op{
		`does not have the store "CallManager-trust"`: sim.Upload(cucm.CallManagerTrust, c.Node(pub).Certificate(cucm.CallManager), "imp1"),
		`does not have the store "cup-trust"`:         sim.Upload(cucm.CupTrust, c.Node(pub).Certificate(cucm.CallManager), pub),
		`does not have a TVS certificate`:             sim.Regenerate(cucm.TVS, "imp1"),
		`does not have a cup certificate`:             sim.Regenerate(cucm.Cup, pub),
		`does not have service Cisco CallManager`:     sim.Restart(sim.ServiceCCM, "imp1"),
		`does not have service Cisco SIP Proxy`:       sim.Restart(sim.ServiceSIPProxy, pub),
		`does not have service Cisco Tftp on`:         sim.Activate(sim.ServiceTFTP, "imp1"),
	} {
		_, err := c.Do(op)
		require.ErrorContains(t, err, want)
	}
}
