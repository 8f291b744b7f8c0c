package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/cmd/cli"
)

// TestLongPlan: deviations from a plan of many steps are tried where somebody asks for that, and it is said that they are not.
func TestLongPlan(t *testing.T) {
	file := filepath.Join(t.TempDir(), "long.yaml")
	text := "title: t\nsource: s\ncluster: {nodes: {pub: {roles: [publisher, callmanager, tftp, tvs]}}}\nphones: {desk: {model: 7960, tftp: pub}}\nsteps:\n" +
		strings.Repeat("  - advance: 1m\n", 81)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	for _, row := range []struct {
		name string
		args []string
		told bool
	}{
		{"unasked", nil, true},
		{"asked for", []string{"--conditions"}, false},
		{"not wanted", []string{"--conditions=false"}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			args := append([]string{"plan", file, "--keys", filepath.Join("..", "..", "testdata", "keys")}, row.args...)
			require.Zero(t, cli.Run(t.Context(), args, strings.NewReader(""), &out, &errs), errs.String())
			require.Contains(t, out.String(), "SAFE")
			require.Equal(t, row.told, strings.Contains(errs.String(), "long has 81 steps: what it relies on is not looked for"), errs.String())
		})
	}
}
