package cluster_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"tvslab/web/cluster"
)

// FuzzQuoted: whatever somebody writes into a form is one text of the step, and that text.
func FuzzQuoted(f *testing.F) {
	for _, text := range []string{"desk", "Cisco Tftp", "true", "12.5", "1e3", "0x1F", "null", "~", "a: b", "a #b", "[x]", "{x: y}", "- a", "desk[1..3]", "4% of desk", "SEP*", "*a", "&a", "!x", "|", ">", "'", `"`,
		"a,b", "\n", "\u2028", "é", "x ", " x", "2026-01-01", "on", "Yes", ".", "@x", "%x", "`x", "NaN", ".inf", "a\x00b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var read map[string][]any
		err := yaml.Unmarshal([]byte("{key: ["+cluster.Quoted(text)+"]}"), &read)
		if err != nil {
			return // what YAML cannot say is refused
		}
		require.Len(t, read, 1)
		require.Len(t, read["key"], 1)
		require.IsType(t, "", read["key"][0])
	})
}
