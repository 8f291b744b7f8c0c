package sim_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// everywhere reports on how many nodes a certificate lies in a -trust store.
func everywhere(c *sim.Cluster, s cucm.Store, cert *pki.Certificate) int {
	count := 0
	for _, n := range c.Nodes {
		if holds(c, n.ID, s, cert) {
			count++
		}
	}
	return count
}

// TestDeletedCertificatesReappear is bug CSCto86463: up to 10.5(2) a deleted certificate is back within 1800 s wherever
// Certificate Change Notification runs, from 11.0 on it stays away on all nodes.
func TestDeletedCertificatesReappear(t *testing.T) {
	for _, row := range []struct {
		name, release string
		edit          func(*cucm.Settings)
		stop, both    bool
		want, later   int  // nodes that hold it right after, and half an hour later
		known         bool // whether TVS goes on knowing it
	}{
		{name: "9.1, service runs", release: "9.1", want: 1, later: 2, known: true},
		{name: "10.5, service runs", release: "10.5", want: 1, later: 2, known: true},
		{name: "10.5, service runs, deleted on both", release: "10.5", both: true, want: 0, later: 2, known: true},
		{name: "10.5, stopped, one node forgotten", release: "10.5", stop: true, want: 1, later: 1, known: true},
		{name: "10.5, stopped, deleted on both", release: "10.5", stop: true, both: true, want: 0, later: 0},
		{name: "11.0", release: "11.0", want: 0, later: 0},
		{name: "11.5", release: "11.5", want: 0, later: 0},
		{name: "11.5 per node", release: "11.5", edit: func(s *cucm.Settings) { s.TrustDeletion = "per_node" }, want: 1, later: 2, known: true},
		{name: "12.0", release: "12.0", want: 0, later: 0},
		{name: "15", release: "15", want: 0, later: 0},
		{name: "12.5 per node", release: "12.5", edit: func(s *cucm.Settings) { s.TrustDeletion = "per_node" }, want: 1, later: 1, known: true},
		{name: "12.5 per node, both", release: "12.5", edit: func(s *cucm.Settings) { s.TrustDeletion = "per_node" }, both: true, want: 0, later: 0},
		{name: "10.5 in the cluster", release: "10.5", edit: func(s *cucm.Settings) { s.TrustDeletion = "cluster" }, want: 0, later: 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure, settings(row.edit))
			token := c.Token("SAST-A")
			did(t)(c.Do(sim.Upload(cucm.PhoneSASTTrust, token, pub)))
			require.Equal(t, 2, everywhere(c, cucm.PhoneSASTTrust, token))
			if row.stop {
				did(t)(c.Do(sim.Stop(sim.ServiceNotification)))
			}
			did(t)(c.Do(sim.DeleteCertificate(cucm.PhoneSASTTrust, token.SerialHex(), pub)))
			if row.both {
				did(t)(c.Do(sim.DeleteCertificate(cucm.PhoneSASTTrust, token.SerialHex(), sub1)))
			}
			require.Equal(t, row.want, everywhere(c, cucm.PhoneSASTTrust, token))
			c.Advance(30 * time.Minute)
			require.Equal(t, row.later, everywhere(c, cucm.PhoneSASTTrust, token))
			require.Equal(t, row.known, roles(t, c, sub1, token) != nil)
		})
	}
}

// TestReappearanceIsReported: the event names the second of the service's period, not the end of the wait.
func TestReappearanceIsReported(t *testing.T) {
	c := newCluster(t, "10.5", sim.NonSecure)
	did(t)(c.Do(sim.DeleteCertificate(cucm.TomcatTrust, sub1, pub)))
	deleted := c.Now
	events := c.Advance(3 * 365 * 24 * time.Hour)
	require.Len(t, events, 1)
	require.Equal(t, "change-notification", events[0].What.Kind())
	require.Equal(t, pub, events[0].Node)
	require.Contains(t, events[0].What.String(), "tomcat-trust: cucm-sub1")
	require.WithinRange(t, events[0].Time, deleted, deleted.Add(1800*time.Second))
	require.Zero(t, events[0].Time.Sub(c.Publisher().Started(sim.ServiceNotification))%(1800*time.Second))
}

