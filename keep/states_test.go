package keep_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/keep"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
)

// TestStatesCanBeKept: no type of a lab's state holds anything that storage does not know how to keep. Who adds a field that is none of the state
// tags it keep:"-"; who adds one of a new form tells it to Forms.
func TestStatesCanBeKept(t *testing.T) {
	keys, err := keypool.Open("../testdata/keys", nil)
	require.NoError(t, err)
	const folder, name = "../scenarios/testdata", "storage.yaml"
	data, err := os.ReadFile(filepath.Join(folder, name))
	require.NoError(t, err)
	s, err := scenarios.LoadPlan(name, data, scenarios.Beside(os.DirFS(folder)))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: keys})
	require.NoError(t, err)
	require.Empty(t, keep.Check[scenarios.State](r.Types(keys)))
}
