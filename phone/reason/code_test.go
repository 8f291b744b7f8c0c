package reason

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCodesAreExplainedOnce(t *testing.T) {
	seen := map[Code]bool{}
	for _, c := range Codes() {
		require.Regexp(t, `^[a-z0-9]+(-[a-z0-9]+)*$`, string(c.Code))
		require.False(t, seen[c.Code], c.Code)
		require.NotEmpty(t, c.Text)
		require.NotEqual(t, ".", c.Text[len(c.Text)-1:])
		require.Equal(t, c.Text, c.Code.Text())
		seen[c.Code] = true
	}
	require.Contains(t, Code("x").Text(), "unknown code")
}

// TestCodesHaveSources: every code rests on one line of the table of sources.
func TestCodesHaveSources(t *testing.T) {
	times := map[Code]int{}
	for _, s := range sources {
		for _, c := range s.codes {
			times[c]++
		}
	}
	for _, c := range Codes() {
		require.Equal(t, 1, times[c.Code], c.Code)
		require.NotEmpty(t, c.Code.Source())
	}
	require.Len(t, times, len(Codes()))
	require.Empty(t, Code("x").Source())
}
