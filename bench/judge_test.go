package bench

import (
	"bytes"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func times(factor float64) func(int) time.Duration {
	return func(i int) time.Duration { return time.Duration(float64(even(i)) * factor) }
}

func TestCompare(t *testing.T) {
	a := made(Shard{}, 5000, even)
	for name, c := range map[string]struct {
		b    *Results
		want Verdict
	}{
		"itself":      {a, Same},
		"3% slower":   {made(Shard{}, 5000, times(1.03)), Same},
		"30% slower":  {made(Shard{}, 5000, times(1.3)), Worse},
		"30% faster":  {made(Shard{}, 5000, times(0.7)), Better},
		"few, slower": {made(Shard{}, 5, times(3)), Unknown},
		"slow at the end": {made(Shard{}, 5000, func(i int) time.Duration {
			if i%50 == 0 {
				return 3 * time.Second
			}
			return even(i) / 2
		}), Worse},
	} {
		got := Compare(a, c.b, DefaultTolerance)
		require.Equal(t, Boot, got.Phases[0].Phase)
		require.Equal(t, c.want, worst([]Verdict{got.Phases[0].Latency[0].Verdict, got.Phases[0].Latency[1].Verdict}), name)
		require.Len(t, got.Phases, 3)
	}
}

func TestCompareErrors(t *testing.T) {
	of := func(n, errors int64) *PhaseResult {
		p := newPhaseResult(Boot)
		for range n {
			p.Histogram.record(time.Millisecond)
		}
		p.Errors = errors
		return p
	}
	for name, c := range map[string]struct {
		a, b *PhaseResult
		want Verdict
	}{
		"none":         {of(1000, 0), of(1000, 0), Same},
		"one":          {of(1000, 0), of(1000, 1), Same},
		"many":         {of(1000, 0), of(1000, 20), Worse},
		"fewer":        {of(1000, 30), of(1000, 5), Better},
		"all and none": {of(100, 0), of(100, 100), Worse},
		"nothing":      {of(0, 0), of(100, 0), Unknown},
	} {
		require.Equal(t, c.want, compareErrors(c.a, c.b).Verdict, name)
	}
}

func TestCompareSaysWhatDiffers(t *testing.T) {
	a, b := made(Shard{}, 1000, even), made(Shard{}, 1000, times(1.5))
	b.Plan, b.Interrupted = "once", true
	c := Compare(a, b, 0.1)
	require.Equal(t, []string{"B was interrupted", "plan differs: constant:100/s and once"}, c.Notes)
	var out bytes.Buffer
	require.NoError(t, c.WriteText(&out))
	golden(t, "compare.txt", out.String())
}

func TestThresholds(t *testing.T) {
	r := made(Shard{}, 1000, even) // boots take 1 to 1000 ms, 10 of 1000 fail
	for text, want := range map[string]bool{
		"p99>2s": false, "p99>500ms": true, "p99 >= 990ms": true, "boot.p50<1s": true, "max>1001ms": false, "p99.9>990ms": true,
		"errors>0": true, "errors>10": false, "errors==10": true, "errors!=10": false, "error-rate>1%": false, "error-rate>=0.01": true,
		"ctl.missing>999": true, "ITL.resent>500": false, "itl.bytes<6000000": false, "timeout>0": true, "tls>0": false,
		"tvs-handshake.errors>0": false, "lateness.p99>50ms": false, "rate<100": true, "count<1000": false, "unfinished>0": false,
		"tvs-answer.p99>1s": true, // nothing was measured
	} {
		threshold, err := ParseThreshold(text)
		require.NoError(t, err, text)
		failed, why := threshold.Judge(r)
		require.Equal(t, want, failed, "%s: %s", text, why)
	}
	threshold, err := ParseThreshold("config.p99 > 500ms")
	require.NoError(t, err)
	_, why := threshold.Judge(r)
	require.Equal(t, "config.p99 > 500ms: nothing was measured", why)
}

func TestThresholdsRefused(t *testing.T) {
	for _, text := range []string{"", "p99", "p99>", "p99>2", "p99=2s", "p98>2s", "dessert.p99>2s", "boot.>2s", "errors>many", "errors>NaN", "error-rate>x%"} {
		_, err := ParseThreshold(text)
		require.Error(t, err, text)
	}
}

func FuzzParseThreshold(f *testing.F) {
	for _, text := range []string{"p99>2s", "errors>0", "config.p99 > 500ms", "itl.error-rate>=0.1%", "!", "=", ">="} {
		f.Add(text)
	}
	r := made(Shard{}, 10, even)
	f.Fuzz(func(t *testing.T, text string) {
		threshold, err := ParseThreshold(text)
		if err != nil {
			return
		}
		require.False(t, math.IsNaN(threshold.value))
		_, why := threshold.Judge(r)
		require.NotEmpty(t, why)
	})
}
