package devices_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"tvslab/devices"
)

func span(first, last devices.Number) devices.Span { return devices.Span{First: first, Last: last} }

// TestList: a list keeps its order, and finds its devices either way.
func TestList(t *testing.T) {
	l, err := devices.Listed(span(50, 52), span(10, 10), span(11, 12), span(7, 7))
	require.NoError(t, err)
	require.Equal(t, 7, l.Len())
	want := []devices.Number{50, 51, 52, 10, 11, 12, 7}
	for place, n := range want {
		require.Equal(t, n, l.At(place))
		got, ok := l.Place(n)
		require.True(t, ok)
		require.Equal(t, place, got)
	}
	_, ok := l.Place(53)
	require.False(t, ok)
	require.Equal(t, devices.Set{span(7, 7), span(10, 12), span(50, 52)}, l.Devices())
	require.Equal(t, devices.Set{span(10, 11), span(51, 52)}, l.Between(1, 5))
	require.Equal(t, l.Devices(), l.Between(0, 99))
	require.Empty(t, l.Between(7, 9))
	require.Equal(t, [][2]int{{1, 3}, {6, 6}}, l.Places(devices.Set{span(0, 10), span(51, 60)}))
	require.Empty(t, l.Places(devices.Set{span(100, 200)}))
	require.Equal(t, 5, l.Upto(5).Len())
	require.Equal(t, devices.Number(11), l.Upto(5).At(4))
	require.Same(t, l, l.Upto(7))
	require.Zero(t, l.Upto(0).Len())

	var none *devices.List
	require.Zero(t, none.Len())
	require.Empty(t, none.Devices())
	_, ok = none.Place(1)
	require.False(t, ok)
	require.Zero(t, devices.Counted(1, 0).Len())
	require.Equal(t, devices.Set{span(5, 9)}, devices.Counted(5, 5).Devices())
}

// TestListedTwice: the first span that repeats a device is told, with the one that it repeats.
func TestListedTwice(t *testing.T) {
	for name, row := range map[string]struct {
		spans []devices.Span
		want  devices.Twice
	}{
		"one device":         {[]devices.Span{span(5, 5), span(3, 3), span(5, 5)}, devices.Twice{Device: 5, First: 0, Second: 2}},
		"in a span":          {[]devices.Span{span(9, 9), span(1, 8), span(4, 4)}, devices.Twice{Device: 4, First: 1, Second: 2}},
		"behind a long span": {[]devices.Span{span(1, 100), span(200, 200), span(150, 160), span(3, 3)}, devices.Twice{Device: 3, First: 0, Second: 3}},
		"the first of two":   {[]devices.Span{span(1, 1), span(9, 9), span(9, 9), span(1, 1)}, devices.Twice{Device: 9, First: 1, Second: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := devices.Listed(row.spans...)
			var twice *devices.Twice
			require.ErrorAs(t, err, &twice)
			require.Equal(t, row.want, *twice)
		})
	}
}

// TestListAgainstSlice: whatever spans a list is made of, it says what a slice of the devices says.
func TestListAgainstSlice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var spans []devices.Span
		var all []devices.Number
		seen := map[devices.Number]bool{}
		for range rapid.IntRange(1, 6).Draw(t, "spans") {
			first := devices.Number(rapid.IntRange(0, 40).Draw(t, "first"))
			s := span(first, first+devices.Number(rapid.IntRange(0, 5).Draw(t, "more")))
			twice := false
			for n := s.First; n <= s.Last; n++ {
				twice = twice || seen[n]
			}
			if twice {
				_, err := devices.Listed(append(spans, s)...)
				require.Error(t, err)
				continue
			}
			spans = append(spans, s)
			for n := s.First; n <= s.Last; n++ {
				seen[n], all = true, append(all, n)
			}
		}
		l, err := devices.Listed(spans...)
		require.NoError(t, err)
		require.Equal(t, len(all), l.Len())
		from := rapid.IntRange(-1, len(all)).Draw(t, "from")
		to := rapid.IntRange(from, len(all)+1).Draw(t, "to")
		part := l.Between(from, to)
		for place, n := range all {
			require.Equal(t, n, l.At(place))
			require.Equal(t, place >= from && place < to, part.Has(n))
		}
	})
}

func TestWrittenSpan(t *testing.T) {
	s, err := devices.WrittenSpan("SEP00A1B2C3D400..00a1.b2c3.d4ff")
	require.NoError(t, err)
	require.Equal(t, 256, s.Len())
	for text, want := range map[string]string{
		"SEP00A1..SEP00A1B2C3D4FF":         `"SEP00A1" is no device name and no MAC address`,
		"SEP00A1B2C3D400..":                `"" is no device name and no MAC address`,
		"SEP00A1B2C3D4FF..SEP00A1B2C3D400": `the last device comes before the first`,
	} {
		_, err := devices.WrittenSpan(text)
		require.ErrorContains(t, err, want)
	}
}
