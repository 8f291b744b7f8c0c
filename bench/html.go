package bench

import (
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"
)

// WriteHTML writes a page with the figures and plots of benchmarks, one after the other. The page needs nothing but itself:
// no script, no font, no picture from elsewhere.
func WriteHTML(w io.Writer, list []*Results) error {
	var sections []htmlSection
	for _, r := range list {
		sections = append(sections, section(r))
	}
	return page.Execute(w, sections)
}

type htmlSection struct {
	Title string
	Text  string // the report as text
	Plots []template.HTML
}

func section(r *Results) htmlSection {
	text := &strings.Builder{}
	_ = r.WriteText(text) // a Builder does not fail
	title := r.Title
	if title == "" {
		title = "plan " + r.Plan
	}
	s := htmlSection{Title: title, Text: text.String()}
	for _, p := range []*plot{bootsOverTime(r), latencyOverTime(r), distributions(r)} {
		s.Plots = append(s.Plots, p.svg())
	}
	return s
}

func bootsOverTime(r *Results) *plot {
	p := &plot{title: "Boots per second", xLabel: "seconds since the start of the plan", formatY: numberText}
	for i, c := range []struct {
		name string
		of   func(*Second) int64
	}{
		{"planned", func(s *Second) int64 { return s.Planned }}, {"begun", func(s *Second) int64 { return s.Begun }},
		{"ended", func(s *Second) int64 { return s.Ended }}, {"failed", func(s *Second) int64 { return s.Failed }},
	} {
		line := curve{name: c.name, colour: []string{colours[8], colours[0], colours[2], colours[1]}[i]}
		for _, s := range r.Series {
			line.points = append(line.points, [2]float64{float64(s.Second), float64(c.of(s))})
		}
		p.curves = append(p.curves, line)
	}
	return p
}

func latencyOverTime(r *Results) *plot {
	p := &plot{title: "Latency of boots that ended in each second", xLabel: "seconds since the start of the plan", logY: true, formatY: secondsText}
	for i, c := range []struct {
		name string
		q    float64
	}{{"p50", 0.5}, {"p99", 0.99}, {"max", 1}} {
		line := curve{name: c.name, colour: colours[i]}
		for _, s := range r.Series {
			if s.Boots != nil && s.Boots.Count() > 0 {
				line.points = append(line.points, [2]float64{float64(s.Second), s.Boots.Quantile(c.q).Seconds()})
			}
		}
		p.curves = append(p.curves, line)
	}
	return p
}

// distributions shows quantiles on an axis that gives every nine the same room.
func distributions(r *Results) *plot {
	p := &plot{title: "Latency by quantile", xLabel: "quantile", logY: true, formatY: secondsText}
	for i, share := range []float64{0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999} {
		text := fmt.Sprintf("p%s", numberText100(share))
		if i == 0 {
			text = "min"
		}
		p.xTicks = append(p.xTicks, tick{nines(share), text})
	}
	add := func(i int, name string, h *Histogram) {
		line := curve{name: name, colour: colours[i%len(colours)]}
		for _, at := range h.distribution() {
			if at.share < 1 {
				line.points = append(line.points, [2]float64{nines(at.share), at.value.Seconds()})
			}
		}
		if len(line.points) > 0 {
			p.curves = append(p.curves, line)
		}
	}
	for i, phase := range r.Phases {
		add(i, string(phase.Phase), phase.Histogram)
	}
	add(8, string(latenessPhase), r.Lateness)
	return p
}

func nines(share float64) float64 { return -math.Log10(1 - share) }

func numberText100(share float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.4f", share*100), "0"), ".")
}

var page = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>tvslab bench</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 920px; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }
pre { overflow-x: auto; background: #f6f6f6; padding: 1em; font-size: 12.5px; line-height: 1.4 }
svg { width: 100%; height: auto; margin: 1em 0; font: 12px system-ui, sans-serif }
svg text { fill: #444 }
svg .title { font-size: 14px; font-weight: 600 }
svg .x { text-anchor: middle }
svg .y, svg .legend { text-anchor: end }
svg .grid { stroke: #ddd; fill: none }
svg .curve { fill: none; stroke-width: 1.6 }
</style>
</head>
<body>
<h1>tvslab bench</h1>
{{range .}}<section>
<h2>{{.Title}}</h2>
<pre>{{.Text}}</pre>
{{range .Plots}}{{.}}
{{end}}</section>
{{end}}</body>
</html>
`))
