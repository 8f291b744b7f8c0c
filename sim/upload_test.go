package sim_test

import (
	"encoding/pem"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/tvs"
)

// upload puts one of the things an administrator has into place: a CA into a trust store, or the answer to a request
// into the identity store.
func upload(t testing.TB, c *sim.Cluster, what string, s cucm.Store, node string) ([]event.Event, error) {
	t.Helper()
	if what == "identity" {
		cert, err := c.FindCertificate("signed:" + node + "/" + string(s))
		require.NoError(t, err)
		return c.Do(sim.Upload(s, cert, node))
	}
	trust := cucm.Store(strings.TrimSuffix(string(s), "-ECDSA") + "-trust")
	require.True(t, trust.Trust(), trust)
	return c.Do(sim.Upload(trust, find(t, c, what), node))
}

// caSigned brings a CA-signed certificate into the store: request, root, intermediate, identity.
func caSigned(t testing.TB, c *sim.Cluster, s cucm.Store, node string, o sim.CSROptions) []event.Event {
	t.Helper()
	did(t)(c.Do(sim.GenerateCSR(s, node, o)))
	did(t)(upload(t, c, pki.RootCA, s, node))
	did(t)(upload(t, c, pki.IntermediateCA, s, node))
	return did(t)(upload(t, c, "identity", s, node))
}

// TestUploadOrders: an identity certificate needs its whole chain in the unit's trust store; where it is refused
// nothing changes, and the right order still works.
func TestUploadOrders(t *testing.T) {
	const root, intermediate, identity, other = pki.RootCA, pki.IntermediateCA, "identity", pki.OtherRootCA
	for _, row := range []struct {
		name  string
		order []string
		want  string // refusal of the identity certificate; "" = taken
	}{
		{"root, intermediate, identity", []string{root, intermediate, identity}, ""},
		{"intermediate, root, identity", []string{intermediate, root, identity}, ""},
		{"identity first", []string{identity, root, intermediate}, `CA certificate "lab-intermediate-ca" is not in CallManager-trust`},
		{"identity before intermediate", []string{root, identity, intermediate}, `CA certificate "lab-intermediate-ca" is not in CallManager-trust`},
		{"identity before root", []string{intermediate, identity, root}, `CA certificate "lab-root-ca" is not in CallManager-trust`},
		{"identity first, chain reversed", []string{identity, intermediate, root}, `CA certificate "lab-intermediate-ca" is not in`},
		{"root missing", []string{intermediate, identity}, `CA certificate "lab-root-ca" is not in`},
		{"another root", []string{other, intermediate, identity}, `CA certificate "lab-root-ca" is not in`},
		{"another root only", []string{other, identity}, `CA certificate "lab-intermediate-ca" is not in`},
	} {
		for _, s := range []cucm.Store{cucm.CallManager, cucm.CallManagerECDSA} {
			t.Run(row.name+" "+string(s), func(t *testing.T) {
				c := newCluster(t, "12.5", sim.NonSecure)
				did(t)(c.Do(sim.GenerateCSR(s, sub1, sim.CSROptions{})))
				for _, what := range row.order {
					before := c.Clone()
					_, err := upload(t, c, what, s, sub1)
					if what == identity && row.want != "" {
						require.ErrorContains(t, err, row.want)
						require.Empty(t, c.Compare(before), "a refused upload changes nothing")
						continue
					}
					require.NoError(t, err)
				}
				if row.want != "" {
					require.True(t, c.Node(sub1).Certificate(s).SelfSigned())
					did(t)(upload(t, c, root, s, sub1))
					did(t)(upload(t, c, intermediate, s, sub1))
					did(t)(upload(t, c, identity, s, sub1))
				}
				require.Equal(t, "CN=lab-intermediate-ca;OU=LAB ONLY;O=tvslab", c.Node(sub1).Certificate(s).Issuer)
				require.Nil(t, c.Node(sub1).CSR(s), "an answered request is gone")
				require.True(t, c.Publisher().Certificate(s).SelfSigned(), "the other node keeps its own")
			})
		}
	}
}

