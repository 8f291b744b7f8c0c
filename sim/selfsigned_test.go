package sim_test

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// TestGenerateSelfSigned: what can be chosen on which release.
func TestGenerateSelfSigned(t *testing.T) {
	for _, row := range []struct {
		name, release string
		store         cucm.Store
		options       sim.SelfSignedOptions
		bits, years   int
		algorithm     x509.SignatureAlgorithm
		refused       string
	}{
		{"default", "14", cucm.CallManager, sim.SelfSignedOptions{}, 2048, 5, x509.SHA256WithRSA, ""},
		{"3072", "12.5", cucm.CallManager, sim.SelfSignedOptions{KeyBits: 3072}, 3072, 5, x509.SHA256WithRSA, ""},
		{"4096", "15", cucm.ITLRecovery, sim.SelfSignedOptions{KeyBits: 4096, Years: 20}, 4096, 20, x509.SHA256WithRSA, ""},
		{"4096 TVS", "15", cucm.TVS, sim.SelfSignedOptions{KeyBits: 4096, Years: 10}, 4096, 10, x509.SHA256WithRSA, ""},
		{"ITLRecovery on 12.5", "12.5", cucm.ITLRecovery, sim.SelfSignedOptions{}, 2048, 20, x509.SHA256WithRSA, ""},
		{"ITLRecovery on 14", "14", cucm.ITLRecovery, sim.SelfSignedOptions{}, 2048, 5, x509.SHA256WithRSA, ""},
		{"1024 up to 12.0", "11.5", cucm.CallManager, sim.SelfSignedOptions{KeyBits: 1024, Hash: "SHA-1"}, 1024, 5, x509.SHA1WithRSA, ""},
		{"2048 on 8.x", "8.6", cucm.CallManager, sim.SelfSignedOptions{KeyBits: 2048}, 2048, 5, x509.SHA1WithRSA, ""},
		{"P-256", "14", cucm.CallManagerECDSA, sim.SelfSignedOptions{KeyBits: 256}, 256, 5, x509.ECDSAWithSHA256, ""},
		{"P-256, SHA-512", "14", cucm.CallManagerECDSA, sim.SelfSignedOptions{KeyBits: 256, Hash: "sha512"}, 256, 5, x509.ECDSAWithSHA512, ""},
		{"P-384", "14", cucm.CallManagerECDSA, sim.SelfSignedOptions{}, 384, 5, x509.ECDSAWithSHA384, ""},

		{"1024 from 12.5", "12.5", cucm.CallManager, sim.SelfSignedOptions{KeyBits: 1024}, 0, 0, 0, "key length 1024: a CallManager key on release 12.5 can have 2048, 3072, 4096 bits"},
		{"4096 on 9.1", "9.1", cucm.CallManager, sim.SelfSignedOptions{KeyBits: 4096}, 0, 0, 0, "can have 1024, 2048 bits"},
		{"RSA bits for EC", "14", cucm.CallManagerECDSA, sim.SelfSignedOptions{KeyBits: 2048}, 0, 0, 0, "can have 256, 384 bits"},
		{"weak hash for EC", "14", cucm.CallManagerECDSA, sim.SelfSignedOptions{Hash: "SHA256"}, 0, 0, 0, `hash "SHA256" is weaker than the 384-bit curve`},
		{"SHA-512 for RSA", "14", cucm.CallManager, sim.SelfSignedOptions{Hash: "SHA512"}, 0, 0, 0, `can have SHA1, SHA256`},
		{"SHA-256 on 8.x", "8.6", cucm.CallManager, sim.SelfSignedOptions{Hash: "SHA256"}, 0, 0, 0, `can have SHA1`},
		{"no hash", "14", cucm.CallManager, sim.SelfSignedOptions{Hash: "MD5"}, 0, 0, 0, `hash "MD5" is not one of`},
		{"years before 14", "12.5", cucm.CallManager, sim.SelfSignedOptions{Years: 10}, 0, 0, 0, "validity of 10 years: it cannot be chosen on release 12.5 (14 and later)"},
		{"odd years", "14", cucm.ITLRecovery, sim.SelfSignedOptions{Years: 7}, 0, 0, 0, "validity of 7 years: it can be 5, 10, 15, 20"},
		{"trust store", "14", cucm.TomcatTrust, sim.SelfSignedOptions{}, 0, 0, 0, `store "tomcat-trust" is not an identity store`},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure)
			before := c.Clone()
			_, err := c.Do(sim.GenerateSelfSigned(row.store, pub, row.options))
			if row.refused != "" {
				require.ErrorContains(t, err, row.refused)
				require.Empty(t, c.Compare(before))
				return
			}
			require.NoError(t, err)
			cert := c.Publisher().Certificate(row.store)
			require.Equal(t, row.bits, cert.Bits())
			require.Equal(t, row.algorithm, cert.X509.SignatureAlgorithm)
			if until := cert.X509.NotBefore.Add(time.Duration(row.years)*365*24*time.Hour - time.Second); row.release >= "9" || row.release[0] == '1' {
				require.Equal(t, until, cert.X509.NotAfter)
			} else {
				require.Equal(t, cert.X509.NotBefore.AddDate(row.years, 0, 0), cert.X509.NotAfter)
			}
			require.NoError(t, cert.X509.CheckSignature(cert.X509.SignatureAlgorithm, cert.X509.RawTBSCertificate, cert.X509.Signature))
			require.NoError(t, c.Publisher().ITL().List.Verify(), "lists are signed with keys of every length")
		})
	}
}

