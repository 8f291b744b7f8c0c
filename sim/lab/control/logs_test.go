package control

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/sim/lab"
)

// TestLogsAreBounded: a log keeps its newest lines, as many as have room in 1 MB.
func TestLogsAreBounded(t *testing.T) {
	logs := NewLogs()
	require.Empty(t, logs.names("cucm-pub"))
	const lines, length = 3000, 1000
	for i := range lines {
		text := fmt.Sprintf("%0*d", length, i)
		logs.Add(event.Event{Node: "cucm-pub", What: lab.Line{Log: lab.LogTVS, Text: text}})
	}
	logs.Add(event.Event{Phone: "SEP0A0101000001", What: lab.Line{Log: lab.LogConsole, Text: "not on a node"}})
	require.Equal(t, []string{logPaths[lab.LogTVS]}, logs.names("cucm-pub"))
	kept := logs.lines("cucm-pub", logPaths[lab.LogTVS])
	require.Len(t, kept, mostLog/(length+1))
	require.Equal(t, fmt.Sprintf("%0*d", length, lines-1), kept[len(kept)-1])
	require.Equal(t, fmt.Sprintf("%0*d", length, lines-len(kept)), kept[0])

	logs.Add(event.Event{Node: "cucm-pub", What: lab.Line{Log: lab.LogTVS, Text: strings.Repeat("x", mostLog)}})
	require.Empty(t, logs.lines("cucm-pub", logPaths[lab.LogTVS]), "a line without room leaves nothing")
	require.Empty(t, logs.lines("cucm-sub1", logPaths[lab.LogTVS]))
}
