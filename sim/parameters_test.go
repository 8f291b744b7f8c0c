package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
)

// TestParametersByRelease: where SHA-512 can be selected (row 49) and where automatic resets can be switched off (row 30).
func TestParametersByRelease(t *testing.T) {
	for _, row := range []struct {
		release       string
		sha512, reset bool
	}{
		{"8.6", false, false}, {"10.5(2)", false, false}, {"11.0", false, false}, {"11.5", true, false}, {"12.0", true, false},
		{"12.5", true, false}, {"14", true, true}, {"15", true, true},
	} {
		t.Run(row.release, func(t *testing.T) {
			for name, try := range map[string]struct {
				value string
				there bool
			}{sim.ParamSignature: {"SHA-512", row.sha512}, sim.ParamReset: {"Manually Reset Phones", row.reset}} {
				c := newCluster(t, row.release, sim.NonSecure)
				before := c.Clone()
				_, err := c.Do(sim.SetParameter(name, try.value))
				if try.there {
					require.NoError(t, err)
					require.Equal(t, try.value, c.Parameter(name))
					continue
				}
				require.ErrorContains(t, err, "does not exist on release "+row.release)
				require.Empty(t, c.Compare(before))
			}
		})
	}
}
