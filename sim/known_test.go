package sim_test

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

var hashName = regexp.MustCompile(`SHA\d+`)

// factsOf are what anybody can read in a certificate.
func factsOf(t *testing.T, c *pki.Certificate) pki.Facts {
	t.Helper()
	name := func(raw []byte) string {
		var names pkix.RDNSequence
		_, err := asn1.Unmarshal(raw, &names)
		require.NoError(t, err)
		return names.String()
	}
	return pki.Facts{Subject: name(c.X509.RawSubject), Issuer: name(c.X509.RawIssuer), Serial: c.Serial, From: c.X509.NotBefore,
		Until: c.X509.NotAfter, Bits: c.Bits(), Hash: hashName.FindString(c.X509.SignatureAlgorithm.String()),
		Names: c.X509.DNSNames}
}

// twinOf is a new cluster of which the certificates of another are known, and nothing else of them.
func twinOf(t *testing.T, c *sim.Cluster, name string, mode sim.Mode) *sim.Cluster {
	t.Helper()
	return newCluster(t, name, mode, func(cfg *sim.Config) {
		cfg.Seed, cfg.Org, cfg.Start = 99, pki.Organization{}, c.Now
		for i := range cfg.Nodes {
			cfg.Nodes[i].Certificates = map[cucm.Store]pki.Facts{}
			n := c.Node(cfg.Nodes[i].Name)
			for _, s := range cucm.IdentityStores {
				if cert := n.Certificate(s); cert != nil {
					cfg.Nodes[i].Certificates[s] = factsOf(t, cert)
				}
			}
			for _, s := range cucm.TrustStores {
				for _, cert := range n.Trusted(s) {
					if cert.X509.Subject.Organization[0] != pki.LabKeys {
						cfg.Nodes[i].Trusted = append(cfg.Nodes[i].Trusted, sim.Trusted{Store: s, Facts: factsOf(t, cert)})
					}
				}
			}
		}
	})
}

// told are the records of a list with what phones and people go by; of tokens, which facts do not tell of, the role alone.
func told(t *testing.T, l *trustlist.List) []string {
	t.Helper()
	var lines []string
	for i := range l.Records {
		r := &l.Records[i]
		line := fmt.Sprintf("%s %s %s %q", r.Role, r.Subject, r.Issuer, r.DNSName)
		if cert, err := r.X509(); err == nil && cert.Subject.Organization[0] != pki.LabKeys {
			line += fmt.Sprintf(" %x %s %s %s", r.Serial, cert.NotBefore, cert.NotAfter, cert.SignatureAlgorithm)
		}
		lines = append(lines, line)
	}
	return lines
}

// TestTwin: a cluster of which the certificates of another are written down serves lists with the same records, of certificates with
// the same names, serial numbers and dates, and with other keys; its -trust stores hold the same.
func TestTwin(t *testing.T) {
	for _, name := range []string{"8.6", "10.5", "11.5", "12.0", "12.5", "14", "15"} {
		for _, mode := range []sim.Mode{sim.NonSecure, mixedMode(t, name)} {
			t.Run(name+" "+string(mode), func(t *testing.T) {
				c := newCluster(t, name, mode)
				did(t)(c.Do(sim.Regenerate(cucm.CallManager, sub1)))
				did(t)(c.Do(sim.Restart(sim.ServiceTFTP, "all")))
				if mode == sim.MixedTokenless {
					did(t)(c.Do(sim.UpdateCTL))
				}
				twin := twinOf(t, c, name, mode)
				for i, n := range c.Nodes {
					other := twin.Nodes[i]
					require.Equal(t, told(t, n.ITL().List), told(t, other.ITL().List))
					require.NotEqual(t, n.ITL().Sum(), other.ITL().Sum())
					if mode == sim.MixedTokenless {
						require.Equal(t, told(t, n.CTL().List), told(t, other.CTL().List))
					}
					for _, s := range cucm.TrustStores {
						require.Equal(t, known(n.Trusted(s)), known(other.Trusted(s)), s)
					}
				}
			})
		}
	}
}

// known are the certificates that no lab makes by itself.
func known(certs []*pki.Certificate) (list []string) {
	for _, c := range certs {
		if len(c.X509.Subject.Organization) == 0 || c.X509.Subject.Organization[0] != pki.LabKeys {
			list = append(list, c.Subject+" "+c.SerialHex())
		}
	}
	return list
}

// TestTwinOfCASigned: one certificate of all servers that an intermediate CA signed is one certificate on the twin too, whose chain
// reaches the root of that name; it says in a comment whose key it is.
func TestTwinOfCASigned(t *testing.T) {
	c := newCluster(t, "14", sim.NonSecure)
	for _, ca := range []string{pki.RootCA, pki.IntermediateCA} {
		did(t)(c.Do(sim.Upload(cucm.CallManagerTrust, find(t, c, ca), pub)))
	}
	did(t)(c.Do(sim.GenerateCSR(cucm.CallManager, pub, sim.CSROptions{MultiServer: true})))
	did(t)(c.Do(sim.Upload(cucm.CallManager, find(t, c, "signed:"+pub+"/CallManager"), pub)))
	did(t)(c.Do(sim.Restart(sim.ServiceTFTP, "all")))

	twin := twinOf(t, c, "14", sim.NonSecure)
	cert := twin.Node(pub).Certificate(cucm.CallManager)
	require.Equal(t, cert.Sum, twin.Node(sub1).Certificate(cucm.CallManager).Sum)
	require.True(t, cert.MultiServer)
	require.Equal(t, c.Node(pub).Certificate(cucm.CallManager).X509.DNSNames, cert.X509.DNSNames)
	require.Equal(t, c.Node(pub).Certificate(cucm.CallManager).X509.KeyUsage, cert.X509.KeyUsage)
	for i, n := range twin.Nodes {
		require.NoError(t, pki.CheckChain(cucm.CallManager, cert, n.Trusted(cucm.CallManagerTrust), twin.Now))
		require.Equal(t, known(c.Nodes[i].Trusted(cucm.CallManagerTrust)), known(n.Trusted(cucm.CallManagerTrust)))
		require.Equal(t, told(t, c.Nodes[i].ITL().List), told(t, n.ITL().List))
	}
	require.Contains(t, string(cert.DER), pki.FactsComment)
}

