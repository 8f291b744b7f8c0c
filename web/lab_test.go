package web_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/clock"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
)

// keptLab is the lab of a scenario's text in a folder, none of whose steps was played; its clock stands.
func keptLab(t *testing.T, scenario string) *control.Lab {
	t.Helper()
	pool, err := keypool.Open(keys, nil)
	require.NoError(t, err)
	kept, err := folder.Create(t.Context(), filepath.Join(t.TempDir(), "lab"), pool)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	s, err := scenarios.Load("lab.yaml", []byte(scenario))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	logs, journal := control.NewLogs(), control.NewJournal()
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: kept.Keys(), Log: logs.Add, Observe: journal.Add})
	require.NoError(t, err)
	require.NoError(t, kept.Begin(t.Context(), r))
	lab := control.Share(r, logs, control.ResetsHeld)
	lab.Journal = journal
	lab.Store(kept)
	lab.Begin(clock.Stopped, 5)
	return lab
}
