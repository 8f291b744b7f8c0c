package timeline

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
	"tvslab/web/draw"
	"tvslab/web/frame"
)

// ground are the colours of everything else, for light and dark.
type ground struct{ paper, ink, quiet, line string }

var grounds = map[bool]ground{false: {draw.LightGround, "#17212b", "#4d5b69", "#d7dde3"}, true: {draw.DarkGround, "#e4eaf0", "#a3b0bc", "#2d3945"}}

// canvas is a picture on its way.
type canvas struct {
	strings.Builder
	ground
	dark          bool
	width, height int
}

func newCanvas(dark bool, width, height int, title, desc string) *canvas {
	c := &canvas{ground: grounds[dark], dark: dark, width: width, height: height}
	fmt.Fprintf(c, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="12">`+
		`<title id="t">%s</title><desc id="d">%s</desc><rect width="%d" height="%d" fill="%s"/>`+"\n",
		width, height, width, height, escaped(title), escaped(desc), width, height, c.paper)
	return c
}

func escaped(text string) string { return template.HTMLEscapeString(text) }

func (c *canvas) rect(x, y, w, h float64, fill, title string) {
	fmt.Fprintf(c, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"><title>%s</title></rect>`+"\n", x, y, w, h, fill, escaped(title))
}

func (c *canvas) text(x, y float64, anchor, fill, text string) {
	fmt.Fprintf(c, `<text x="%.1f" y="%.1f" text-anchor="%s" fill="%s">%s</text>`+"\n", x, y, anchor, fill, escaped(text))
}

