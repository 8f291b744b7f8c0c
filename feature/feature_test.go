package feature_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/feature"
)

// TestRows: each row is whole, and what not every system has says why, and what to use instead.
func TestRows(t *testing.T) {
	names := map[string]bool{}
	for _, f := range feature.All() {
		t.Run(f.String(), func(t *testing.T) {
			require.False(t, names[f.String()], "two features of one name")
			names[f.String()] = true
			require.NotEmpty(t, f.Is())
			on := 0
			for _, s := range feature.Systems() {
				if f.On(s) {
					on++
				}
			}
			require.Positive(t, on)
			require.Equal(t, on == len(feature.Systems()), f.Why() == "")
			require.Equal(t, f.Why() == "", f.Instead() == "")
			require.Equal(t, f.On(runtime.GOOS), f.Here())
		})
	}
}

func TestSystems(t *testing.T) {
	require.Equal(t, []string{"Linux", "macOS", "Windows"}, []string{feature.SystemName("linux"), feature.SystemName("darwin"), feature.SystemName("windows")})
	require.Equal(t, "freebsd", feature.SystemName("freebsd"))
	require.Contains(t, feature.Systems(), runtime.GOOS)
}
