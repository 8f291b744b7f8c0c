package bench

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"
	"time"
)

// curve is one line of a plot.
type curve struct {
	name   string
	colour string
	points [][2]float64
	wide   bool // drawn wide and pale, so that it is seen behind others
}

// plot draws curves. Values are plain numbers; format writes those of the y axis.
type plot struct {
	title   string
	xLabel  string
	xTicks  []tick // nil: even ones
	logY    bool
	formatY func(float64) string
	curves  []curve
}

// tick is a mark on an axis.
type tick struct {
	at   float64
	text string
}

// Measures of a plot in pixels.
const (
	plotWidth, plotHeight = 860, 300
	plotLeft, plotRight   = 80, 16
	plotTop, plotBottom   = 34, 44
	innerWidth            = plotWidth - plotLeft - plotRight
	innerHeight           = plotHeight - plotTop - plotBottom
)

var colours = []string{"#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#e377c2", "#7f7f7f"}

// bounds returns the range of both axes; that of y begins at 0, on a logarithmic axis at a power of ten.
func (p *plot) bounds() (xMin, xMax, yMin, yMax float64) {
	xMin, yMin = math.Inf(1), math.Inf(1)
	for _, c := range p.curves {
		for _, at := range c.points {
			xMin, xMax = min(xMin, at[0]), max(xMax, at[0])
			if at[1] > 0 {
				yMin = min(yMin, at[1])
			}
			yMax = max(yMax, at[1])
		}
	}
	if xMin > xMax {
		xMin = 0
	}
	if xMax <= xMin {
		xMax = xMin + 1
	}
	if p.logY {
		yMin, yMax = powersAround(yMin, yMax)
		return xMin, xMax, yMin, yMax
	}
	return xMin, xMax, 0, niceAbove(yMax)
}

// rounding is what logarithms of powers of ten may be off.
const rounding = 1e-9

func powersAround(low, high float64) (float64, float64) {
	if math.IsInf(low, 1) || high <= 0 {
		return 1e-6, 1
	}
	from, to := math.Pow(10, math.Floor(math.Log10(low)+rounding)), math.Pow(10, math.Ceil(math.Log10(high)-rounding))
	if to <= from {
		to = from * 10
	}
	return from, to
}

// niceAbove returns 1, 2 or 5 times a power of ten that is not below v.
func niceAbove(v float64) float64 {
	if v <= 0 {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	for _, f := range []float64{1, 2, 5} {
		if f*unit >= v {
			return f * unit
		}
	}
	return 10 * unit
}

// svg draws the plot.
func (p *plot) svg() template.HTML {
	xMin, xMax, yMin, yMax := p.bounds()
	x := func(v float64) float64 { return plotLeft + (v-xMin)/(xMax-xMin)*innerWidth }
	y := func(v float64) float64 { return plotTop + innerHeight - p.yShare(v, yMin, yMax)*innerHeight }
	b := &strings.Builder{}
	fmt.Fprintf(b, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s">`, plotWidth, plotHeight, html.EscapeString(p.title))
	fmt.Fprintf(b, `<text x="%d" y="18" class="title">%s</text>`, plotLeft, html.EscapeString(p.title))
	for _, t := range p.yTicks(yMin, yMax) {
		fmt.Fprintf(b, `<path class="grid" d="M%d %.1fh%d"/><text class="y" x="%d" y="%.1f">%s</text>`, plotLeft, y(t.at), innerWidth,
			plotLeft-6, y(t.at)+4, html.EscapeString(t.text))
	}
	for _, t := range p.xMarks(xMin, xMax) {
		fmt.Fprintf(b, `<path class="grid" d="M%.1f %dv%d"/><text class="x" x="%.1f" y="%d">%s</text>`, x(t.at), plotTop, innerHeight,
			x(t.at), plotTop+innerHeight+16, html.EscapeString(t.text))
	}
	fmt.Fprintf(b, `<text class="x" x="%d" y="%d">%s</text>`, plotLeft+innerWidth/2, plotHeight-6, html.EscapeString(p.xLabel))
	for _, c := range p.curves {
		class := "curve"
		if c.wide {
			class += " wide"
		}
		fmt.Fprintf(b, `<path class="%s" stroke="%s" d="%s"><title>%s</title></path>`, class, c.colour, path(c.points, x, y), html.EscapeString(c.name))
	}
	p.legend(b)
	b.WriteString("</svg>")
	return template.HTML(b.String()) // all text in it is escaped above
}

func (p *plot) yShare(v, low, high float64) float64 {
	if p.logY {
		return (math.Log10(max(v, low)) - math.Log10(low)) / (math.Log10(high) - math.Log10(low))
	}
	return (v - low) / (high - low)
}

func path(points [][2]float64, x, y func(float64) float64) string {
	b := &strings.Builder{}
	for i, at := range points {
		letter := "L"
		if i == 0 {
			letter = "M"
		}
		fmt.Fprintf(b, "%s%.1f %.1f", letter, x(at[0]), y(at[1]))
	}
	if len(points) == 1 {
		b.WriteString("h1") // one point is drawn too
	}
	return b.String()
}

// legend writes the names of the curves at the top right, last one outermost.
func (p *plot) legend(b *strings.Builder) {
	at := plotWidth - plotRight
	for i := len(p.curves) - 1; i >= 0; i-- {
		c := p.curves[i]
		fmt.Fprintf(b, `<text class="legend" x="%d" y="18" style="fill:%s">%s</text>`, at, c.colour, html.EscapeString(c.name))
		at -= 8*len(c.name) + 14
	}
}

func (p *plot) yTicks(low, high float64) []tick {
	var list []tick
	if p.logY {
		for v := low; v <= high*1.001; v *= 10 {
			list = append(list, tick{v, p.formatY(v)})
		}
		return list
	}
	for i := range 6 {
		v := high * float64(i) / 5
		list = append(list, tick{v, p.formatY(v)})
	}
	return list
}

func (p *plot) xMarks(low, high float64) []tick {
	if p.xTicks == nil {
		step := niceAbove((high - low) / 10)
		var list []tick
		for v := math.Ceil(low/step) * step; v <= high; v += step {
			list = append(list, tick{v, strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64)})
		}
		return list
	}
	var list []tick
	for _, t := range p.xTicks {
		if t.at >= low && t.at <= high {
			list = append(list, t)
		}
	}
	return list
}

func secondsText(v float64) string { return durationText(time.Duration(v * float64(time.Second))) }

func numberText(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }
