package devices_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"tvslab/devices"
)

func TestNames(t *testing.T) {
	for name, want := range map[string]devices.Number{"SEP000000000000": 0, "SEP0A0101000001": 0x0a0101000001, "SEPFFFFFFFFFFFF": 1<<48 - 1} {
		n, ok := devices.Parse(name)
		require.True(t, ok, name)
		require.Equal(t, want, n)
		require.Equal(t, name, n.Name())
	}
	for _, name := range []string{"", "SEP", "SEP00112233aaaa", "SEP0011223344555", "ATA001122334455", "SEP00112233445G"} {
		_, ok := devices.Parse(name)
		require.False(t, ok, name)
	}
	_, err := devices.Named("SEP000000000001", "SEPX")
	require.EqualError(t, err, `device name "SEPX" is not SEP and 12 hex digits`)
	set, err := devices.Named("SEP000000000003", "SEP000000000001", "SEP000000000002")
	require.NoError(t, err)
	require.Equal(t, devices.Set{{1, 3}}, set)
	require.Equal(t, []string{"SEP000000000001", "SEP000000000002"}, set.Names(2))
}

func TestWritten(t *testing.T) {
	for _, text := range []string{
		"SEP0A010100C0DE", "sep0a010100c0de", "0A010100C0DE", "0a:01:01:00:c0:de", "0A-01-01-00-C0-DE", "0a01.0100.c0de", "0A 01 01 00 C0 DE",
		"SEP0A:01:01:00:C0:DE",
	} {
		n, ok := devices.Written(text)
		require.True(t, ok, text)
		require.Equal(t, "SEP0A010100C0DE", n.Name(), text)
	}
	for _, text := range []string{"", "SEP", "0a:01:01:00:c0", "0a:01-01:00:c0:de", "0a010100c0de1", "0A010100C0DG", "0a0:101:00c:0de", "ATA0A010100C0DE", "0a01:0100c0:de"} {
		_, ok := devices.Written(text)
		require.False(t, ok, text)
	}
}

// few are the devices that the properties are about: few enough that every case comes.
const few = 24

func drawSet(t *rapid.T, label string) devices.Set {
	var spans []devices.Span
	for range rapid.IntRange(0, 4).Draw(t, label) {
		first := devices.Number(rapid.IntRange(0, few-1).Draw(t, "first"))
		spans = append(spans, devices.Span{First: first, Last: min(few-1, first+devices.Number(rapid.IntRange(0, 6).Draw(t, "length")))})
	}
	return devices.Of(spans...)
}

// TestSets: sets do what sets of single devices would.
func TestSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSet(t, "a"), drawSet(t, "b")
		and, or, without := a.And(b), a.Or(b), a.Without(b)
		for n := range devices.Number(few) {
			require.Equal(t, a.Has(n) && b.Has(n), and.Has(n), "%v and %v: %d", a, b, n)
			require.Equal(t, a.Has(n) || b.Has(n), or.Has(n), "%v or %v: %d", a, b, n)
			require.Equal(t, a.Has(n) && !b.Has(n), without.Has(n), "%v without %v: %d", a, b, n)
		}
		require.Len(t, slices.Collect(a.All()), a.Len())
		require.True(t, slices.IsSorted(slices.Collect(a.All())))
		require.Equal(t, a, devices.Of(a...), "spans neither touch nor overlap")
	})
}

// TestTables: a table says what a map of single devices would.
func TestTables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table devices.Table[int]
		want := map[devices.Number]int{}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			set, value := drawSet(t, "set"), rapid.IntRange(0, 3).Draw(t, "value")
			if rapid.Bool().Draw(t, "change") {
				before := table
				table = table.With(table.Changed(set, func(v int) int { return v + value })...)
				require.Equal(t, len(want), before.Len())
				for n := range maps.Keys(want) {
					if set.Has(n) {
						want[n] += value
					}
				}
				continue
			}
			var runs []devices.Run[int]
			for _, s := range set {
				runs = append(runs, devices.Run[int]{Span: s, Value: value})
			}
			table = table.With(runs...)
			for n := range set.All() {
				want[n] = value
			}
		}
		for n := range devices.Number(few) {
			v, ok := table.At(n)
			has, known := want[n]
			require.Equal(t, known, ok)
			require.Equal(t, has, v)
			require.Equal(t, known, table.Devices().Has(n))
		}
		for i, r := range table.Runs()[min(1, len(table.Runs())):] {
			last := table.Runs()[i]
			require.True(t, last.Last+1 < r.First || last.Last+1 == r.First && last.Value != r.Value, "neighbours are one run")
		}
		part := drawSet(t, "part")
		n := 0
		for _, r := range table.Within(part) {
			n += r.Len()
		}
		require.Equal(t, part.And(table.Devices()).Len(), n)
	})
}

// drawTable is a table of few devices.
func drawTable(t *rapid.T, label string) (table devices.Table[int]) {
	for value := range 3 {
		for _, s := range drawSet(t, label) {
			table = table.With(devices.Run[int]{Span: s, Value: value})
		}
	}
	return table
}

// TestJoin: of each device of the runs is said what two maps would say, in ascending order.
func TestJoin(t *testing.T) {
	type both struct {
		a, b  int
		known bool
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawTable(t, "a"), drawTable(t, "b")
		joined := devices.Join(a.Runs(), b, func(a, b int, known bool) both { return both{a, b, known} })
		var all []devices.Number
		for _, r := range joined {
			for n := range (devices.Set{r.Span}).All() {
				all = append(all, n)
				va, _ := a.At(n)
				vb, known := b.At(n)
				require.Equal(t, both{va, vb, known}, r.Value)
			}
		}
		require.Equal(t, slices.Collect(a.Devices().All()), all)
	})
}
