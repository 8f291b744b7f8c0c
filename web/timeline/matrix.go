package timeline

import (
	"fmt"
	"net/http"
	"strings"

	"tvslab/plan"
	"tvslab/web/draw"
	"tvslab/web/frame"
)

// matrix draws the plan: steps down, groups across.
func matrix(w http.ResponseWriter, a *frame.Ask) {
	p, err := planOf(a.Context(), a.Lab)
	if err != nil {
		frame.Problem(w, a, err)
		return
	}
	drawMatrix(p, isDark(a)).answer(w)
}

func drawMatrix(p *proposal, dark bool) *canvas {
	const words = 330
	groups := p.Groups()
	c := newCanvas(dark, stripWidth, 30+len(p.Rows)*rowHeight+10, "The plan, steps by groups of phones",
		fmt.Sprintf("%d steps down, %d groups across; %d steps are done. A cell says where phones are to stand, and where they were found.", len(p.Rows), len(groups), p.Next))
	each := float64(stripWidth-words) / float64(max(len(groups), 1))
	for g, name := range groups {
		c.text(words+(float64(g)+0.5)*each, 18, "middle", c.ink, short(name, int(each/7)))
	}
	for i, r := range p.Rows {
		y := float64(30 + i*rowHeight)
		mark := ""
		if r.Done {
			mark = "✓ "
		}
		c.text(8, y+18, "start", c.ink, short(fmt.Sprintf("%s%d %s", mark, r.Number, r.Text), 46))
		for g, one := range r.Cells {
			c.planCell(one, r.Done, words+float64(g)*each, y, each)
		}
	}
	return c
}

// planCell draws a cell: quiet before it was done, with the mark of the worst verdict since; a difference has a frame.
func (c *canvas) planCell(one cell, done bool, x, y, width float64) {
	said, stroke, ink := one.Says, c.line, c.quiet
	if done {
		said, stroke, ink = one.Found, c.ink, c.ink
	}
	if one.Differs {
		said = one.Found + " ≠ " + one.Says
	}
	fmt.Fprintf(c, `<rect x="%.1f" y="%.1f" width="%.1f" height="%d" rx="3" fill="%s" stroke="%s" stroke-width="%d"><title>%s</title></rect>`+"\n",
		x+2, y+2, width-4, rowHeight-4, c.paper, stroke, map[bool]int{false: 1, true: 3}[one.Differs], escaped(one.Group+": "+said))
	if m := draw.MarkOf(strings.TrimPrefix(string(one.Worst), "off-")); done && one.Worst != plan.Off {
		c.mark(m, x+13, y+rowHeight/2, c.colour(m))
	}
	c.text(x+width/2+6, y+18, "middle", ink, short(said, int((width-24)/7)))
}
