package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/sim/store"
)

// names are the common names in a -trust store of a node, without the manufacturing CAs.
func names(c *sim.Cluster, node string, s cucm.Store) []string {
	var list []string
	for _, cert := range c.Node(node).Trusted(s) {
		if cert.X509.Subject.Organization[0] != pki.LabKeys {
			list = append(list, cert.X509.Subject.CommonName)
		}
	}
	return list
}

// holds reports whether a certificate lies in a -trust store on the node's disk.
func holds(c *sim.Cluster, node string, s cucm.Store, cert *pki.Certificate) bool {
	for _, have := range c.Node(node).Trusted(s) {
		if have.Sum == cert.Sum {
			return true
		}
	}
	return false
}

// TestInstalledTrustStores: which copies lie where on a new cluster.
func TestInstalledTrustStores(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	capfPub := c.Publisher().Certificate(cucm.CAPF).X509.Subject.CommonName
	capfSub := c.Node(sub1).Certificate(cucm.CAPF).X509.Subject.CommonName
	for _, row := range []struct {
		node  string
		store cucm.Store
		want  []string
	}{
		{sub1, cucm.CallManagerTrust, []string{capfPub, capfSub, pub, pub + "-EC", sub1, sub1 + "-EC"}},
		{sub1, cucm.TomcatTrust, []string{pub, pub + "-EC", sub1, sub1 + "-EC"}},
		{pub, cucm.TomcatTrust, []string{pub, pub + "-EC", sub1, sub1 + "-EC"}},
		{pub, cucm.CAPFTrust, []string{capfPub}},
		{sub1, cucm.CAPFTrust, []string{capfSub}},
		{pub, cucm.IPsecTrust, []string{pub}},
		{sub1, cucm.IPsecTrust, []string{pub, sub1}},
		{sub1, cucm.TVSTrust, nil},
		{sub1, cucm.PhoneSASTTrust, nil},
	} {
		t.Run(row.node+" "+string(row.store), func(t *testing.T) {
			require.ElementsMatch(t, row.want, names(c, row.node, row.store))
		})
	}
}

// TestManufacturingCAs: pre-loaded on every node in the two stores that judge phones, and valid as long as Cisco's.
func TestManufacturingCAs(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	for _, sha2 := range []bool{false, true} {
		ca := c.Manufacturers().CA(sha2)
		for _, node := range []string{pub, sub1} {
			require.True(t, holds(c, node, cucm.CAPFTrust, ca))
			require.True(t, holds(c, node, cucm.CallManagerTrust, ca))
			require.False(t, holds(c, node, cucm.TomcatTrust, ca))
		}
		require.Equal(t, map[bool]int{false: 2029, true: 2037}[sha2], ca.X509.NotAfter.Year())
		require.NoError(t, ca.X509.CheckSignature(ca.X509.SignatureAlgorithm, ca.X509.RawTBSCertificate, ca.X509.Signature))
	}
	token := c.Token("SAST-A").X509
	maker := c.Manufacturers().CA(false).X509
	require.NoError(t, maker.CheckSignature(token.SignatureAlgorithm, token.RawTBSCertificate, token.Signature))
}

