package bench

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPlanStarts(t *testing.T) {
	for _, c := range []struct {
		text string
		want map[int]time.Duration // arrival to start
	}{
		{"once", map[int]time.Duration{0: 0, 99999: 0}},
		{"constant:500/s", map[int]time.Duration{0: 0, 1: 2 * time.Millisecond, 500: time.Second, 1250: 2500 * time.Millisecond}},
		{"constant:30/m", map[int]time.Duration{0: 0, 1: 2 * time.Second}},
		// 0 to 2000/s over 60 s: n(t) = 16.67 t², so 60,000 boots on the ramp, then 2000/s.
		{"ramp:0..2000/s over 60s", map[int]time.Duration{0: 0, 15000: 30 * time.Second, 60000: 60 * time.Second, 62000: 61 * time.Second}},
		{"ramp:100/s..0/s over 10s", map[int]time.Duration{0: 0, 375: 5 * time.Second, 500: 10 * time.Second}},
		{"ramp:10..10/s over 5s", map[int]time.Duration{0: 0, 20: 2 * time.Second, 100: 10 * time.Second}},
		{"batches:500 every 30s", map[int]time.Duration{0: 0, 499: 0, 500: 30 * time.Second, 1499: 60 * time.Second}},
	} {
		p, err := ParsePlan(c.text)
		require.NoError(t, err, c.text)
		for i, want := range c.want {
			at, ok := p.At(i)
			require.True(t, ok, "%s: arrival %d", c.text, i)
			require.InDelta(t, want, at, float64(time.Microsecond), "%s: arrival %d", c.text, i)
		}
		again, err := ParsePlan(p.String())
		require.NoError(t, err, p.String())
		require.Equal(t, p, again)
	}
}

func TestPlanThatRunsDry(t *testing.T) {
	_, ok := Ramp(100, 0, 10*time.Second).At(501)
	require.False(t, ok)
}

func TestPlanRefused(t *testing.T) {
	for _, text := range []string{"", "sometimes", "once:5", "constant", "constant:0/s", "constant:-5/s", "constant:NaN/s", "constant:5",
		"constant:5/d", "constant:2000000/s", "ramp:0..5/s", "ramp:5/s over 10s", "ramp:0..0/s over 1s", "ramp:1..2/s over -1s",
		"batches:0 every 30s", "batches:5", "batches:5 every x", "batches:five every 1s"} {
		_, err := ParsePlan(text)
		require.Error(t, err, text)
		require.ErrorContains(t, err, "plan \"")
	}
}

// Starts never go backwards, whatever the plan is.
func FuzzParsePlan(f *testing.F) {
	for _, text := range []string{"once", "constant:500/s", "ramp:0..2000/s over 60s", "ramp:5..1/m over 2h", "batches:500 every 30s"} {
		f.Add(text, 1000)
	}
	f.Fuzz(func(t *testing.T, text string, i int) {
		p, err := ParsePlan(text)
		if err != nil {
			return
		}
		again, err := ParsePlan(p.String())
		require.NoError(t, err, p.String())
		require.Equal(t, p.String(), again.String())
		i &= 1<<30 - 1
		at, ok := p.At(i)
		next, more := p.At(i + 1)
		if ok && more {
			require.GreaterOrEqual(t, next, at)
		}
		require.False(t, more && !ok)
		require.GreaterOrEqual(t, at, time.Duration(0))
	})
}

func TestWarmup(t *testing.T) {
	for text, want := range map[string]Warmup{"": {}, "0": {}, "30s": {Time: 30 * time.Second}, "2x": {Rounds: 2}} {
		w, err := ParseWarmup(text)
		require.NoError(t, err)
		require.Equal(t, want, w)
	}
	for _, text := range []string{"x", "-1x", "1.5x", "-3s", "soon"} {
		_, err := ParseWarmup(text)
		require.Error(t, err, text)
	}
}

func TestShard(t *testing.T) {
	s, err := ParseShard("2/5")
	require.NoError(t, err)
	require.Equal(t, Shard{2, 5}, s)
	require.Equal(t, "2/5", s.String())
	require.Equal(t, "0/1", Shard{}.String())
	for _, text := range []string{"5/5", "-1/5", "1", "1/0", "a/b"} {
		_, err := ParseShard(text)
		require.Error(t, err, text)
	}
}

// All shards together have the arrivals of the whole, each phone in its own shard.
func TestShardsShareThePlan(t *testing.T) {
	type boot struct {
		phone int
		at    time.Duration
	}
	collect := func(shard Shard) map[boot]int {
		s := newSchedule(Constant(100), shard, 23, 1, 700*time.Millisecond)
		got := map[boot]int{}
		for a, ok := s.take(); ok; a, ok = s.take() {
			got[boot{a.phone*shard.shards() + shard.Index, a.at}]++
		}
		return got
	}
	whole := collect(Shard{})
	require.Len(t, whole, 70)
	sum := map[boot]int{}
	for i := range 4 {
		for b, n := range collect(Shard{i, 4}) {
			sum[b] += n
		}
	}
	require.Equal(t, whole, sum)
}
