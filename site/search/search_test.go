package search_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/site/search"
)

// TestIndex: each word leads to the entries that have it, in order, by distances; a word of a title weighs what its kind does.
func TestIndex(t *testing.T) {
	text, err := search.Index([]search.Entry{
		{Kind: search.Page, Title: "A lab", Path: "docs/lab.html", About: "It stays up.", Words: "phones clock"},
		{Kind: search.Reason, Title: "signer-unknown", Path: "reasons.html#signer-unknown", About: "nobody knows the signer"},
		{Kind: search.Scenario, Title: "tftp-lab", Path: "library/tftp/lab.html", About: strings.Repeat("long ", 40)},
	})
	require.NoError(t, err)
	body, ok := strings.CutPrefix(string(text), "window.tvslabSearch = ")
	require.True(t, ok)
	var d struct {
		Kinds   []string
		Entries [][4]any
		Words   []string
		In      [][]int
	}
	require.NoError(t, json.Unmarshal([]byte(body), &d))
	require.IsIncreasing(t, d.Words)
	in := map[string][]int{}
	for i, w := range d.Words {
		in[w] = d.In[i]
	}
	require.Equal(t, []int{0, 14, 2, 11}, in["lab"])
	require.Equal(t, []int{1, 15}, in["signer"])
	require.Equal(t, []int{0, 1}, in["phones"])
	require.Equal(t, []int{0, 3}, in["stays"])
	require.Equal(t, "reason", d.Kinds[int(d.Entries[1][0].(float64))])
	require.LessOrEqual(t, len([]rune(d.Entries[2][3].(string))), 111)
}

func TestUnknownKind(t *testing.T) {
	_, err := search.Index([]search.Entry{{Kind: "song"}})
	require.ErrorContains(t, err, `"song" is no kind of entry`)
}