// TestUploadRefusals: each wrong answer has one error, and nothing changes.
func TestUploadRefusals(t *testing.T) {
	for _, row := range []struct {
		name string
		ref  string
		prep func(*sim.Cluster)
		want string
	}{
		{"expired", "signed:cucm-sub1/tomcat:lab-intermediate-ca:expired", nil, "it has expired on 2025-01-05"},
		{"not yet valid", "signed:cucm-sub1/tomcat:lab-intermediate-ca:not-yet-valid", nil, "it is not valid before 2027-01-05"},
		{"other key", "signed:cucm-sub1/tomcat:lab-intermediate-ca:other-key", nil, "its key is not that of the pending CSR"},
		{"long key", "signed:cucm-sub1/tomcat:lab-intermediate-ca:key-too-long", nil, "its key has 8192 bits, at most 4096"},
		{"wildcard", "signed:cucm-sub1/tomcat:lab-intermediate-ca:wildcard", nil, `wildcard name "*.lab.invalid" is not supported`},
		{"usage", "signed:cucm-sub1/tomcat:lab-intermediate-ca:wrong-usage", nil, "its extended key usage does not allow TLS servers"},
		{"names", "signed:cucm-sub1/tomcat:lab-intermediate-ca:missing-names", nil, `CSR SAN and certificate SAN do not match: "cucm-sub1" is missing`},
		{"other CA", "signed:cucm-sub1/tomcat:other-root-ca", nil, `CA certificate "other-root-ca" is not in tomcat-trust`},
		{"answered later than it is valid", "signed:cucm-sub1/tomcat", func(c *sim.Cluster) { c.Advance(3 * 365 * 24 * time.Hour) }, "it has expired"},
		{"a self-signed one", "cucm-pub/tomcat", nil, "its key is not that of the pending CSR"},
		{"a CA's own", "lab-root-ca", nil, "its key is not that of the pending CSR"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, "12.5", sim.NonSecure)
			did(t)(c.Do(sim.GenerateCSR(cucm.Tomcat, sub1, sim.CSROptions{})))
			did(t)(upload(t, c, pki.RootCA, cucm.Tomcat, sub1))
			did(t)(upload(t, c, pki.IntermediateCA, cucm.Tomcat, sub1))
			if row.prep != nil {
				row.prep(c)
			}
			before := c.Clone()
			cert, err := c.FindCertificate(row.ref)
			require.NoError(t, err)
			events, err := c.Do(sim.Upload(cucm.Tomcat, cert, sub1))
			require.ErrorContains(t, err, row.want)
			require.Empty(t, events)
			require.Empty(t, c.Compare(before))
		})
	}
}

func TestUploadNeedsRequest(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	did(t)(c.Do(sim.GenerateCSR(cucm.Tomcat, sub1, sim.CSROptions{})))
	answer, err := c.FindCertificate("signed:cucm-sub1/tomcat:lab-root-ca")
	require.NoError(t, err)
	_, err = c.Do(sim.Upload(cucm.Tomcat, answer, pub))
	require.ErrorContains(t, err, `store "tomcat" on "cucm-pub" has no pending CSR: generate one first`)
	_, err = c.FindCertificate("signed:cucm-pub/tomcat:lab-root-ca")
	require.ErrorContains(t, err, "has no pending CSR")
	_, err = c.FindCertificate("signed:nobody/tomcat:lab-root-ca")
	require.ErrorContains(t, err, `node "nobody" is not in the cluster`)
	_, err = c.FindCertificate("signed:cucm-sub1/tomcat:lab-ca")
	require.ErrorContains(t, err, `CA "lab-ca": the lab has ["lab-root-ca"`)
	_, err = c.FindCertificate("signed:cucm-sub1/tomcat:lab-root-ca:ugly")
	require.ErrorContains(t, err, `signing fault "ugly" is not one of`)

	did(t)(c.Do(sim.GenerateCSR(cucm.Tomcat, sub1, sim.CSROptions{})))
	did(t)(c.Do(sim.Upload(cucm.TomcatTrust, find(t, c, pki.RootCA), sub1)))
	_, err = c.Do(sim.Upload(cucm.Tomcat, answer, sub1))
	require.ErrorContains(t, err, "its key is not that of the pending CSR", "a new request makes answers to the old one worthless")
}

