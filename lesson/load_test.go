package lesson_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/lessons"
)

func TestExercises(t *testing.T) {
	all, err := lessons.List()
	require.NoError(t, err)
	for _, l := range all {
		for seed := range uint64(5) {
			for _, release := range l.Releases.Values() {
				_, err := l.Exercise(seed, release)
				require.NoError(t, err, l.Name)
			}
		}
	}
}
