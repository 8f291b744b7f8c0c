package bench

import (
	"fmt"
	"math"
	"strings"
)

// overlays lay runs over each other, a colour for each.
func overlays(list []*Results) []*plot {
	ended := &plot{title: "Boots that ended per second", xLabel: "seconds since the start of the plan", formatY: numberText}
	p99 := &plot{title: "p99 of boots that ended in each second", xLabel: "seconds since the start of the plan", logY: true, formatY: secondsText}
	boots := quantilePlot("Latency of boots by quantile")
	for i, r := range list {
		name, colour := runLetter(i), colours[i%len(colours)]
		line := curve{name: name, colour: colour}
		for _, s := range r.Series {
			line.points = append(line.points, [2]float64{float64(s.Second), float64(s.Ended)})
		}
		ended.curves = append(ended.curves, line)
		late := quantileOverTime(r, 0.99)
		late.name, late.colour = name, colour
		p99.curves = append(p99.curves, late)
		if boot := r.PhaseOf(Boot); boot != nil {
			boots.addDistribution(colour, name, boot.Histogram)
		}
	}
	return []*plot{ended, p99, boots}
}

// runLetter is what a run is called where there are several: A to Z, then by number.
func runLetter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return fmt.Sprint(i + 1)
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
	}{{"max", 1}, {"p50", 0.5}, {"p99", 0.99}} { // where two coincide, the last one is seen, and the first beside it
		line := quantileOverTime(r, c.q)
		line.name, line.colour, line.wide = c.name, []string{colours[2], colours[0], colours[1]}[i], i == 0
		p.curves = append(p.curves, line)
	}
	return p
}

func quantileOverTime(r *Results, q float64) (line curve) {
	for _, s := range r.Series {
		if s.Boots != nil && s.Boots.Count() > 0 {
			line.points = append(line.points, [2]float64{float64(s.Second), s.Boots.Quantile(q).Seconds()})
		}
	}
	return line
}

// distributions shows quantiles on an axis that gives every nine the same room.
func distributions(r *Results) *plot {
	p := quantilePlot("Latency by quantile")
	for i, phase := range r.Phases {
		p.addDistribution(colours[i%len(colours)], string(phase.Phase), phase.Histogram)
	}
	p.addDistribution(colours[8], string(latenessPhase), r.Lateness)
	return p
}

// quantilePlot is a plot over quantiles, without curves.
func quantilePlot(title string) *plot {
	p := &plot{title: title, xLabel: "quantile", logY: true, formatY: secondsText}
	for i, share := range []float64{0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999} {
		text := fmt.Sprintf("p%s", numberText100(share))
		if i == 0 {
			text = "min"
		}
		p.xTicks = append(p.xTicks, tick{nines(share), text})
	}
	return p
}

func (p *plot) addDistribution(colour, name string, h *Histogram) {
	line := curve{name: name, colour: colour}
	for _, at := range h.distribution() {
		if at.share < 1 {
			line.points = append(line.points, [2]float64{nines(at.share), at.value.Seconds()})
		}
	}
	if len(line.points) > 0 {
		p.curves = append(p.curves, line)
	}
}

func nines(share float64) float64 { return -math.Log10(1 - share) }

func numberText100(share float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.4f", share*100), "0"), ".")
}
