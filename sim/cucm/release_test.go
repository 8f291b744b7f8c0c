package cucm

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseRelease(t *testing.T) {
	for name, want := range map[string]string{
		"8": "8.6", "10": "10.5", "10.5(2)": "10.5(2)", "12.5SU2": "12.5", "12.5SU5": "12.5SU3", "12.5SU9": "12.5SU6", " 14su3 ": "14SU3", "15.0": "15",
	} {
		r, err := ParseRelease(name)
		require.NoError(t, err)
		require.Equal(t, want, r.String())
	}
	_, err := ParseRelease("7.1")
	require.ErrorContains(t, err, `release "7.1" is not known; known are 8.0, 8.5,`)
	require.True(t, Release{}.IsZero())
	require.Empty(t, Release{}.String())
}

// TestReleasesAreInOrder: each is later than the one before it, but for another name of it; spellings are unique, and
// every release has its version number.
func TestReleasesAreInOrder(t *testing.T) {
	seen := map[string]bool{}
	var last Release
	for _, r := range releases {
		release, err := ParseRelease(r.name)
		require.NoError(t, err)
		require.Equal(t, r.same == "", release.Compare(last) > 0, r.name)
		require.Regexp(t, `^\d+\.\d\.\d\.\d{5}-\d+$`, release.Build())
		if r.same != "" {
			other, err := ParseRelease(r.same)
			require.NoError(t, err)
			require.Zero(t, release.Compare(other))
			require.Equal(t, other.Rules(), release.Rules())
		}
		for _, name := range append(r.also, r.name) {
			require.False(t, seen[name], name)
			seen[name] = true
			spelled, err := ParseRelease(name)
			require.NoError(t, err)
			require.Equal(t, release, spelled)
		}
		last = release
	}
}
