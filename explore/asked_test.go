package explore_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/explore"
	"tvslab/explore/deviation"
)

// TestAskedKinds: kinds that are tried only where somebody names them are no part of a usual search, so that a bound on one has no effect.
func TestAskedKinds(t *testing.T) {
	for _, k := range deviation.Kinds() {
		require.Equal(t, !k.Asked, slices.Contains(deviation.Usual(), k), k.Name)
		bounds := explore.Bounds{Most: 1, Each: map[string]int{k.Name: 1}}
		if !k.Asked {
			require.NoError(t, bounds.Check())
			continue
		}
		require.ErrorContains(t, bounds.Check(), "no effect, it is not among the kinds skip, order")
		bounds.Kinds = []string{k.Name}
		require.NoError(t, bounds.Check())
	}
}
