package population_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/sim/lab/population"
)

// TestLocal: made-up names are locally administered, and count up within their group.
func TestLocal(t *testing.T) {
	require.Equal(t, "SEP0A0101000001", population.Local(0, 1).At(0).Name())
	last := population.Local(254, 1_000_000)
	require.Equal(t, "SEP0A01FF0F4240", last.At(999_999).Name())
	_, err := population.NewRoster(population.Local(253, 1_000_000), last)
	require.NoError(t, err)
}

// TestRoster: a device is found by its place, and a place by its device, whatever the order of the list.
func TestRoster(t *testing.T) {
	named, err := devices.Listed(devices.Span{First: 50, Last: 51}, devices.Span{First: 7, Last: 7}, devices.Span{First: 40, Last: 41})
	require.NoError(t, err)
	r, err := population.NewRoster(population.Local(0, 3), named)
	require.NoError(t, err)
	for place, n := range []devices.Number{50, 51, 7, 40, 41} {
		group, at, ok := r.Place(n)
		require.True(t, ok)
		require.Equal(t, [2]int{1, place}, [2]int{group, at})
		require.Equal(t, n, r.Group(1).At(place))
	}
	group, at, ok := r.Place(population.Local(0, 3).At(2))
	require.True(t, ok)
	require.Equal(t, [2]int{0, 2}, [2]int{group, at})
	_, _, ok = r.Place(42)
	require.False(t, ok)
}

// TestShared: two groups cannot have one device.
func TestShared(t *testing.T) {
	span := func(first, last devices.Number) *devices.List { return devices.Counted(first, int(last-first+1)) }
	_, err := population.NewRoster(span(100, 200), span(1, 9), span(150, 151))
	var shared *population.Shared
	require.ErrorAs(t, err, &shared)
	require.Equal(t, population.Shared{Device: 150, First: 0, Second: 2}, *shared)
	_, err = population.NewRoster(population.Local(0, 2), population.Local(0, 1))
	require.ErrorAs(t, err, &shared)
}