// TestStartingNotificationBringsBack: the forgotten node gives it back to the others.
func TestStartingNotificationBringsBack(t *testing.T) {
	c := newCluster(t, "10.5", sim.NonSecure)
	cert := c.Node(sub1).Certificate(cucm.CallManager)
	did(t)(c.Do(sim.Stop(sim.ServiceNotification)))
	did(t)(c.Do(sim.DeleteCertificate(cucm.CallManagerTrust, sub1, pub)))
	c.Advance(24 * time.Hour)
	require.False(t, holds(c, pub, cucm.CallManagerTrust, cert))
	did(t)(c.Do(sim.Start(sim.ServiceNotification)))
	require.True(t, holds(c, pub, cucm.CallManagerTrust, cert))
}

// TestStopAfterDeletion: once no service can write it back and no node holds it, the row goes.
func TestStopAfterDeletion(t *testing.T) {
	c := newCluster(t, "10.5", sim.NonSecure)
	token := c.Token("SAST-A")
	did(t)(c.Do(sim.Upload(cucm.PhoneSASTTrust, token, pub)))
	for _, node := range []string{pub, sub1} {
		did(t)(c.Do(sim.DeleteCertificate(cucm.PhoneSASTTrust, token.SerialHex(), node)))
	}
	did(t)(c.Do(sim.Stop(sim.ServiceNotification, pub)))
	c.Advance(time.Minute)
	require.NotNil(t, roles(t, c, pub, token), "it still runs on the subscriber")
	did(t)(c.Do(sim.Stop(sim.ServiceNotification, sub1)))
	did(t)(c.Do(sim.Start(sim.ServiceNotification)))
	c.Advance(time.Hour)
	require.Zero(t, everywhere(c, cucm.PhoneSASTTrust, token))
	require.Nil(t, roles(t, c, pub, token))
}

// TestDeletionActsOnRestart: Cisco CallManager and CAPF believe what was deleted until they are restarted, on every node that the
// deletion reaches; an upload counts at once, and TVS goes by the row.
func TestDeletionActsOnRestart(t *testing.T) {
	ca := func(c *sim.Cluster) *pki.Certificate {
		found, err := c.FindCertificate("other-root-ca")
		require.NoError(t, err)
		return found
	}
	for service, s := range map[string]cucm.Store{sim.ServiceCCM: cucm.CallManagerTrust, sim.ServiceCTIManager: cucm.CallManagerTrust,
		sim.ServiceCAPF: cucm.CAPFTrust, sim.ServiceTomcat: cucm.TomcatTrust, sim.ServiceDRFLocal: cucm.IPsecTrust} {
		for _, acts := range []string{"on_restart", "immediate"} {
			t.Run(service+" "+acts, func(t *testing.T) {
				c := newCluster(t, "12.5", sim.NonSecure, settings(func(s *cucm.Settings) { s.DeletionActs = acts }))
				believes := func(node string) bool { return slices.Contains(c.Node(node).TrustedBy(service, s), ca(c)) }
				did(t)(c.Do(sim.Upload(s, ca(c), pub)))
				require.True(t, believes(pub))
				did(t)(c.Do(sim.DeleteCertificate(s, "other-root-ca", pub)))
				require.False(t, holds(c, pub, s, ca(c)))
				require.Equal(t, acts == "on_restart", believes(pub))
				c.Advance(time.Hour)
				require.Equal(t, acts == "on_restart", believes(pub))
				require.Equal(t, acts == "on_restart" && s.Rule().Notified, believes(sub1), "where change notification wrote and removed it")
				did(t)(c.Do(sim.Restart(service, pub)))
				require.False(t, believes(pub))
				require.Nil(t, roles(t, c, pub, ca(c)))
			})
		}
	}
}