// TestUploadActsAsRegeneration: the same things follow both, on the same cluster.
func TestUploadActsAsRegeneration(t *testing.T) {
	kinds := func(events []event.Event) []string {
		var list []string
		for _, e := range events {
			if !slices.Contains([]string{"regenerated", "uploaded", "tvs"}, e.What.Kind()) {
				list = append(list, e.Node+" "+e.What.Kind())
			}
		}
		return list
	}
	for _, row := range []struct {
		release string
		store   cucm.Store
	}{
		{"8.6", cucm.CallManager}, {"11.5", cucm.CallManager}, {"11.5", cucm.CallManagerECDSA}, {"12.5", cucm.CallManager},
		{"14", cucm.CallManager}, {"15", cucm.Tomcat}, {"12.5", cucm.CAPF}, {"14", cucm.CAPF},
		{"15", cucm.TVS}, {"11.5", cucm.IPsec}, {"12.5", cucm.TomcatECDSA},
	} {
		t.Run(row.release+" "+string(row.store), func(t *testing.T) {
			uploaded, regenerated := newCluster(t, row.release, sim.NonSecure), newCluster(t, row.release, sim.NonSecure)
			events := caSigned(t, uploaded, row.store, pub, sim.CSROptions{})
			require.Equal(t, kinds(did(t)(regenerated.Do(sim.Regenerate(row.store, pub)))), kinds(events))
			require.Equal(t, regenerated.TakeReset() != "", uploaded.TakeReset() != "")

			fresh := uploaded.Publisher().Certificate(row.store)
			require.False(t, fresh.SelfSigned())
			uploaded.Advance(time.Minute)
			_, known := authority(t, uploaded).Verify(fresh.DER)
			require.True(t, known, "TVS knows the CA-signed certificate itself")

			did(t)(uploaded.Do(sim.Regenerate(row.store, pub)))
			require.True(t, uploaded.Publisher().Certificate(row.store).SelfSigned(), "regeneration overwrites what the CA signed")
		})
	}
}

func authority(t testing.TB, c *sim.Cluster) tvs.Authority {
	t.Helper()
	a, ok := c.TVS(sub1)
	require.True(t, ok)
	return a
}

func TestCASignedSignsLists(t *testing.T) {
	c := newCluster(t, "11.5", sim.MixedTokenless)
	caSigned(t, c, cucm.CallManager, pub, sim.CSROptions{})
	own := c.Publisher().Certificate(cucm.CallManager)
	itl := c.Publisher().ITL()
	require.Equal(t, own.Serial, itl.List.Header.Serial)
	require.Equal(t, "CN=lab-intermediate-ca;OU=LAB ONLY;O=tvslab", itl.List.Header.CAName)
	require.NoError(t, itl.List.Verify())
	did(t)(c.Do(sim.UpdateCTL))
	require.Equal(t, own.Serial, c.Publisher().CTL().List.Header.Serial)
	require.NoError(t, c.Publisher().CTL().List.Verify())
}

// TestRequestsAreState: requests are copied and compared.
func TestRequestsAreState(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	before := c.Clone()
	did(t)(c.Do(sim.GenerateCSR(cucm.CallManager, pub, sim.CSROptions{})))
	require.Nil(t, before.Publisher().CSR(cucm.CallManager))
	lines := c.Compare(before)
	require.Len(t, lines, 1)
	requirePrefix(t, lines, "cucm-pub CSR CallManager: ")

	again := before.Clone()
	did(t)(again.Do(sim.GenerateCSR(cucm.CallManager, pub, sim.CSROptions{})))
	require.Empty(t, again.Compare(c), "the same seed gives the same request")
	one, err := again.FindCertificate("signed:cucm-pub/CallManager:lab-intermediate-ca")
	require.NoError(t, err)
	two, err := c.FindCertificate("signed:cucm-pub/CallManager:lab-intermediate-ca")
	require.NoError(t, err)
	require.Equal(t, one.DER, two.DER, "and the same answer")
}

func TestRequestPEM(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	did(t)(c.Do(sim.GenerateCSR(cucm.CallManager, pub, sim.CSROptions{SubjectAltNames: []string{"lab.example.test"}})))
	block, rest := pem.Decode(c.Publisher().CSR(cucm.CallManager).PEM())
	require.Empty(t, rest)
	require.Equal(t, "CERTIFICATE REQUEST", block.Type)
	request := c.Publisher().CSR(cucm.CallManager).X509
	require.NoError(t, request.CheckSignature())
	require.Equal(t, []string{pub, "lab.example.test"}, request.DNSNames)
	require.Equal(t, pub, request.Subject.CommonName)
}
