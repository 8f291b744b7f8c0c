package lab

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/service"
	"tvslab/sim"
)

// TestServices: a lab has a server for every service that phones meet, under the name that the cluster knows it by.
func TestServices(t *testing.T) {
	require.Equal(t, []string{sim.ServiceTFTP, sim.ServiceTVS, sim.ServiceCCM, sim.ServiceCAPF}, service.CUCMs())
	for _, s := range service.All() {
		if s.UDP() {
			require.Contains(t, datagrams, s)
		} else {
			require.Contains(t, daemons, s)
		}
	}
}
