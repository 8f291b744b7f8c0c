package lab_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// logged plays a story in which every log has something to say and returns the lines.
func logged(t *testing.T, sockets bool) []lab.LogLine {
	var lines []lab.LogLine
	cfg := config(t, "11.5", 3)
	cfg.Log = func(line lab.LogLine) { lines = append(lines, line) }
	l := open(t, cfg, sockets)
	require.NoError(t, l.PowerOn(t.Context(), l.Phones()))
	regenerate(t, l, cucm.CallManager)
	l.Advance(time.Minute)
	require.NoError(t, l.Reset(t.Context(), phone.Reset, l.Phones()))
	l.Advance(5 * 365 * 24 * time.Hour)
	return lines
}

// TestLogs: both networks log the same lines in the same order, and each of the three logs is there, by its source.
func TestLogs(t *testing.T) {
	memory, sockets := logged(t, false), logged(t, true)
	require.Equal(t, memory, sockets)
	sources := map[string]map[string]int{}
	for _, line := range memory {
		if sources[line.Kind] == nil {
			sources[line.Kind] = map[string]int{}
		}
		sources[line.Kind][line.Source]++
		require.NotEmpty(t, line.Text)
		require.NotContains(t, line.Text, "\n")
		require.False(t, line.Time.IsZero())
	}
	require.Positive(t, sources[lab.LogTVS]["cucm-pub"])
	require.Positive(t, sources[lab.LogSyslog]["cucm-sub1"])
	require.Positive(t, sources[lab.LogConsole][lab.DeviceName(0, 3)])
	require.Len(t, sources, 3)
}
