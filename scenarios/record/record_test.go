package record_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios/record"
)

// TestText: what is written is read again, a line for each scenario.
func TestText(t *testing.T) {
	l := &record.Library{Schema: 1, Scenarios: []record.Scenario{
		{Name: "one", File: "tftp/one.yaml", Groups: []string{"desk"}, Reasons: []string{"signer-unknown"}, Systems: []record.System{},
			Rows: []record.Row{{Releases: []string{"11.5", "12.0"}, Mode: "non-secure", Verdicts: []string{"locked, then current"}}}},
		{Name: "two", File: "tvs/two.yaml", Groups: []string{}, Rows: []record.Row{}, Reasons: []string{},
			Systems: []record.System{{Name: "trunk", Kind: "sip-trunk", Releases: []string{"14"}, Stands: "up all the time"}}},
	}}
	text, err := l.Text()
	require.NoError(t, err)
	again, err := record.Parse(text)
	require.NoError(t, err)
	require.Equal(t, l, again)
	require.Len(t, string(text[:1]), 1)
}

func TestParse(t *testing.T) {
	for _, row := range []struct{ name, text, told string }{
		{"no JSON", "scenarios", "record of the library: invalid character"},
		{"another schema", `{"schema": 2}`, "schema 2: this version reads 1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := record.Parse([]byte(row.text))
			require.ErrorContains(t, err, row.told)
		})
	}
}