// TestDeletionDoesNotReach: a node that is cut off, or whose service is stopped, keeps the file until it catches up.
func TestDeletionDoesNotReach(t *testing.T) {
	for name, row := range map[string]struct {
		cut, heal sim.Op
	}{
		"replication": {sim.SetReplication(sub1, true),
			sim.SetReplication(sub1, false)},
		"node down": {sim.SetDown(sub1, true),
			sim.SetDown(sub1, false)},
		"service": {sim.Stop(sim.ServiceNotification, sub1),
			sim.Start(sim.ServiceNotification, sub1)},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, "12.5", sim.NonSecure)
			old, token := c.Publisher().Certificate(cucm.Tomcat), c.Token("SAST-A")
			did(t)(c.Do(sim.Upload(cucm.PhoneSASTTrust, token, pub)))
			did(t)(c.Do(row.cut))
			did(t)(c.Do(sim.DeleteCertificate(cucm.PhoneSASTTrust, token.SerialHex(), pub)))
			did(t)(c.Do(sim.Regenerate(cucm.Tomcat, pub)))
			c.Advance(2 * time.Hour)
			require.True(t, holds(c, sub1, cucm.PhoneSASTTrust, token))
			require.True(t, holds(c, sub1, cucm.TomcatTrust, old))
			did(t)(c.Do(row.heal))
			require.False(t, holds(c, sub1, cucm.PhoneSASTTrust, token))
			require.True(t, holds(c, sub1, cucm.TomcatTrust, c.Publisher().Certificate(cucm.Tomcat)))
			require.False(t, holds(c, sub1, cucm.TomcatTrust, old))
		})
	}
}

func TestDeletionRefusals(t *testing.T) {
	for _, row := range []struct {
		name       string
		store      cucm.Store
		cert, node string
		prepare    sim.Op
		want       string
	}{
		{name: "identity", store: cucm.IPsec, cert: pub, node: pub, want: "identity certificates cannot be deleted"},
		{name: "unknown store", store: "tomcat-trusts", cert: pub, node: pub, want: `store "tomcat-trusts" is not known`},
		{name: "not imported here", store: cucm.CAPFTrust, cert: "nobody", node: sub1, want: `no certificate "nobody"`},
		{name: "Phone-Edge-trust on a subscriber", store: cucm.PhoneEdgeTrust, cert: pub, node: sub1, want: "deleted on the publisher cucm-pub"},
		{name: "node down", store: cucm.TomcatTrust, cert: pub, node: sub1, want: "is down",
			prepare: sim.SetDown(sub1, true)},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, "12.5", sim.NonSecure)
			if row.prepare != nil {
				did(t)(c.Do(row.prepare))
			}
			before := c.Clone()
			_, err := c.Do(sim.DeleteCertificate(row.store, row.cert, row.node))
			require.ErrorContains(t, err, row.want)
			require.Empty(t, c.Compare(before))
		})
	}
	c := newCluster(t, "12.5", sim.NonSecure)
	did(t)(c.Do(sim.Upload(cucm.PhoneEdgeTrust, c.Token("SAST-A"), pub)))
	did(t)(c.Do(sim.DeleteCertificate(cucm.PhoneEdgeTrust, c.Token("SAST-A").SerialHex(), pub)))
	require.Empty(t, c.Publisher().Trusted(cucm.PhoneEdgeTrust))
}

// TestDeletionResets is bug CSCut58407, off unless the setting asks for it.
func TestDeletionResets(t *testing.T) {
	for _, row := range []struct {
		store cucm.Store
		bug   bool
		want  string
	}{
		{cucm.CallManagerTrust, true, "certificate deleted from CallManager-trust"},
		{cucm.CAPFTrust, true, "certificate deleted from CAPF-trust"},
		{cucm.TVSTrust, true, "certificate deleted from TVS-trust"},
		{cucm.TomcatTrust, true, ""},
		{cucm.CallManagerTrust, false, ""},
	} {
		c := newCluster(t, "9.1", sim.NonSecure, settings(func(s *cucm.Settings) { s.DeleteResets = row.bug }))
		did(t)(c.Do(sim.Upload(row.store, c.Token("SAST-A"), pub)))
		did(t)(c.Do(sim.DeleteCertificate(row.store, c.Token("SAST-A").SerialHex(), pub)))
		require.Equal(t, row.want, c.TakeReset(), row.store)
	}
}