// TestTrustedBeside: a certificate that was left in a -trust store lies beside the one in use that has its name, TVS vouches for it, and a
// renewal replaces the one in use alone.
func TestTrustedBeside(t *testing.T) {
	old := pki.Facts{Subject: "CN=cucm-pub,OU=Lab,O=Example", Serial: []byte{0x4a, 1}, From: time.Date(2019, 3, 1, 10, 0, 0, 0, time.UTC),
		Until: time.Date(2024, 2, 28, 10, 0, 0, 0, time.UTC)}
	c := newCluster(t, "12.5", sim.NonSecure, func(cfg *sim.Config) {
		cfg.Org = pki.Organization{Unit: "Lab", Name: "Example"}
		cfg.Trusted = []sim.Trusted{{Store: cucm.CallManagerTrust, Facts: old}, {Store: cucm.PhoneTrust, Facts: old}}
	})
	held := func(n *sim.Node, s cucm.Store) (list []string) {
		for _, cert := range n.Trusted(s) {
			if cert.X509.Subject.CommonName == pub {
				list = append(list, cert.SerialHex())
			}
		}
		return list
	}
	own := func() string { return c.Node(pub).Certificate(cucm.CallManager).SerialHex() }
	for _, n := range c.Nodes {
		require.ElementsMatch(t, []string{"4A:01", own()}, held(n, cucm.CallManagerTrust))
		require.Equal(t, []string{"4A:01"}, held(n, cucm.PhoneTrust))
	}
	did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
	require.ElementsMatch(t, []string{"4A:01", own()}, held(c.Node(sub1), cucm.CallManagerTrust))
	require.True(t, slices.ContainsFunc(c.Node(pub).Trusted(cucm.CallManagerTrust), old.Of))
}

// TestFactsRefused: what no certificate can be, or not where it is written.
func TestFactsRefused(t *testing.T) {
	at := func(s cucm.Store, f pki.Facts) func(*sim.Config) {
		return func(cfg *sim.Config) { cfg.Nodes[1].Certificates = map[cucm.Store]pki.Facts{s: f} }
	}
	trusted := func(list ...sim.Trusted) func(*sim.Config) { return func(cfg *sim.Config) { cfg.Trusted = list } }
	day := time.Date(2026, 1, 6, 0, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		name string
		edit func(*sim.Config)
		says string
	}{
		{"store of the publisher", at(cucm.ITLRecovery, pki.Facts{}), `node "cucm-sub1" has no certificate ITLRecovery of its own on release 12.5`},
		{"-trust store", at(cucm.TomcatTrust, pki.Facts{}), "has no certificate tomcat-trust"},
		{"subject", at(cucm.TVS, pki.Facts{Subject: "cucm"}), `"cucm" is no attribute; write for example CN=cucm-pub`},
		{"issuer", at(cucm.TVS, pki.Facts{Issuer: "XX=a"}), `attribute "XX" is not known`},
		{"serial 0", at(cucm.TVS, pki.Facts{Serial: []byte{0}}), "serial number 0"},

		{"longer serial", at(cucm.TVS, pki.Facts{Serial: append([]byte{1}, make([]byte, 20)...)}), "more than 20 bytes"},
		{"dates", at(cucm.TVS, pki.Facts{From: day.AddDate(-1, 0, 0), Until: day.AddDate(-2, 0, 0)}), "before it begins"},
		{"future", at(cucm.TVS, pki.Facts{From: day}), "it begins 2026-01-06T00:00:00Z, after the lab does (2026-01-05T09:00:00Z)"},
		{"bits", at(cucm.CallManagerECDSA, pki.Facts{Bits: 2048}), "the lab has keys of 256, 384 bits for it"},
		{"hash", at(cucm.TVS, pki.Facts{Hash: "MD5"}), `hash "MD5" is not one of`},
		{"names", at(cucm.TVS, pki.Facts{Names: []string{"a b"}}), `"a b" is no host name`},
		{"store to trust", trusted(sim.Trusted{Store: cucm.TVS}), `store "TVS" is no -trust store`},
		{"CAs in a circle", func(cfg *sim.Config) {
			at(cucm.TVS, pki.Facts{Issuer: "CN=a"})(cfg)
			trusted(sim.Trusted{Store: cucm.TVSTrust, Facts: pki.Facts{Subject: "CN=a", Issuer: "CN=b"}},
				sim.Trusted{Store: cucm.TVSTrust, Facts: pki.Facts{Subject: "CN=b", Issuer: "CN=a"}})(cfg)
		}, "more than 8 CA certificates"},
	} {
		t.Run(row.name, func(t *testing.T) {
			cfg := testConfig(t, "12.5", sim.NonSecure)
			row.edit(&cfg)
			_, err := sim.New(t.Context(), cfg)
			require.ErrorContains(t, err, row.says)
		})
	}
}
