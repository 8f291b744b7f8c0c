package fleet

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseShard(t *testing.T) {
	s, err := ParseShard("2/4")
	require.NoError(t, err)
	require.Equal(t, Shard{2, 4}, s)
	for _, text := range []string{"", "2", "/4", "2/", "2/0", "a/b"} {
		_, err := ParseShard(text)
		require.ErrorContains(t, err, "is not I/N", text)
	}
}

func TestParseWeighted(t *testing.T) {
	for text, want := range map[string]Weighted{"8841": {"8841", 1}, "8841=70": {"8841", 70}, "": {"", 1}} {
		w, err := ParseWeighted(text)
		require.NoError(t, err)
		require.Equal(t, want, w)
	}
	for _, text := range []string{"8841=", "8841=0", "8841=-1", "8841=x"} {
		_, err := ParseWeighted(text)
		require.ErrorContains(t, err, "the weight is not a number from 1", text)
	}
}

func TestParseSources(t *testing.T) {
	for text, want := range map[string]struct {
		first string
		count int
	}{
		"127.1.0.0/16":          {"127.1.0.1", 65534},
		"127.1.2.3/30":          {"127.1.2.1", 2},
		"127.0.0.5":             {"127.0.0.5", 1},
		"127.0.0.250-127.0.1.5": {"127.0.0.250", 12},
	} {
		first, count, err := ParseSources(text)
		require.NoError(t, err, text)
		require.Equal(t, want.first, first.String(), text)
		require.Equal(t, want.count, count, text)
	}
	for _, text := range []string{"", "host", "127.0.0.9-127.0.0.1", "::1", "127.0.0.0/31", "fe80::/64"} {
		_, _, err := ParseSources(text)
		require.ErrorContains(t, err, "is not FIRST-LAST", text)
	}
}

// TestFields: every column of the export is a field of the JSON document, with the same value.
func TestFields(t *testing.T) {
	row := Row{Number: 7, Name: "SEP1", Group: "g", Model: "m", Verdict: Accepted, File: "f", Reason: "r", Signer: "s", CTL: "c", CTLSigner: "cs",
		CTLFrom: "cf", CTLCode: "cc", ITL: "i", ITLSigner: "is", ITLFrom: "if", ITLCode: "ic", Configuration: "conf", ConfigName: "cn",
		ConfigCode: "cd", Registered: "reg", Registration: "regn", Enrolment: "e", Boots: 3, Booted: time.Unix(1e9, 0).UTC()}
	data, err := json.Marshal(row)
	require.NoError(t, err)
	document := map[string]any{}
	require.NoError(t, json.Unmarshal(data, &document))
	fields := row.Fields()
	require.Len(t, fields, len(Columns))
	require.Len(t, document, len(Columns))
	for i, name := range Columns {
		if n, ok := document[name].(float64); ok {
			require.EqualValues(t, fields[i], string(rune('0'+int(n))))
			continue
		}
		require.Equal(t, fields[i], document[name], name)
	}
}
