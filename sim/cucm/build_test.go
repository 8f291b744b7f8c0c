package cucm

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReleaseOfBuild: every release is found by its own number, Service Updates and engineering specials by those before them.
func TestReleaseOfBuild(t *testing.T) {
	for _, r := range releases {
		release, err := ReleaseOfBuild(r.build)
		require.NoError(t, err)
		named, err := ParseRelease(r.name)
		require.NoError(t, err)
		require.Zero(t, release.Compare(named), r.name)
	}
	for build, want := range map[string]string{
		"12.5.1.14900-63": "12.5SU3", "12.5.1.12900-115": "12.5", "12.5.1.18900-40": "12.5SU6", "12.5.1.14038-1": "12.5SU3", "11.5.1.16900-16": "11.5SU1",
		"14.0.1.14900-58": "14SU4", "15.0.1.12900-234": "15", "8.6.1.20000-1": "8.6", "10.5.2.17900-13": "10.5", "12.5.1.9999": "12.5",
	} {
		release, err := ReleaseOfBuild(build)
		require.NoError(t, err, build)
		require.Equal(t, want, release.String(), build)
	}
	for build, want := range map[string]string{
		"7.1.5.10000-12": "version 7.1.5.10000-12 is of no release that is known; known are 8.0 to 15", "15": "is no version number",
		"12.5.1.99999999999999999999-1": "a number of it is too large", "": "is no version number",
	} {
		_, err := ReleaseOfBuild(build)
		require.ErrorContains(t, err, want)
	}
}
