package lessons_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/lesson/trial"
	"tvslab/lessons"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
)

// TestLessons plays every lesson on every release it names, and in other worlds on the first: tasks fail before and pass after the
// solution, wrong moves are known as such.
func TestLessons(t *testing.T) {
	keys, err := keypool.Open("../testdata/keys", nil)
	require.NoError(t, err)
	all, err := lessons.List()
	require.NoError(t, err)
	for _, l := range all {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			for i, release := range l.Releases.Values() {
				for _, seed := range []uint64{0, 1, 2}[:max(1, 3-3*i)] {
					x, err := l.Exercise(seed, release)
					require.NoError(t, err)
					r, err := trial.Play(t.Context(), x, scenarios.Options{Keys: keys})
					require.NoError(t, err)
					require.Empty(t, r.Problems, "%s, seed %d", release, seed)
				}
			}
		})
	}
}

// TestOnSockets plays each solution on real servers, on its first release.
func TestOnSockets(t *testing.T) {
	keys, err := keypool.Open("../testdata/keys", nil)
	require.NoError(t, err)
	all, err := lessons.List()
	require.NoError(t, err)
	for _, l := range all {
		t.Run(l.Name, func(t *testing.T) {
			x, err := l.Exercise(0, "")
			require.NoError(t, err)
			r, err := trial.Play(t.Context(), x, scenarios.Options{Keys: keys, Sockets: &lab.Sockets{}})
			require.NoError(t, err)
			require.Empty(t, r.Problems)
		})
	}
}
