package control

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/folder"
)

// TestKeptAndUndone: what sessions and steps did is a step of the history each, by whom; what happened by itself is none. A session goes on with the
// cluster that undo put back.
func TestKeptAndUndone(t *testing.T) {
	shared, f := stored(t)
	s, err := shared.Session("cucm-pub")
	require.NoError(t, err)
	_, err = s.Type(t.Context(), []string{"show itl", "set cert regen TVS", "utils ctl set-cluster mixed-mode"}, []string{"yes"})
	require.NoError(t, err)
	_, err = shared.Do(t.Context(), "power-on: all")
	require.NoError(t, err)
	_, err = shared.Do(t.Context(), "power-on: nobody")
	require.Error(t, err)
	require.NoError(t, shared.finish())

	h, err := shared.History(t.Context())
	require.NoError(t, err)
	var did []string
	for _, step := range h.Steps {
		did = append(did, step.Who+": "+step.What)
	}
	require.Equal(t, []string{"cli cucm-pub: set cert regen TVS", "cli cucm-pub: utils ctl set-cluster mixed-mode", "lab: power-on: all"}, did)

	require.True(t, shared.lab.Cluster().Mixed())
	for range 2 {
		_, err = shared.Undo(t.Context())
		require.NoError(t, err)
	}
	require.False(t, shared.lab.Cluster().Mixed())
	typed, err := s.Type(t.Context(), []string{"show ctl"}, nil)
	require.NoError(t, err)
	require.Contains(t, typed[0].Output, "CTL File not found")
	_, err = shared.GoTo(t.Context(), 99)
	require.ErrorAs(t, err, new(NotFoundError))
	require.ErrorContains(t, shared.Snapshot(t.Context(), ""), "a name has 1 to 100 characters")
	require.NoError(t, f.Close())
}

// TestForgotten: a lab that is not kept says so.
func TestForgotten(t *testing.T) {
	shared := openLab(t, false)
	_, err := shared.Undo(t.Context())
	require.ErrorIs(t, err, errForgotten)
	_, err = shared.History(t.Context())
	require.ErrorIs(t, err, errForgotten)
}

// stored is a lab in a folder.
func stored(t *testing.T) (*Lab, *folder.Folder) {
	t.Helper()
	f, err := folder.Create(t.Context(), filepath.Join(t.TempDir(), "lab"), testKeys(t))
	require.NoError(t, err)
	t.Cleanup(func() { _ = f.Close() })
	shared := openLab(t, false, func(p *plan) { p.Keys = f.Keys() })
	require.NoError(t, f.Begin(t.Context(), shared.runner))
	shared.Store(f)
	return shared, f
}
