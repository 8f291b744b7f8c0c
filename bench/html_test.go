package bench

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPageNeedsNothingElse(t *testing.T) {
	r := made(Shard{}, 1000, even)
	r.Title = `<script>alert("x")</script>`
	var b bytes.Buffer
	require.NoError(t, WriteHTML(&b, []*Results{r, made(Shard{}, 10, even)}))
	text := b.String()
	for _, foreign := range []string{"<script", "http:", "https:", "src=", "@import", "url("} {
		require.NotContains(t, text, foreign)
	}
	require.Equal(t, 9, strings.Count(text, "<svg"), "three of both, three of each")
	require.Contains(t, text, "p99.9")
}

// Every plot is well-formed, also of results with nothing in them, and stays inside its frame.
func TestPlotsAreWellFormed(t *testing.T) {
	empty := &Results{Lateness: newHistogram(fine)}
	one := made(Shard{}, 1, func(int) time.Duration { return time.Second })
	for name, r := range map[string]*Results{"empty": empty, "one boot": one, "many": made(Shard{}, 2000, even)} {
		for _, p := range append(overlays([]*Results{r, one}), bootsOverTime(r), latencyOverTime(r), distributions(r)) {
			text := string(p.svg())
			require.NotContains(t, text, "NaN", name)
			require.NotContains(t, text, "Inf", name)
			d := xml.NewDecoder(strings.NewReader(text))
			for {
				_, err := d.Token()
				if err == io.EOF {
					break
				}
				require.NoError(t, err, name)
			}
		}
	}
}

func TestCurvesAreWhereTheValuesAre(t *testing.T) {
	p := plot{formatY: numberText, curves: []curve{{name: "a", colour: "red", points: [][2]float64{{0, 0}, {10, 100}}}}}
	require.Contains(t, string(p.svg()), `d="M80.0 256.0L844.0 34.0"`)
	p = plot{formatY: secondsText, logY: true, curves: []curve{{name: "a", colour: "red", points: [][2]float64{{0, 0.001}, {5, 0.01}, {10, 0.1}}}}}
	require.Contains(t, string(p.svg()), `d="M80.0 256.0L462.0 145.0L844.0 34.0"`)
}

// other is a second run of another target, with what is to be told of a run.
func other() *Results {
	r := made(Shard{}, 200, times(0.5))
	r.Target, r.Duration, r.Warmup, r.Interrupted = "servers 10.1.1.11", "30s", "1x", true
	r.Warm = r.Phases[:1]
	r.Machines = []Machine{{Host: "lab", OS: "linux/amd64", Kernel: "6.1.0", Processor: "Example 3000", Processors: 8, MemoryBytes: 16e9, Go: "go1.26", Version: "0.1.0"}}
	r.Limits = []Warning{{"ports", "too few of them", "take more"}}
	return r
}

// TestPage: two runs, in full.
func TestPage(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, WriteHTML(&b, []*Results{made(Shard{}, 500, even), other()}))
	golden(t, "page.html", b.String())
	for _, told := range []string{"A: constant:100/s against test", "B: constant:100/s against servers 10.1.1.11", "6.1.0", "Example 3000", "16.00 GB", "tvslab 0.1.0, go1.26",
		"<th>p95</th>", "INTERRUPTED", "too few of them", "2026-01-05 08:00:00 UTC"} {
		require.Contains(t, b.String(), told)
	}
	b.Reset()
	require.NoError(t, WriteHTML(&b, []*Results{other()}))
	require.NotContains(t, b.String(), "All runs")
	require.Equal(t, 3, strings.Count(b.String(), "<svg"))
}
