package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/fact"
)

// TestRestartsAfter: the restart tables of the guides, by store and release; services that the release has nowhere are left out.
func TestRestartsAfter(t *testing.T) {
	for _, tt := range []struct {
		release string
		store   cucm.Store
		want    []string
	}{
		{"8.6", cucm.Tomcat, []string{sim.ServiceTomcat}},
		{"12.5", cucm.Tomcat, []string{sim.ServiceTomcat, sim.ServiceTFTP}},
		{"14", cucm.Tomcat, []string{sim.ServiceTomcat, sim.ServiceILS, sim.ServiceLBM, sim.ServiceDRFLocal, sim.ServiceDRFMaster,
			sim.ServiceMobility, sim.ServiceAXL, sim.ServiceSSOTomcat}},
		{"12.5", cucm.CallManager, []string{sim.ServiceCCM, sim.ServiceCTIManager, sim.ServiceTVS, sim.ServiceTFTP}},
		{"14", cucm.CallManager, []string{sim.ServiceCCM, sim.ServiceCTIManager, sim.ServiceHAProxy}},
		{"14SU1", cucm.CallManager, []string{sim.ServiceHAProxy}},
		{"15", cucm.CallManagerECDSA, []string{sim.ServiceCCM, sim.ServiceHAProxy}},
		{"12.5", cucm.CAPF, []string{sim.ServiceCAPF, sim.ServiceTVS, sim.ServiceTFTP}},
		{"14", cucm.CAPF, []string{}},
		{"10.0", cucm.ITLRecovery, []string{sim.ServiceTVS, sim.ServiceTFTP}},
		{"15", cucm.TVS, []string{}},
		{"11.5", cucm.CallManagerTrust, []string{sim.ServiceCCM, sim.ServiceCTIManager}},
		{"12.5", cucm.Cup, []string{}},
		{"12.5", cucm.PhoneSASTTrust, []string{}},
	} {
		t.Run(tt.release+" "+string(tt.store), func(t *testing.T) {
			require.ElementsMatch(t, tt.want, newCluster(t, tt.release, sim.NonSecure).RestartsAfter(tt.store))
		})
	}
}

// TestBrokenChainIsTold: who deletes the issuer of a certificate in use hears of it, on every node whose chain it breaks; of a certificate
// that nothing needs, or of a chain that was broken before, nobody hears.
func TestBrokenChainIsTold(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	caSigned(t, c, cucm.Tomcat, pub, sim.CSROptions{MultiServer: true})
	did(t)(upload(t, c, "other-root-ca", cucm.Tomcat, pub))
	broken := func(name string) (nodes []string) {
		for _, e := range did(t)(c.Do(sim.DeleteCertificate(cucm.TomcatTrust, name, pub))) {
			if w, ok := e.What.(fact.ChainBroken); ok {
				require.Equal(t, cucm.Tomcat, w.Store)
				nodes = append(nodes, e.Node)
			}
		}
		return nodes
	}
	require.Empty(t, broken("other-root-ca"))
	require.Len(t, broken("lab-root-ca"), len(c.Nodes))
	require.Empty(t, broken("lab-intermediate-ca"))
}