// TestRegenerationCopies: what each regeneration leaves in the trust stores of both nodes.
func TestRegenerationCopies(t *testing.T) {
	for _, row := range []struct {
		store    cucm.Store
		trust    cucm.Store
		oldStays bool // CAPF: its subject is new each time
		onSub    bool // the copy reaches the other node's disk
	}{
		{cucm.CallManager, cucm.CallManagerTrust, false, true},
		{cucm.CallManagerECDSA, cucm.CallManagerTrust, false, true},
		{cucm.CAPF, cucm.CallManagerTrust, true, true},
		{cucm.CAPF, cucm.CAPFTrust, true, false},
		{cucm.Tomcat, cucm.TomcatTrust, false, true},
		{cucm.TomcatECDSA, cucm.TomcatTrust, false, true},
		{cucm.IPsec, cucm.IPsecTrust, false, true},
	} {
		t.Run(string(row.store)+" to "+string(row.trust), func(t *testing.T) {
			c := newCluster(t, "11.5", sim.NonSecure)
			old := c.Publisher().Certificate(row.store)
			did(t)(c.Do(sim.Regenerate(row.store, pub)))
			fresh := c.Publisher().Certificate(row.store)
			require.True(t, holds(c, pub, row.trust, fresh))
			require.Equal(t, row.oldStays, holds(c, pub, row.trust, old))
			require.Equal(t, row.onSub, holds(c, sub1, row.trust, fresh))
		})
	}
	t.Run("TVS and ITLRecovery are copied nowhere", func(t *testing.T) {
		c := newCluster(t, "11.5", sim.NonSecure)
		did(t)(c.Do(sim.Regenerate(cucm.TVS, pub)))
		did(t)(c.Do(sim.Regenerate(cucm.ITLRecovery, pub)))
		for _, s := range cucm.Stores() {
			require.False(t, holds(c, pub, s, c.Publisher().Certificate(cucm.TVS)), s)
			require.False(t, holds(c, pub, s, c.Publisher().Certificate(cucm.ITLRecovery)), s)
		}
	})
	t.Run("a subscriber's ipsec stays at home", func(t *testing.T) {
		c := newCluster(t, "11.5", sim.NonSecure)
		did(t)(c.Do(sim.Regenerate(cucm.IPsec, sub1)))
		require.True(t, holds(c, sub1, cucm.IPsecTrust, c.Node(sub1).Certificate(cucm.IPsec)))
		require.False(t, holds(c, pub, cucm.IPsecTrust, c.Node(sub1).Certificate(cucm.IPsec)))
	})
}

// TestTrustKeepsOld is the other answer to the inference that a regenerated certificate replaces its predecessor.
func TestTrustKeepsOld(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure, func(cfg *sim.Config) { cfg.Settings.TrustKeepsOld = true })
	old := c.Publisher().Certificate(cucm.CallManager)
	did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
	c.Advance(time.Minute)
	require.True(t, holds(c, sub1, cucm.CallManagerTrust, old))
	require.Equal(t, signerRoles, roles(t, c, sub1, old), "TVS goes on knowing the old signer")
}

// TestIPsecAfterReplication: a subscriber that was cut off gets the publisher's new certificate, but not one that was
// deleted there.
func TestIPsecAfterReplication(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	did(t)(c.Do(sim.SetReplication(sub1, true)))
	did(t)(c.Do(sim.Regenerate(cucm.IPsec, pub)))
	fresh := c.Publisher().Certificate(cucm.IPsec)
	require.False(t, holds(c, sub1, cucm.IPsecTrust, fresh))
	did(t)(c.Do(sim.SetReplication(sub1, false)))
	require.True(t, holds(c, sub1, cucm.IPsecTrust, fresh))

	did(t)(c.Do(sim.DeleteCertificate(cucm.IPsecTrust, pub, sub1)))
	did(t)(c.Do(sim.SetReplication(sub1, true)))
	did(t)(c.Do(sim.SetReplication(sub1, false)))
	c.Advance(time.Hour)
	require.Equal(t, []string{sub1}, names(c, sub1, cucm.IPsecTrust))
	did(t)(c.Do(sim.Upload(cucm.IPsecTrust, fresh, sub1)))
	require.True(t, holds(c, sub1, cucm.IPsecTrust, fresh))
}

// TestTrustFile: the serial number joins the name with 10.0; every spelling finds the certificate again.
func TestTrustFile(t *testing.T) {
	for release, name := range map[string]string{"9.1": "cucm-sub1.pem", "10.0": "cucm-sub1_"} {
		c := newCluster(t, release, sim.NonSecure)
		cert := c.Node(sub1).Certificate(cucm.Tomcat)
		file := store.FileName(cert, c.Rules())
		require.Contains(t, file, name)
		for _, spelling := range []string{file, "cucm-sub1", "cucm-sub1.pem", cert.SerialHex()} {
			trial := c.Clone()
			did(t)(trial.Do(sim.DeleteCertificate(cucm.TomcatTrust, spelling, pub)))
			require.False(t, holds(trial, pub, cucm.TomcatTrust, cert), spelling)
		}
		require.NotContains(t, store.FileName(c.Manufacturers().CA(false), c.Rules()), " ")
	}
}
