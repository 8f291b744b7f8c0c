package scenarios_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/sim/lab"
	"tvslab/testrace"
)

// TestStatements plays the statements of the founding documents on both networks, event by event.
func TestStatements(t *testing.T) {
	files, err := filepath.Glob("statements/*.yaml")
	require.NoError(t, err)
	for i, path := range files {
		if filepath.Base(path) == "commands.yaml" { // no scenario
			continue
		}
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		s, err := scenarios.Load(path, data)
		require.NoError(t, err)
		for j, c := range s.Cells() {
			if testrace.On && (i+j)%8 != 0 {
				continue
			}
			one, err := s.For(c)
			require.NoError(t, err)
			t.Run(filepath.Base(path)+"/"+c.String(), func(t *testing.T) {
				t.Parallel()
				memory, inMemory := story(t, one, scenarios.Options{})
				require.Empty(t, memory.Failures)
				sockets, onSockets := story(t, one, scenarios.Options{Sockets: &lab.Sockets{}})
				require.Equal(t, memory, sockets)
				require.Equal(t, inMemory, onSockets)
			})
		}
	}
}
