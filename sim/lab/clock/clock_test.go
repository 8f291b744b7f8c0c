package clock_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/clock"
)

// TestParse: what a rate is written as reads as the rate.
func TestParse(t *testing.T) {
	for text, rate := range map[string]clock.Rate{"stopped": 0, "real": 1, "60x": 60, "0.5x": 0.5, "86400x": 86_400} {
		got, err := clock.Parse(text)
		require.NoError(t, err)
		require.Equal(t, rate, got)
		require.Equal(t, text, got.String())
	}
	one, err := clock.Parse("1x")
	require.NoError(t, err)
	require.Equal(t, clock.Real, one)
	for _, text := range []string{"", "x", "60", "-1x", "0x", "NaNx", "Infx", "1e9x", "fast", "1x1", "real "} {
		_, err := clock.Parse(text)
		require.ErrorContains(t, err, `"real", "stopped" or a factor from 0.01x to 86400x`, text)
	}
	for _, word := range clock.Words() {
		_, err := clock.Parse(word)
		require.NoError(t, err)
	}
}

// TestClock: a clock goes by its rate from where it was set, and says how long the world waits for a time.
func TestClock(t *testing.T) {
	lab, world := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC), time.Date(2031, 7, 1, 0, 0, 0, 0, time.UTC)
	later := world.Add(10 * time.Second)
	for name, row := range map[string]struct {
		rate   clock.Rate
		passes time.Duration // in ten seconds of the world
		wait   time.Duration // for the next minute of the lab
		ever   bool
	}{
		"stopped": {clock.Stopped, 0, 0, false},
		"real":    {clock.Real, 10 * time.Second, 50 * time.Second, true},
		"60x":     {60, 10 * time.Minute, 0, true},
		"2x":      {2, 20 * time.Second, 20 * time.Second, true},
	} {
		t.Run(name, func(t *testing.T) {
			c := clock.Clock{Rate: row.rate}.Set(lab, world)
			require.Equal(t, lab.Add(row.passes), c.Now(later))
			wait, ever := c.Until(lab.Add(time.Minute), later)
			require.Equal(t, row.ever, ever)
			require.Equal(t, row.wait, wait)
			other := c.At(60, later)
			require.Equal(t, c.Now(later), other.Now(later), "another rate holds from then on")
			require.Equal(t, c.Now(later).Add(time.Minute), other.Now(later.Add(time.Second)))
		})
	}
}
