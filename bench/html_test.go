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
	require.Equal(t, 6, strings.Count(text, "<svg"))
	require.Contains(t, text, "p99.9")
}

// Every plot is well-formed, also of results with nothing in them, and stays inside its frame.
func TestPlotsAreWellFormed(t *testing.T) {
	empty := &Results{Lateness: newHistogram(fine)}
	one := made(Shard{}, 1, func(int) time.Duration { return time.Second })
	for name, r := range map[string]*Results{"empty": empty, "one boot": one, "many": made(Shard{}, 2000, even)} {
		for _, p := range []*plot{bootsOverTime(r), latencyOverTime(r), distributions(r)} {
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
	p := plot{formatY: numberText, curves: []curve{{"a", "red", [][2]float64{{0, 0}, {10, 100}}}}}
	require.Contains(t, string(p.svg()), `d="M80.0 256.0L844.0 34.0"`)
	p = plot{formatY: secondsText, logY: true, curves: []curve{{"a", "red", [][2]float64{{0, 0.001}, {5, 0.01}, {10, 0.1}}}}}
	require.Contains(t, string(p.svg()), `d="M80.0 256.0L462.0 145.0L844.0 34.0"`)
}
