package folder_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
)

// TestNoRoom: where nothing can be written, what somebody does is refused with the reason and taken back; whoever looks goes on, and so does everybody
// when there is room.
func TestNoRoom(t *testing.T) {
	f, r := made(t, filepath.Join(t.TempDir(), "lab"))
	defer f.Close()
	shared := control.Share(r, control.NewLogs(), control.ResetsHeld)
	shared.Store(f)
	s, err := shared.Session("cucm-pub")
	require.NoError(t, err)
	before := lists(r)
	regenerate := []string{"set cert regen CallManager"}

	f.Fill(t)
	typed, err := s.Type(t.Context(), regenerate, nil)
	require.NoError(t, err)
	require.Contains(t, typed[0].Refused, folder.ErrNotKept.Error())
	require.Contains(t, typed[0].Refused, "full")
	_, err = shared.Do(t.Context(), "regenerate: {certificate: TVS, nodes: all}")
	require.ErrorContains(t, err, folder.ErrNotKept.Error())
	require.Equal(t, before, lists(r))
	typed, err = s.Type(t.Context(), []string{"show itl"}, nil)
	require.NoError(t, err)
	require.Contains(t, typed[0].Output, "Length of ITL file")

	f.Empty(t)
	typed, err = s.Type(t.Context(), regenerate, nil)
	require.NoError(t, err)
	require.Empty(t, typed[0].Refused)
	require.NotEqual(t, before, lists(r))
	h, err := shared.History(t.Context())
	require.NoError(t, err)
	require.Len(t, h.Steps, 1)
}
