package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// count returns how many records of a list have the role and a certificate.
func count(l *trustlist.List, role trustlist.Role) int {
	n := 0
	for i := range l.Records {
		if l.Records[i].Role == role && l.Records[i].Usable() {
			n++
		}
	}
	return n
}

// TestMultiServerCallManager: one upload changes the signer on all TFTP nodes; the CTL holds the certificate once.
func TestMultiServerCallManager(t *testing.T) {
	for _, name := range []string{"10.5(1)", "11.5", "12.5", "14"} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, name, sim.MixedTokenless, func(cfg *sim.Config) { cfg.Domain = "example.test" })
			caSigned(t, c, cucm.CallManager, sub1, sim.CSROptions{MultiServer: true})
			first, second := c.Publisher().Certificate(cucm.CallManager), c.Node(sub1).Certificate(cucm.CallManager)
			require.Equal(t, first.DER, second.DER)
			require.Equal(t, first.Key, second.Key, "one key on all nodes")
			require.Equal(t, "cucm-sub1-ms.example.test", first.X509.Subject.CommonName)
			require.Equal(t, []string{"cucm-pub.example.test", "cucm-sub1.example.test"}, first.X509.DNSNames)
			require.Nil(t, c.Publisher().CSR(cucm.CallManager))
			require.Nil(t, c.Node(sub1).CSR(cucm.CallManager))

			require.Equal(t, 2, count(c.Publisher().CTL().List, trustlist.RoleCCMTFTP))
			did(t)(c.Do(sim.UpdateCTL))
			require.Equal(t, 1, count(c.Publisher().CTL().List, trustlist.RoleCCMTFTP), "the CTL holds the publisher's only")
			require.NotNil(t, c.Publisher().ITL().List.Find(first.Issuer, first.Serial, trustlist.RoleCCMTFTP))
			require.NotNil(t, c.Node(sub1).ITL().List.Find(first.Issuer, first.Serial, trustlist.RoleCCMTFTP))

			did(t)(c.Do(sim.Regenerate(cucm.CallManager, sub1)))
			require.True(t, c.Node(sub1).Certificate(cucm.CallManager).SelfSigned())
			require.Equal(t, "cucm-sub1.example.test", c.Node(sub1).Certificate(cucm.CallManager).X509.Subject.CommonName)
			require.Equal(t, first.DER, c.Publisher().Certificate(cucm.CallManager).DER, "the other nodes keep what the CA signed")
		})
	}
}

// TestMultiServerTVS: from 14 one TVS certificate can serve the cluster: one record, and regenerating it on one node
// changes it on all.
func TestMultiServerTVS(t *testing.T) {
	c := newCluster(t, "14", sim.NonSecure)
	require.Equal(t, 2, count(c.Publisher().ITL().List, trustlist.RoleTVS))
	did(t)(c.Do(sim.GenerateSelfSigned(cucm.TVS, pub, sim.SelfSignedOptions{MultiServer: true})))
	shared := c.Publisher().Certificate(cucm.TVS)
	require.Equal(t, "cucm-pub-ms", shared.X509.Subject.CommonName)
	for _, n := range c.Nodes {
		require.Equal(t, shared.DER, n.Certificate(cucm.TVS).DER)
		require.Equal(t, shared.DER, n.LoadedTVS().DER, "TVS restarts by itself on every node")
		require.Equal(t, 1, count(n.ITL().List, trustlist.RoleTVS))
	}
	for _, targets := range [][]string{{sub1}, {"all"}} {
		made := c.Publisher().Certificate(cucm.TVS)
		events := did(t)(c.Do(sim.Regenerate(cucm.TVS, targets...)))
		fresh := c.Publisher().Certificate(cucm.TVS)
		require.NotEqual(t, made.Serial, fresh.Serial)
		require.Equal(t, fresh.DER, c.Node(sub1).Certificate(cucm.TVS).DER, "it stays one certificate")
		require.Equal(t, 2, countKind(events, "regenerated"), "once for each node")
	}
	caSigned(t, c, cucm.TVS, sub1, sim.CSROptions{})
	require.False(t, c.Node(sub1).Certificate(cucm.TVS).MultiServer)
	require.Equal(t, 2, count(c.Publisher().ITL().List, trustlist.RoleTVS))
}

func countKind(events []event.Event, kind string) int {
	n := 0
	for _, e := range events {
		if e.What.Kind() == kind {
			n++
		}
	}
	return n
}

// TestMultiServerReach: nodes that replication does not reach keep what they have, and an event says so.
func TestMultiServerReach(t *testing.T) {
	for name, cut := range map[string]sim.Op{
		"replication broken": sim.SetReplication(sub1, true),
		"node down":          sim.SetDown(sub1, true),
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, "14", sim.NonSecure)
			old := c.Node(sub1).Certificate(cucm.TVS)
			did(t)(c.Do(cut))
			events := did(t)(c.Do(sim.GenerateSelfSigned(cucm.TVS, pub, sim.SelfSignedOptions{MultiServer: true})))
			require.Equal(t, old.DER, c.Node(sub1).Certificate(cucm.TVS).DER)
			require.Contains(t, c.Publisher().Certificate(cucm.TVS).X509.Subject.CommonName, "-ms")
			require.Equal(t, 1, countKind(events, "replication"))
			require.Equal(t, 2, count(c.Publisher().ITL().List, trustlist.RoleTVS), "the publisher's and the old one of the other node")
		})
	}
}

