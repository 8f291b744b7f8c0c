package roster_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/twin/roster"
)

// TestProblemsAreBounded: a file of wrong rows gives some lines, and how many more there are.
func TestProblemsAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("Device Name,Model\n")
	for i := range 5000 {
		fmt.Fprintf(&b, "SEP%012X,Cisco 88%02d99\n", i, i%70)
	}
	found := one(t, b.String())
	require.Len(t, found.Phones, 5000)
	require.Len(t, found.Problems, 10)
	n := 0
	for _, p := range found.Problems {
		n += 1 + p.More
	}
	require.Equal(t, 5000, n)
	require.Contains(t, found.Problems[9].String(), "more lines like it)")
}

// TestListsAreBounded: a file of headers has an end.
func TestListsAreBounded(t *testing.T) {
	found := one(t, strings.Repeat("Device Name,Model\n", 10_100)+"SEP0A0101000001,8841\n")
	require.Len(t, found.Lists, 10_000)
	require.Len(t, found.Phones, 1)
	require.Equal(t, 1, found.Lists[9999].Rows)
	require.Equal(t, "list.csv:10001: more than 10000 lists: they are counted with the last (and 99 more lines like it)", found.Problems[0].String())
}

// TestConflictsAreBounded: where two files disagree about many devices in one way some are named and the others counted; of ways
// there is an end too.
func TestConflictsAreBounded(t *testing.T) {
	lists := func(pool func(i int) string) *roster.Roster {
		r := roster.NewReader()
		for file, text := range []string{"a", "b"} {
			var b strings.Builder
			b.WriteString("Device Name,Device Pool\n")
			for i := range 12_000 {
				fmt.Fprintf(&b, "SEP%012X,%s%s\n", i, text, pool(i))
			}
			require.NoError(t, r.Read(fmt.Sprintf("%d.csv", file), strings.NewReader(b.String())))
		}
		return r.Roster()
	}
	found := lists(func(int) string { return "" })
	require.Len(t, found.Conflicts, 10)
	require.Equal(t, `SEP000000000000: device pool is "a" in 0.csv:2 and "b" in 1.csv:2`, found.Conflicts[0].String())
	require.Equal(t, `SEP000000000009: device pool is "a" in 0.csv:11 and "b" in 1.csv:11 (and 11990 more devices like it)`, found.Conflicts[9].String())
	require.Zero(t, found.Left)
	found = lists(func(i int) string { return fmt.Sprint(i) })
	require.Len(t, found.Conflicts, 10_000)
	require.Equal(t, 2000, found.Left)
}
