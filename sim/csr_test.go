package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// TestOUInRequests: a request holds the cluster's OU up to 14, and from 14SU1 only if the administrator wants it.
func TestOUInRequests(t *testing.T) {
	for _, row := range []struct {
		name, release string
		include       bool
		units         []string
	}{
		{"always", "14", false, []string{"Lab"}},
		{"left out", "14SU1", false, nil},
		{"wanted", "14SU1", true, []string{"Lab"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newCluster(t, row.release, sim.NonSecure)
			did(t)(c.Do(sim.GenerateCSR(cucm.Tomcat, pub, sim.CSROptions{IncludeOU: row.include})))
			require.Equal(t, row.units, c.Publisher().CSR(cucm.Tomcat).X509.Subject.OrganizationalUnit)
		})
	}
	_, err := newCluster(t, "12.5", sim.NonSecure).Do(sim.GenerateCSR(cucm.Tomcat, pub, sim.CSROptions{IncludeOU: true}))
	require.ErrorContains(t, err, "release 12.5 puts it in always")
}
