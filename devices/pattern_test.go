package devices_test

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"tvslab/devices"
)

// TestPatterns: of a set a pattern picks what a comparison of every name would.
func TestPatterns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t, "set")
		tail := rapid.StringMatching(`[01Af*?]{0,3}`).Draw(t, "tail")
		pattern := "SEP" + rapid.SampledFrom([]string{"*", "0000000000", "000000000", "??????????"}).Draw(t, "head") + tail
		got := set.Matching(pattern)
		for n := range devices.Number(few) {
			fits, err := path.Match(strings.ToUpper(pattern), n.Name())
			require.NoError(t, err)
			require.Equal(t, set.Has(n) && fits, got.Has(n), "%s of %v: %s", pattern, set, n.Name())
		}
	})
	require.Empty(t, devices.Set{{0, 9}}.Matching("*"), "phones are called SEP")
}

// TestPatternsOfMany: a pattern of the first digits takes spans apart, not phones.
func TestPatternsOfMany(t *testing.T) {
	million := devices.Set{{0x0a0101000001, 0x0a01010f4240}}
	require.Equal(t, devices.Set{{0x0a0101000100, 0x0a01010001ff}}, million.Matching("SEP0A01010001*"))
	require.Equal(t, million, million.Matching("SEP*"))
	require.Less(t, testing.AllocsPerRun(1, func() { million.Matching("SEP0A01010001*") }), 2000.)
}

// TestAround: places are counted over all spans, and around the end.
func TestAround(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t, "set")
		all := slices.Collect(set.All())
		if len(all) == 0 {
			return
		}
		place, n := rapid.IntRange(0, len(all)-1).Draw(t, "place"), rapid.IntRange(0, len(all)).Draw(t, "n")
		got := set.Around(place, n)
		require.Equal(t, n, got.Len())
		for i := range n {
			require.True(t, got.Has(all[(place+i)%len(all)]))
		}
	})
}
