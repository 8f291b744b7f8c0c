package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/cmd/cli"
)

// TestImportLists: names of a large group stand in a file beside the scenario; where anything is in the way, nothing is written.
func TestImportLists(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	var list strings.Builder
	list.WriteString("Device Name,Device Type,Site,TFTP 1,CallManager 1,Status\n")
	for i := range 400 {
		fmt.Fprintf(&list, "SEP00112233%04X,Cisco 8841,ghent,pub,pub,registered\n", 2*i)
	}
	require.NoError(t, os.Mkdir(in("evidence"), 0o755))
	for name, text := range map[string]string{
		"evidence/phones.csv": list.String(), "taken.yaml": "x", "held-ghent-8841.csv": "x",
		"evidence/pub.txt": "192.0.2.1 pub.example.com pub Publisher callmanager DBPub authenticated\n",
	} {
		require.NoError(t, os.WriteFile(in(name), []byte(text), 0o644))
	}
	run := func(want int, args ...string) string {
		var out, errs bytes.Buffer
		require.Equal(t, want, cli.Run(t.Context(), args, nil, &out, &errs), errs.String())
		return out.String() + errs.String()
	}
	require.Contains(t, run(0, "import", in("evidence"), "-f", in("site")), "site-ghent-8841.csv; check it with")
	names, err := os.ReadFile(in("site-ghent-8841.csv"))
	require.NoError(t, err)
	require.Equal(t, 401, strings.Count(string(names), "\n"))
	require.Contains(t, string(names), "SEP00112233031E\n")
	require.Contains(t, run(0, "check", in("site.yaml")), "valid")
	require.Contains(t, run(0, "import", in("evidence"), "-f", "-"), "count: 400")

	require.Contains(t, run(2, "import", in("evidence"), "-f", in("taken")), "taken.yaml exists already")
	require.NoFileExists(t, in("taken-ghent-8841.csv"))
	require.Contains(t, run(2, "import", in("evidence"), "-f", in("held")), "held-ghent-8841.csv exists already")
	require.NoFileExists(t, in("held.yaml"))
	require.FileExists(t, in("held-ghent-8841.csv"), "what was there stays")
}