func TestNodeOfIdentity(t *testing.T) {
	c := newCluster(t, "14", sim.NonSecure)
	for node, want := range map[string]string{"": "name a node", "all": "name one node", "nobody": `node "nobody"`} {
		_, err := c.Do(sim.GenerateSelfSigned(cucm.CallManager, node, sim.SelfSignedOptions{}))
		require.ErrorContains(t, err, want)
	}
	_, err := c.Do(sim.GenerateSelfSigned(cucm.CAPF, sub1, sim.SelfSignedOptions{}))
	require.ErrorContains(t, err, "does not have a CAPF certificate on release 14")
}

// TestLongSigners: configuration files and lists are signed with CallManager keys of every length.
func TestLongSigners(t *testing.T) {
	for _, bits := range []int{3072, 4096} {
		c := newCluster(t, "11.5", sim.MixedTokenless)
		addPhone(t, c)
		did(t)(c.Do(sim.GenerateSelfSigned(cucm.CallManager, pub, sim.SelfSignedOptions{KeyBits: bits})))
		did(t)(c.Do(sim.UpdateCTL))
		did(t)(c.Do(sim.Restart(sim.ServiceTFTP, pub)))
		require.Len(t, c.Publisher().ITL().List.Header.Signature, bits/8)
		require.NoError(t, c.Publisher().ITL().List.Verify())
		require.NoError(t, c.Publisher().CTL().List.Verify())
		file, err := c.Open(pub, "SEP001122334455.cnf.xml.sgn")
		require.NoError(t, err)
		data, err := file.Bytes()
		require.NoError(t, err)
		require.Greater(t, len(data), bits/8)
	}
}

// TestRegenerationKeepsLength is row 22 with its setting.
func TestRegenerationKeepsLength(t *testing.T) {
	for _, row := range []struct {
		release, setting string
		chosen, want     int
	}{
		{"12.5", "by_release", 4096, 4096}, {"15", "by_release", 3072, 3072}, {"12.5", "2048", 3072, 2048},
		{"11.5", "by_release", 4096, 2048}, {"11.5", "keep", 4096, 4096}, {"8.6", "by_release", 2048, 1024}, {"10.0", "by_release", 2048, 1024},
	} {
		t.Run(row.release+" "+row.setting, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure, settings(func(s *cucm.Settings) { s.RegenKeyLength = row.setting }))
			did(t)(c.Do(sim.GenerateSelfSigned(cucm.CallManager, pub, sim.SelfSignedOptions{KeyBits: row.chosen})))
			did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
			require.Equal(t, row.want, c.Publisher().Certificate(cucm.CallManager).Bits())
		})
	}
	c := newCluster(t, "14", sim.NonSecure)
	did(t)(c.Do(sim.GenerateSelfSigned(cucm.CallManagerECDSA, pub, sim.SelfSignedOptions{KeyBits: 256})))
	did(t)(c.Do(sim.Regenerate(cucm.CallManagerECDSA, pub)))
	require.Equal(t, 256, c.Publisher().Certificate(cucm.CallManagerECDSA).Bits())
}

// TestShortRecoveryKey is itlrecovery-1024-key: the reset fails until ITLRecovery is regenerated.
func TestShortRecoveryKey(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure, func(cfg *sim.Config) { cfg.Settings.RecoveryKeyBits = "1024" })
	require.Equal(t, 1024, c.Publisher().Certificate(cucm.ITLRecovery).Bits())
	require.Equal(t, 2048, c.Publisher().Certificate(cucm.CallManager).Bits())
	_, err := c.Do(sim.ResetITL)
	require.ErrorContains(t, err, "the ITLRecovery key has 1024 bits while CallManager of cucm-pub has 2048")
	did(t)(c.Do(sim.Regenerate(cucm.ITLRecovery)))
	require.Equal(t, 2048, c.Publisher().Certificate(cucm.ITLRecovery).Bits())
	did(t)(c.Do(sim.ResetITL))
}

// TestRecoveryOwner is row 11: each node has its own ITLRecovery up to 12.0 and the publisher one for the cluster later, or as
// the setting says.
func TestRecoveryOwner(t *testing.T) {
	for _, row := range []struct {
		release, setting string
		own              bool
	}{
		{"10.0", "by_release", true}, {"11.5", "by_release", true}, {"12.0", "by_release", true}, {"12.5", "by_release", false},
		{"15", "by_release", false}, {"11.5", "publisher", false}, {"12.0", "publisher", false}, {"12.5", "node", true},
	} {
		t.Run(row.release+" "+row.setting, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure, func(cfg *sim.Config) { cfg.Settings.RecoveryOwner = row.setting })
			did(t)(c.Do(sim.ResetITL))
			did(t)(c.Do(sim.Restart(sim.ServiceTFTP)))
			requireRecoveryOf(t, c, sub1, map[bool]string{true: sub1, false: pub}[row.own])
			requireRecoveryOf(t, c, pub, pub)
			before := c.Publisher().ITL().Sum()
			_, err := c.Do(sim.Regenerate(cucm.ITLRecovery, sub1))
			require.Equal(t, row.own, err == nil)
			require.Equal(t, before, c.Publisher().ITL().Sum())
		})
	}
}

// requireRecoveryOf wants the ITLRecovery of owner to serve the node, alone in its ITL.
func requireRecoveryOf(t *testing.T, c *sim.Cluster, node, owner string) {
	t.Helper()
	n := c.Node(node)
	cert := c.Identity(n, cucm.ITLRecovery)
	require.Same(t, c.Node(owner).Certificate(cucm.ITLRecovery), cert)
	require.Equal(t, "ITLRECOVERY_"+owner, cert.X509.Subject.CommonName)
	listed := 0
	for _, r := range n.ITL().List.Records {
		if strings.HasPrefix(r.Subject, "CN=ITLRECOVERY_") {
			require.Equal(t, cert.DER, r.Certificate)
			listed++
		}
	}
	require.Equal(t, 1, listed)
}
