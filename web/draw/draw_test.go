package draw_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab"
	"tvslab/web/draw"
)

var update = flag.Bool("update", false, "write golden files")

// TestMarks: each verdict has a mark, in their order; no two share a word or a shape.
func TestMarks(t *testing.T) {
	seen := map[string]bool{}
	marks := draw.Marks()
	require.Len(t, marks, len(lab.Trusts()))
	for i, trust := range lab.Trusts() {
		m := marks[i]
		require.Equal(t, string(trust), m.Verdict)
		require.Equal(t, m, draw.MarkOf(m.Verdict))
		require.False(t, seen[m.Path] || seen[m.Word], m.Verdict)
		seen[m.Path], seen[m.Word] = true, true
	}
}

// TestColours: marks stand out from the ground, and from each other for all eyes.
func TestColours(t *testing.T) {
	const ground, apart = 3.0, 15.0 // WCAG 2.2, 1.4.11; CIE 1976, of which 2.3 is just noticed
	for name, of := range map[string]func(draw.Mark) (colour, ground string){
		"light": func(m draw.Mark) (string, string) { return m.Light, draw.LightGround },
		"dark":  func(m draw.Mark) (string, string) { return m.Dark, draw.DarkGround },
	} {
		for i, m := range draw.Marks() {
			colour, behind := of(m)
			require.GreaterOrEqual(t, contrast(t, colour, behind), ground, "%s on %s", m.Verdict, name)
			for _, other := range draw.Marks()[:i] {
				another, _ := of(other)
				for eyes, matrix := range sights {
					a, b := matrix.see(linear(t, colour)).lab(), matrix.see(linear(t, another)).lab()
					require.GreaterOrEqual(t, a.from(b), apart, "%s and %s on %s, for %s", m.Verdict, other.Verdict, name, eyes)
				}
			}
		}
	}
}

// sights are how eyes see colours, in linear RGB (Machado, Oliveira, Fernandes 2009, severity 1).
var sights = map[string]sight{
	"all cones":    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
}

type (
	sight  [3]triple
	triple [3]float64
)

func (s sight) see(c triple) (seen triple) {
	for i, row := range s {
		seen[i] = min(1, max(0, row[0]*c[0]+row[1]*c[1]+row[2]*c[2]))
	}
	return seen
}

func linear(t *testing.T, colour string) (c triple) {
	for i := range c {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		require.NoError(t, err)
		if v := float64(n) / 255; v <= 0.04045 {
			c[i] = v / 12.92
		} else {
			c[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return c
}

func (c triple) luminance() float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

func contrast(t *testing.T, a, b string) float64 {
	x, y := linear(t, a).luminance(), linear(t, b).luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// lab is a colour in CIE 1976 L*a*b*.
func (c triple) lab() triple {
	f := func(v float64) float64 {
		if v > 0.008856 {
			return math.Cbrt(v)
		}
		return 7.787*v + 16.0/116
	}
	x, y := f((0.4124*c[0]+0.3576*c[1]+0.1805*c[2])/0.95047), f(c.luminance())
	z := f((0.0193*c[0] + 0.1192*c[1] + 0.9505*c[2]) / 1.08883)
	return triple{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func (c triple) from(other triple) float64 {
	return math.Hypot(math.Hypot(c[0]-other[0], c[1]-other[1]), c[2]-other[2])
}

// TestStyle: the style sheet has the colours of the table.
func TestStyle(t *testing.T) { golden(t, "static/palette.css", []byte(style())) }

// TestField: a picture of phones is SVG, with a legend that counts; names stay text.
func TestField(t *testing.T) {
	f := draw.Field{Title: `Phones <script>alert(1)</script>`, Patches: []draw.Patch{{Name: `desk & "hall"`}, {Name: "lobby"}}}
	for i := range 30 {
		f.Patches[i%2].Cells = append(f.Patches[i%2].Cells, draw.Cell{Verdict: draw.Marks()[i%6].Verdict, Off: i%5 == 0, Unregistered: i%5 == 1, Waits: i%7 == 1})
	}
	var b bytes.Buffer
	require.NoError(t, f.SVG(&b))
	golden(t, "testdata/field.svg", b.Bytes())
	wellFormed(t, b.Bytes())
	f.Dark = true
	b.Reset()
	require.NoError(t, f.SVG(&b))
	require.Contains(t, b.String(), draw.MarkOf("locked").Dark)
	require.Contains(t, b.String(), draw.DarkGround)
}

// TestManyCells: ten thousand cells are a picture of a size that programs for slides take.
func TestManyCells(t *testing.T) {
	f := draw.Field{Title: "many", Patches: []draw.Patch{{Name: "all", Cells: make([]draw.Cell, 10_000)}}}
	var b bytes.Buffer
	require.NoError(t, f.SVG(&b))
	require.Less(t, b.Len(), 600_000)
	require.Equal(t, 10_000, bytes.Count(b.Bytes(), []byte("<use ")))
	t.Logf("10,000 cells: %d bytes of SVG", b.Len())
}

func wellFormed(t *testing.T, data []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(name, got, 0o600))
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

// style gives the colours as custom properties of CSS, --trust-VERDICT, for light and dark pages.
func style() string {
	var light, dark strings.Builder
	for _, m := range draw.Marks() {
		fmt.Fprintf(&light, "  --trust-%s: %s;\n", m.Verdict, m.Light)
		fmt.Fprintf(&dark, "  --trust-%s: %s;\n", m.Verdict, m.Dark)
	}
	return "/* The colours of verdicts, written by the test of package draw. */\n:root {\n" + light.String() + "}\n" +
		"@media (prefers-color-scheme: dark) { :root:not([data-theme=\"light\"]) {\n" + dark.String() + "} }\n" +
		":root[data-theme=\"dark\"] {\n" + dark.String() + "}\n"
}