// TestStoresByRelease is rows 26 to 29: which stores take requests, multi-server requests and self-signed
// multi-server certificates.
func TestStoresByRelease(t *testing.T) {
	const no, csr, multi, self = "", "csr", "csr multi", "csr multi self"
	stores := []cucm.Store{cucm.CallManager, cucm.Tomcat, cucm.CallManagerECDSA, cucm.CAPF, cucm.TVS, cucm.ITLRecovery, cucm.IPsec, cucm.TomcatECDSA}
	for release, want := range map[string][]string{
		"8.6": {csr, csr, no, csr, no, no, csr, no}, "9.1": {csr, csr, no, csr, no, no, csr, no}, "10.0": {csr, csr, no, csr, no, no, csr, no},
		"10.5(1)": {multi, multi, no, csr, no, no, csr, no}, "11.5": {multi, multi, multi, csr, no, no, csr, multi},
		"12.5": {multi, multi, multi, csr, csr, no, csr, multi}, "14": {self, self, self, csr, self, no, csr, self}, "15": {self, self, self, csr, self, no, csr, self},
	} {
		t.Run(release, func(t *testing.T) {
			for i, s := range stores {
				got := ""
				for _, try := range []struct {
					word string
					op   sim.Op
				}{
					{"csr", sim.GenerateCSR(s, pub, sim.CSROptions{})},
					{" multi", sim.GenerateCSR(s, pub, sim.CSROptions{MultiServer: true})},
					{" self", sim.GenerateSelfSigned(s, pub, sim.SelfSignedOptions{MultiServer: true})},
				} {
					c := newCluster(t, release, sim.NonSecure)
					before := c.Clone()
					if _, err := c.Do(try.op); err == nil {
						got += try.word
					} else {
						require.Contains(t, err.Error(), string(s))
						require.Empty(t, c.Compare(before))
					}
				}
				require.Equal(t, want[i], got, s)
			}
		})
	}
}

// TestReuseTomcat: from 14 CallManager can take over a multi-server tomcat certificate.
func TestReuseTomcat(t *testing.T) {
	c := newCluster(t, "14", sim.MixedTokenless)
	refused := func(want string) {
		t.Helper()
		before := c.Clone()
		_, err := c.Do(sim.ReuseTomcat(pub))
		require.ErrorContains(t, err, want)
		require.Empty(t, c.Compare(before))
	}
	refused("is not a multi-server one")
	caSigned(t, c, cucm.Tomcat, pub, sim.CSROptions{MultiServer: true})
	refused(`CA certificate "lab-intermediate-ca" is not in CallManager-trust`)
	did(t)(c.Do(sim.Upload(cucm.CallManagerTrust, find(t, c, pki.IntermediateCA), pub)))
	refused(`CA certificate "lab-root-ca" is not in CallManager-trust`)
	did(t)(c.Do(sim.Upload(cucm.CallManagerTrust, find(t, c, pki.RootCA), pub)))
	c.TakeReset()
	did(t)(c.Do(sim.ReuseTomcat(pub)))
	require.NotEmpty(t, c.TakeReset())
	for _, n := range c.Nodes {
		require.Equal(t, n.Certificate(cucm.Tomcat).DER, n.Certificate(cucm.CallManager).DER)
		require.Equal(t, cucm.CallManager, n.Certificate(cucm.CallManager).Store)
		require.Equal(t, cucm.ITLRecovery, cucm.Store(n.ITL().SignerStore()), "phones accept the ITL by ITLRecovery")
	}
	c.Advance(time.Minute)
	require.Equal(t, []trustlist.Role{trustlist.RoleSAST, trustlist.RoleCCMTFTP, trustlist.RoleAppServer},
		roles(t, c, sub1, c.Publisher().Certificate(cucm.Tomcat)))
	refused("has the tomcat certificate already")
	did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
	require.NotEqual(t, c.Publisher().Certificate(cucm.Tomcat).DER, c.Publisher().Certificate(cucm.CallManager).DER)

	c = newCluster(t, "15", sim.NonSecure)
	did(t)(c.Do(sim.GenerateSelfSigned(cucm.Tomcat, sub1, sim.SelfSignedOptions{MultiServer: true})))
	did(t)(c.Do(sim.ReuseTomcat(sub1)))
	require.Equal(t, c.Publisher().Certificate(cucm.Tomcat).DER, c.Publisher().Certificate(cucm.CallManager).DER, "a self-signed one has no chain")

	c = newCluster(t, "12.5", sim.NonSecure)
	refused("not available on release 12.5 (14 and later)")
}