func (c *canvas) stroke(x1, y1, x2, y2 float64, colour, dash string) {
	fmt.Fprintf(c, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="1.5"%s/>`+"\n", x1, y1, x2, y2, colour, dash)
}

func (c *canvas) colour(m draw.Mark) string {
	if c.dark {
		return m.Dark
	}
	return m.Light
}

// mark draws the shape of a verdict around a place.
func (c *canvas) mark(m draw.Mark, x, y float64, fill string) {
	fmt.Fprintf(c, `<path transform="translate(%.1f %.1f)" d="%s" fill-rule="evenodd" fill="%s"/>`+"\n", x-5, y-5, m.Path, fill)
}

func (c *canvas) done(w io.Writer) {
	_, _ = io.WriteString(w, c.String()+"</svg>\n") // the browser may be gone
}

// answer sends a picture.
func (c *canvas) answer(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "no-store")
	c.done(w)
}

func isDark(a *frame.Ask) bool { return a.URL.Query().Get("theme") == "dark" }

// Measures of the strip.
const (
	stripWidth = 1000
	labelWidth = 130
	rowHeight  = 28
	legendLine = 26
	signWidth  = 10
)

// strip draws how the groups of phones stood.
func strip(w http.ResponseWriter, a *frame.Ask) {
	s, err := a.Lab.Standings(a.Context(), control.StandingsQuery{Limit: mostMoments})
	if err != nil {
		frame.Problem(w, a, err)
		return
	}
	drawStrip(s.Moments, isDark(a)).answer(w)
}

func drawStrip(moments []folder.Moment, dark bool) *canvas {
	var names []string
	if len(moments) > 0 {
		for _, g := range moments[len(moments)-1].Groups {
			names = append(names, g.Group)
		}
	}
	desc := "No moment is known yet."
	if n := len(moments); n > 0 {
		desc = fmt.Sprintf("%d moments, from %s to %s, left to right; a row for each of %d groups. At the end: %s.", n, clockOf(moments[0].Clock), clockOf(moments[n-1].Clock),
			len(names), sentence(moments[n-1].Groups))
	}
	c := newCanvas(dark, stripWidth, legendLine+len(names)*rowHeight+22, "How the groups of phones stood", desc)
	c.legend()
	for i, name := range names {
		c.text(labelWidth-8, float64(legendLine+i*rowHeight)+18, "end", c.ink, short(name, 18))
		c.row(moments, i, float64(legendLine+i*rowHeight))
	}
	c.ends(moments, float64(legendLine+len(names)*rowHeight)+15)
	return c
}

// sentence says how groups stand.
func sentence(groups []folder.Standing) string {
	var said []string
	for _, g := range groups {
		var parts []string
		for _, k := range draw.Marks() {
			if n := g.Trust[k.Verdict]; n > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", n, k.Word))
			}
		}
		said = append(said, g.Group+" "+strings.Join(parts, ", "))
	}
	return strings.Join(said, "; ")
}

func short(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

func (c *canvas) legend() {
	x := float64(labelWidth)
	for _, m := range draw.Marks() {
		c.rect(x, 5, 14, 14, c.colour(m), m.Word)
		c.mark(m, x+7, 12, c.paper)
		c.text(x+19, 16, "start", c.quiet, m.Word)
		x += 40 + 7*float64(len(m.Word))
	}
}

// row draws a group: shares of its phones by verdict, moments in which it stood alike as one.
func (c *canvas) row(moments []folder.Moment, group int, y float64) {
	each := float64(stripWidth-labelWidth) / float64(len(moments))
	for from := 0; from < len(moments); {
		to := from + 1
		for to < len(moments) && alike(moments[from], moments[to], group) {
			to++
		}
		if group < len(moments[from].Groups) {
			c.cell(moments[from].Groups[group], labelWidth+float64(from)*each, y, float64(to-from)*each)
		}
		from = to
	}
}

func alike(a, b folder.Moment, group int) bool {
	if group >= len(a.Groups) || group >= len(b.Groups) {
		return false
	}
	x, y := a.Groups[group], b.Groups[group]
	for _, k := range draw.Marks() {
		if x.Trust[k.Verdict] != y.Trust[k.Verdict] {
			return false
		}
	}
	return x.Group == y.Group && x.Off == y.Off && x.Registered == y.Registered
}

func (c *canvas) cell(g folder.Standing, x, y, width float64) {
	const height = rowHeight - 6
	said := fmt.Sprintf("%s; %d registered, %d off", sentence([]folder.Standing{g}), g.Registered, g.Off)
	top := y + 2
	for _, k := range slices.Backward(draw.Marks()) {
		n := g.Trust[k.Verdict]
		if n == 0 || g.Phones == 0 {
			continue
		}
		h := height * float64(n) / float64(g.Phones)
		c.rect(x, top, max(width-0.5, 0.5), h, c.colour(k), said)
		if width >= signWidth && h >= signWidth {
			c.mark(k, x+width/2, top+h/2, c.paper)
		}
		top += h
	}
	if g.Off > 0 && g.Phones > 0 { // a bar below: so many are off
		c.rect(x, y+2+height, max(width-0.5, 0.5)*float64(g.Off)/float64(g.Phones), 2, c.quiet, said)
	}
}

// ends marks the moments in which steps ended, as many as there is room for.
func (c *canvas) ends(moments []folder.Moment, y float64) {
	each, last := float64(stripWidth-labelWidth)/float64(max(len(moments), 1)), -100.0
	for i, m := range moments {
		x := labelWidth + (float64(i)+0.5)*each
		if m.Ends && x-last > 26 {
			c.text(x, y, "middle", c.quiet, fmt.Sprint(m.Step))
			last = x
		}
	}
}

// branches draws the steps, those that were undone as side lines.
func branches(w http.ResponseWriter, a *frame.Ask) {
	h, err := a.Lab.History(a.Context())
	if err != nil {
		frame.Problem(w, a, err)
		return
	}
	drawBranches(h.Steps[max(0, len(h.Steps)-mostSteps):], isDark(a)).answer(w)
}

func drawBranches(steps []folder.Step, dark bool) *canvas {
	main, lanes, most := leading(steps), map[int64]int{}, 0
	taken := map[int64]bool{} // steps that one on their own side line follows already
	for _, s := range steps {
		switch lane, known := lanes[s.Parent]; {
		case main[s.Number]:
			lanes[s.Number] = 0
		case known && lane > 0 && !taken[s.Parent]:
			lanes[s.Number], taken[s.Parent] = lane, true
		default:
			most++
			lanes[s.Number] = most
		}
	}
	const lane, left = 26, 30
	each := min(60, float64(stripWidth-2*left)/float64(max(len(steps), 1)))
	c := newCanvas(dark, stripWidth, 34+most*lane+14, "Branches of the history",
		fmt.Sprintf("%d steps on the line of the lab, %d on side lines that were left.", len(main), len(steps)-len(main)))
	at := map[int64][2]float64{}
	for i, s := range steps {
		x, y := left+float64(i+1)*each, 24+float64(lanes[s.Number]*lane)
		from, known := at[s.Parent]
		if !known {
			from = [2]float64{left, 24}
		}
		at[s.Number] = [2]float64{x, y}
		dash := ""
		if !main[s.Number] {
			dash = ` stroke-dasharray="4 3"`
		}
		c.stroke(from[0], from[1], x, y, c.quiet, dash)
	}
	c.dot(left, 24, c.ink, c.paper, "the beginning")
	for _, s := range steps {
		fill := c.paper
		if s.Now {
			fill = c.ink
		}
		c.dot(at[s.Number][0], at[s.Number][1], c.ink, fill, fmt.Sprintf("%d: %s, by %s", s.Number, s.What, s.Who))
		if each >= 14 {
			c.text(at[s.Number][0], at[s.Number][1]-9, "middle", c.quiet, fmt.Sprint(s.Number))
		}
	}
	return c
}

func (c *canvas) dot(x, y float64, stroke, fill, title string) {
	fmt.Fprintf(c, `<circle cx="%.1f" cy="%.1f" r="5" stroke="%s" stroke-width="1.5" fill="%s"><title>%s</title></circle>`+"\n", x, y, stroke, fill, escaped(title))
}

// curve are registered and locked phones over time, for the chart: seconds of the lab's clock, and two counts.
func curve(w http.ResponseWriter, a *frame.Ask) {
	s, err := a.Lab.Standings(a.Context(), control.StandingsQuery{Limit: mostMoments})
	if err != nil {
		frame.Problem(w, a, err)
		return
	}
	data := [3][]int64{{}, {}, {}}
	for _, m := range s.Moments {
		at, err := time.Parse(time.RFC3339, m.Clock)
		if err != nil {
			continue
		}
		var registered, locked int
		for _, g := range m.Groups {
			registered += g.Registered
			locked += g.Trust["locked"]
		}
		data[0], data[1], data[2] = append(data[0], at.Unix()), append(data[1], int64(registered)), append(data[2], int64(locked))
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(data) // the browser may be gone
}
