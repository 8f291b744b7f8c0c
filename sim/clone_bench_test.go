package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// BenchmarkCloneDoOp is what trying an operation costs: a copy of a cluster of two nodes, and the operation on it.
// Nothing has to be signed, either because the operation makes no list or because an equal one was made before.
func BenchmarkCloneDoOp(b *testing.B) {
	for _, row := range []struct {
		name string
		op   sim.Op
	}{
		{"nothing", sim.All()},
		{"parameter", sim.SetParameter(sim.ParamRollback, "True")},
		{"restart CallManager", sim.Restart(sim.ServiceCCM, "all")},
		{"restart TVS", sim.Restart(sim.ServiceTVS, "all")},
		{"restart TFTP", sim.Restart(sim.ServiceTFTP, "all")},
		{"regenerate tomcat", sim.Regenerate(cucm.Tomcat, pub)},
		{"regenerate CallManager", sim.Regenerate(cucm.CallManager, pub)},
		{"reset ITL", sim.ResetITL},
		{"update CTL", sim.UpdateCTL},
	} {
		b.Run(row.name, func(b *testing.B) {
			c := newCluster(b, "12.5", sim.MixedTokenless)
			_, err := c.Clone().Do(row.op)
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.After(row.op); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
