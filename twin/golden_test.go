package twin_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/twin"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestPublished makes twins of what Cisco documents print of clusters, alone and together: the file, which must be a scenario that can be
// played, and the report.
func TestPublished(t *testing.T) {
	for name, files := range map[string][]string{
		"itl of 8":              {"itl-8.txt"},
		"ctl of 10":             {"ctl-10.5.1.txt", "cert-own.txt"},
		"tokens and non-secure": {"ctl-token-non-secure-10.0.txt"},
		"itl of 12":             {"itl-12.5.txt", "ctl-none.txt"},
		"log of 14":             {"log-14.txt"},
	} {
		t.Run(name, func(t *testing.T) {
			e := &twin.Evidence{}
			for _, file := range files {
				data, err := os.ReadFile(filepath.Join("shown/testdata", file))
				require.NoError(t, err)
				e.Add(file, data)
			}
			found, err := twin.Of(e, nil)
			require.NoError(t, err)
			text := found.YAML("twin")
			_, err = scenarios.Load("twin.yaml", text)
			require.NoError(t, err, string(text))
			prepared(t, "twin.yaml", string(text))
			out := bytes.NewBuffer(text)
			out.WriteString("--\n")
			require.NoError(t, found.Report("twin.yaml").WriteText(out))
			golden(t, name, out.Bytes())
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		require.NoError(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}
