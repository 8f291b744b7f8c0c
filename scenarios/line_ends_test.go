package scenarios

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestLineEnds: files with CR LF have the same problems at the same places as with LF, and the same scenario where they have none.
func TestLineEnds(t *testing.T) {
	broken, err := filepath.Glob("testdata/broken/*.yaml")
	require.NoError(t, err)
	whole, err := filepath.Glob("library/*/*.yaml")
	require.NoError(t, err)
	require.Greater(t, len(whole), 40)
	for _, path := range append(broken, whole...) {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		if strings.Contains(string(data), "\r") {
			continue // has line ends of its own on purpose
		}
		beside := Beside(os.DirFS(filepath.Dir(path)))
		unix, wanted := Load("x.yaml", data, beside)
		windows, got := Load("x.yaml", []byte(strings.ReplaceAll(string(data), "\n", "\r\n")), beside)
		if wanted != nil {
			require.EqualError(t, got, wanted.Error(), path)
			continue
		}
		require.NoError(t, got, path)
		require.Equal(t, len(unix.Steps), len(windows.Steps), path)
		require.Equal(t, unix.Teaches, windows.Teaches, path)
		require.Equal(t, unix.Description, windows.Description, path)
	}
}
