package draw

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strings"
)

// Shapes that are put on a mark for the state of a phone, in the same square.
const (
	// Hole is a part of the path of a phone that is on and not registered.
	Hole = "M5 3.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 1 0 0-3z"
	// Corner is on a phone that waits for a reset.
	Corner = "M6.6 -.6H10.6V3.4z"
	thin   = "0.9" // line in which a phone that is switched off is drawn
)

// Cell is a phone in a picture.
type Cell struct {
	Verdict                  string
	Off, Unregistered, Waits bool
}

// Path is the shape of a cell in a square of 10 by 10, filled by the even-odd rule; that of a phone that is off is a line.
func (c Cell) Path() string {
	if c.Unregistered && !c.Off {
		return MarkOf(c.Verdict).Path + Hole
	}
	return MarkOf(c.Verdict).Path
}

// Corner is the shape that is put on a cell that waits.
func (c Cell) Corner() string { return Corner }

// Patch is phones that are drawn together.
type Patch struct {
	Name  string
	Cells []Cell
}

// Field is a picture of many phones: a cell for each, in patches, and a legend.
type Field struct {
	Title   string
	Patches []Patch
	Dark    bool
	Width   int // of the picture; 0: 1600
}

const (
	fieldWidth = 1600
	fieldRatio = 0.55 // height that is aimed at, of the width
	edge       = 20
	heading    = 20 // of a patch
	legendRoom = 34
	largest    = 30.0
	smallest   = 4.0
)

// SVG writes the picture.
func (f Field) SVG(w io.Writer) error {
	b := bufio.NewWriter(w)
	width := f.Width
	if width == 0 {
		width = fieldWidth
	}
	pitch := f.pitch(float64(width))
	columns := max(1, int(float64(width-2*edge)/pitch))
	ink, ground := "#17212b", LightGround
	if f.Dark {
		ink, ground = "#e4eaf0", DarkGround
	}
	height := f.height(columns, pitch)
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img" font-family="system-ui, sans-serif" font-size="14">`, width, int(height))
	fmt.Fprintf(b, "\n<title>%s</title>\n<rect width=\"100%%\" height=\"100%%\" fill=\"%s\"/>\n<defs>\n", escaped(f.Title), ground)
	known := f.defs(b, pitch, ink)
	fmt.Fprintf(b, "</defs>\n<text x=\"%d\" y=\"28\" fill=\"%s\" font-size=\"18\" font-weight=\"600\">%s</text>\n", edge, ink, escaped(f.Title))
	y := f.legend(b, pitch, ink)
	for _, p := range f.Patches {
		fmt.Fprintf(b, "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>\n", edge, y+heading-6, ink, escaped(fmt.Sprintf("%s (%d)", p.Name, len(p.Cells))))
		y += heading
		for i, c := range p.Cells {
			fmt.Fprintf(b, `<use href="#%s" x="%.1f" y="%.1f"/>`, known[c], edge+float64(i%columns)*pitch, y+float64(i/columns)*pitch)
			if i%columns == columns-1 {
				_ = b.WriteByte('\n')
			}
		}
		y += math.Ceil(float64(len(p.Cells))/float64(columns))*pitch + 8
	}
	_, _ = b.WriteString("\n</svg>\n")
	return b.Flush()
}

// pitch is the distance of cells, with which the picture is about as high as it should be.
func (f Field) pitch(width float64) float64 {
	for p := largest; p > smallest; p -= 0.5 {
		if f.height(max(1, int((width-2*edge)/p)), p) <= width*fieldRatio {
			return p
		}
	}
	return smallest
}

func (f Field) height(columns int, pitch float64) float64 {
	h := 2.0*edge + 2*legendRoom
	for _, p := range f.Patches {
		h += heading + math.Ceil(float64(len(p.Cells))/float64(columns))*pitch + 8
	}
	return h
}

// defs writes a symbol for each kind of cell, and gives their names.
func (f Field) defs(b io.Writer, pitch float64, ink string) map[Cell]string {
	known := map[Cell]string{}
	add := func(c Cell) {
		if _, is := known[c]; is {
			return
		}
		known[c] = fmt.Sprintf("c%d", len(known))
		fmt.Fprintf(b, `<g id="%s"><g transform="scale(%.3f)">%s</g></g>`+"\n", known[c], pitch*cellPart/10, f.shape(c, ink))
	}
	for _, m := range marks {
		add(Cell{Verdict: m.Verdict})
	}
	for _, c := range stateCells {
		add(c.cell)
	}
	for _, p := range f.Patches {
		for _, c := range p.Cells {
			add(c)
		}
	}
	return known
}

const cellPart = 0.82 // of the pitch

// shape is a cell in its square of 10 by 10.
func (f Field) shape(c Cell, ink string) string {
	m := MarkOf(c.Verdict)
	colour := m.Light
	if f.Dark {
		colour = m.Dark
	}
	paint := fmt.Sprintf(`fill="%s" fill-rule="evenodd"`, colour)
	if c.Off {
		paint = fmt.Sprintf(`fill="none" stroke="%s" stroke-width="%s"`, colour, thin)
	}
	shape := fmt.Sprintf(`<path d="%s" %s/>`, c.Path(), paint)
	if c.Waits {
		shape += fmt.Sprintf(`<path d="%s" fill="%s"/>`, Corner, ink)
	}
	return shape
}

// stateCells explain the states in a legend.
var stateCells = []struct {
	cell Cell
	says string
}{
	{Cell{Verdict: "current", Off: true}, "switched off"},
	{Cell{Verdict: "current", Unregistered: true}, "not registered"},
	{Cell{Verdict: "current", Waits: true}, "waits for a reset"},
}

// legend writes what marks and states mean, and how many there are; it returns where the patches begin.
func (f Field) legend(b io.Writer, pitch float64, ink string) float64 {
	counts := map[string]int{}
	states := [3]int{}
	for _, p := range f.Patches {
		for _, c := range p.Cells {
			counts[c.Verdict]++
			for i, is := range []bool{c.Off, c.Unregistered, c.Waits} {
				if is {
					states[i]++
				}
			}
		}
	}
	x, y := float64(edge), float64(edge+legendRoom)
	item := func(c Cell, text string) {
		fmt.Fprintf(b, `<g transform="translate(%.0f %.0f) scale(1.3)">%s</g><text x="%.0f" y="%.0f" fill="%s">%s</text>`+"\n", x, y-11, f.shape(c, ink), x+18, y, ink, escaped(text))
		x += 18 + float64(len(text))*7.6 + 18
	}
	for _, m := range marks {
		item(Cell{Verdict: m.Verdict}, fmt.Sprintf("%s %d", m.Word, counts[m.Verdict]))
	}
	for i, s := range stateCells {
		item(s.cell, fmt.Sprintf("%s %d", s.says, states[i]))
	}
	return y + legendRoom/2
}

// escaped is text as it stands in a picture.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes all
	return b.String()
}
