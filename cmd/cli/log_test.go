package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/sim/lab"
)

// Lines go into a file for each node and phone, as they were written; into the timeline under who wrote them.
func TestLogs(t *testing.T) {
	c := &cellRun{result: &scenarios.Result{Scenario: "s", Cell: "11.5 non-secure"}}
	at := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	for _, line := range []lab.LogLine{
		{Time: at, Source: "pub", Kind: lab.LogTVS, Text: "one"},
		{Time: at, Source: "SEP0A0101000001", Kind: lab.LogConsole, Text: "two"},
		{Time: at, Source: "pub", Kind: lab.LogTVS, Text: "three"},
	} {
		c.keep(line, true)
	}
	dir := t.TempDir()
	require.NoError(t, writeLogs(dir, []*cellRun{c, {}}))
	for name, want := range map[string]string{"pub-tvs.log": "one\nthree\n", "SEP0A0101000001-console.log": "two\n"} {
		got, err := os.ReadFile(filepath.Join(dir, "s", "11.5-non-secure", name))
		require.NoError(t, err)
		require.Equal(t, want, string(got))
	}
	var printed bytes.Buffer
	printLogs(&printed, c.logs)
	require.Equal(t, "pub tvs: one\nSEP0A0101000001 console: two\npub tvs: three\n\n", printed.String())
	printed.Reset()
	printTimeline(&printed, c.timeline)
	require.Contains(t, printed.String(), "pub        tvs           one")
	require.Contains(t, printed.String(), "phone      console       two")

	require.NoError(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o600))
	require.ErrorContains(t, writeLogs(filepath.Join(dir, "file"), []*cellRun{c}), "--log: ")
}
