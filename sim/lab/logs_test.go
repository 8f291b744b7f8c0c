package lab_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/phone"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// logged plays a story in which every log has something to say and returns the lines.
func logged(t *testing.T, sockets bool) []event.Event {
	var lines []event.Event
	cfg := config(t, "11.5", 3)
	cfg.Log = func(line event.Event) { lines = append(lines, line) }
	l := open(t, cfg, sockets)
	require.NoError(t, l.PowerOn(t.Context(), l.Phones()))
	regenerate(t, l, cucm.CallManager)
	l.Advance(time.Minute)
	require.NoError(t, l.Reset(t.Context(), phone.Reset, l.Phones()))
	l.Advance(5 * 365 * 24 * time.Hour)
	return lines
}

// TestLogs: both networks log the same lines in the same order, and each of the logs is there, by its source; nobody has an
// e-mail address here.
func TestLogs(t *testing.T) {
	memory, sockets := logged(t, false), logged(t, true)
	require.Equal(t, memory, sockets)
	sources := map[string]map[string]int{}
	for _, line := range memory {
		require.IsType(t, lab.Line{}, line.What)
		kind := line.What.Kind()
		if sources[kind] == nil {
			sources[kind] = map[string]int{}
		}
		sources[kind][line.Where()]++
		require.True(t, kind == lab.LogRTMT || line.What.String() != "", "only alerts have empty lines")
		require.NotContains(t, line.What.String(), "\n")
		require.False(t, line.Time.IsZero())
	}
	require.Positive(t, sources[lab.LogTVS]["cucm-pub"])
	require.Positive(t, sources[lab.LogSyslog]["cucm-sub1"])
	require.Positive(t, sources[lab.LogConsole]["SEP0A0101000003"])
	require.Positive(t, sources[lab.LogRTMT]["cucm-sub1"])
	require.Len(t, sources, 4)
}

// TestConsoleTimes: on the console of a phone that boots, no line is older than the one before.
func TestConsoleTimes(t *testing.T) {
	last, booted := map[string]string{}, map[string]time.Time{}
	lines := 0
	stamp := regexp.MustCompile(`\d\d:\d\d:\d\d\.\d{6}`)
	for _, e := range logged(t, false) {
		if e.What.Kind() != lab.LogConsole {
			continue
		}
		at := stamp.FindString(e.What.String())
		require.NotEmpty(t, at)
		if booted[e.Phone].Equal(e.Time) {
			require.GreaterOrEqual(t, at, last[e.Phone], e.What.String())
			lines++
		}
		last[e.Phone], booted[e.Phone] = at, e.Time
	}
	require.Greater(t, lines, 30)
}
