package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
)

// names are the common names in a -trust store of a node, without the manufacturing CAs.
func names(c *sim.Cluster, node string, s sim.Store) []string {
	var list []string
	for _, cert := range c.Node(node).Trusted(s) {
		if cert.X509.Subject.Organization[0] != "tvslab" {
			list = append(list, cert.X509.Subject.CommonName)
		}
	}
	return list
}

// holds reports whether a certificate lies in a -trust store on the node's disk.
func holds(c *sim.Cluster, node string, s sim.Store, cert *sim.Certificate) bool {
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
	capfPub := c.Publisher().Certificate(sim.CAPF).X509.Subject.CommonName
	capfSub := c.Node(sub1).Certificate(sim.CAPF).X509.Subject.CommonName
	for _, row := range []struct {
		node  string
		store sim.Store
		want  []string
	}{
		{sub1, sim.CallManagerTrust, []string{capfPub, capfSub, pub, pub + "-EC", sub1, sub1 + "-EC"}},
		{sub1, sim.TomcatTrust, []string{pub, pub + "-EC", sub1, sub1 + "-EC"}},
		{pub, sim.TomcatTrust, []string{pub, pub + "-EC", sub1, sub1 + "-EC"}},
		{pub, sim.CAPFTrust, []string{capfPub}},
		{sub1, sim.CAPFTrust, []string{capfSub}},
		{pub, sim.IPsecTrust, []string{pub}},
		{sub1, sim.IPsecTrust, []string{pub, sub1}},
		{sub1, sim.TVSTrust, nil},
		{sub1, sim.PhoneSASTTrust, nil},
	} {
		t.Run(row.node+" "+string(row.store), func(t *testing.T) {
			require.ElementsMatch(t, row.want, names(c, row.node, row.store))
		})
	}
}

// TestManufacturingCAs: pre-loaded on every node in the two stores that judge phones, and far longer valid.
func TestManufacturingCAs(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	for _, sha2 := range []bool{false, true} {
		ca := c.Manufacturers().CA(sha2)
		for _, node := range []string{pub, sub1} {
			require.True(t, holds(c, node, sim.CAPFTrust, ca))
			require.True(t, holds(c, node, sim.CallManagerTrust, ca))
			require.False(t, holds(c, node, sim.TomcatTrust, ca))
		}
		require.True(t, ca.X509.NotAfter.After(c.Now.AddDate(30, 0, 0)))
		require.NoError(t, ca.X509.CheckSignature(ca.X509.SignatureAlgorithm, ca.X509.RawTBSCertificate, ca.X509.Signature))
	}
	token := c.Token("SAST-A").X509
	maker := c.Manufacturers().CA(false).X509
	require.NoError(t, maker.CheckSignature(token.SignatureAlgorithm, token.RawTBSCertificate, token.Signature))
}

// TestRegenerationCopies: what each regeneration leaves in the trust stores of both nodes.
func TestRegenerationCopies(t *testing.T) {
	for _, row := range []struct {
		store    sim.Store
		trust    sim.Store
		oldStays bool // CAPF: its subject is new each time
		onSub    bool // the copy reaches the other node's disk
	}{
		{sim.CallManager, sim.CallManagerTrust, false, true},
		{sim.CallManagerECDSA, sim.CallManagerTrust, false, true},
		{sim.CAPF, sim.CallManagerTrust, true, true},
		{sim.CAPF, sim.CAPFTrust, true, false},
		{sim.Tomcat, sim.TomcatTrust, false, true},
		{sim.TomcatECDSA, sim.TomcatTrust, false, true},
		{sim.IPsec, sim.IPsecTrust, false, true},
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
		did(t)(c.Do(sim.Regenerate(sim.TVS, pub)))
		did(t)(c.Do(sim.Regenerate(sim.ITLRecovery, pub)))
		for _, s := range sim.Stores() {
			require.False(t, holds(c, pub, s, c.Publisher().Certificate(sim.TVS)), s)
			require.False(t, holds(c, pub, s, c.Publisher().Certificate(sim.ITLRecovery)), s)
		}
	})
	t.Run("a subscriber's ipsec stays at home", func(t *testing.T) {
		c := newCluster(t, "11.5", sim.NonSecure)
		did(t)(c.Do(sim.Regenerate(sim.IPsec, sub1)))
		require.True(t, holds(c, sub1, sim.IPsecTrust, c.Node(sub1).Certificate(sim.IPsec)))
		require.False(t, holds(c, pub, sim.IPsecTrust, c.Node(sub1).Certificate(sim.IPsec)))
	})
}

// TestTrustKeepsOld is the other answer to the inference that a regenerated certificate replaces its predecessor.
func TestTrustKeepsOld(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure, func(cfg *sim.Config) { cfg.Settings.TrustKeepsOld = true })
	old := c.Publisher().Certificate(sim.CallManager)
	did(t)(c.Do(sim.Regenerate(sim.CallManager, pub)))
	c.Advance(time.Minute)
	require.True(t, holds(c, sub1, sim.CallManagerTrust, old))
	require.Equal(t, signerRoles, roles(t, c, sub1, old), "TVS goes on knowing the old signer")
}

// TestIPsecAfterReplication: a subscriber that was cut off gets the publisher's new certificate, but not one that was
// deleted there.
func TestIPsecAfterReplication(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	did(t)(c.Do(sim.SetReplication(sub1, true)))
	did(t)(c.Do(sim.Regenerate(sim.IPsec, pub)))
	fresh := c.Publisher().Certificate(sim.IPsec)
	require.False(t, holds(c, sub1, sim.IPsecTrust, fresh))
	did(t)(c.Do(sim.SetReplication(sub1, false)))
	require.True(t, holds(c, sub1, sim.IPsecTrust, fresh))

	did(t)(c.Do(sim.DeleteCertificate(sim.IPsecTrust, pub, sub1)))
	did(t)(c.Do(sim.SetReplication(sub1, true)))
	did(t)(c.Do(sim.SetReplication(sub1, false)))
	c.Advance(time.Hour)
	require.Equal(t, []string{sub1}, names(c, sub1, sim.IPsecTrust))
	did(t)(c.Do(sim.Upload(sim.IPsecTrust, fresh, sub1)))
	require.True(t, holds(c, sub1, sim.IPsecTrust, fresh))
}

// TestTrustFile: the serial number joins the name with 10.0; every spelling finds the certificate again.
func TestTrustFile(t *testing.T) {
	for release, name := range map[string]string{"9.1": "cucm-sub1.pem", "10.0": "cucm-sub1_"} {
		c := newCluster(t, release, sim.NonSecure)
		cert := c.Node(sub1).Certificate(sim.Tomcat)
		file := c.TrustFile(cert)
		require.Contains(t, file, name)
		for _, spelling := range []string{file, "cucm-sub1", "cucm-sub1.pem", cert.SerialHex()} {
			trial := c.Clone()
			did(t)(trial.Do(sim.DeleteCertificate(sim.TomcatTrust, spelling, pub)))
			require.False(t, holds(trial, pub, sim.TomcatTrust, cert), spelling)
		}
		require.NotContains(t, c.TrustFile(c.Manufacturers().CA(false)), " ")
	}
}
