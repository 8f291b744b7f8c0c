package bench

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// figure is one line of a comparison for people.
type figure struct {
	phase        Phase
	name         string // "p50", "p99", "errors"
	a, b, change string
	verdict      Verdict
	because      string // of "same": why a difference is none
}

// figures takes a comparison apart into lines.
func (c *Comparison) figures() (list []figure) {
	for _, p := range c.Phases {
		for _, l := range p.Latency {
			list = append(list, figure{p.Phase, quantileName(l.Quantile), duration.write(l.A), duration.write(l.B), changeText(l.A, l.B),
				l.Verdict, c.because(l)})
		}
		if len(p.Latency) == 0 {
			list = append(list, figure{phase: p.Phase, name: "all", a: "-", b: "-", verdict: Unknown})
			continue
		}
		list = append(list, figure{p.Phase, "errors", share.write(p.Errors.A), share.write(p.Errors.B), "", p.Errors.Verdict, ""})
	}
	return list
}

func quantileName(q float64) string { return "p" + numberText100(q) }

// because says why two values that differ count as the same.
func (c *Comparison) because(l LatencyChange) string {
	switch {
	case l.Verdict != Same || l.A == l.B:
		return ""
	case withinTolerance(l.A, l.B, c.Tolerance):
		return ", within " + share.write(c.Tolerance)
	}
	return ", may be chance"
}

// WriteText writes a comparison for a terminal: a line for each figure, then what B is, and by which of them.
func (c *Comparison) WriteText(w io.Writer) error {
	b, list := &strings.Builder{}, c.figures()
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "phase\tfigure\tA\tB\tchange\tB is")
	for i, f := range list {
		phase := string(f.phase)
		if i > 0 && list[i-1].phase == f.phase {
			phase = ""
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s%s\n", phase, f.name, f.a, f.b, f.change, f.verdict, f.because)
	}
	_ = t.Flush() // a Builder does not fail
	for _, note := range c.Notes {
		fmt.Fprintf(b, "note: %s\n", note)
	}
	fmt.Fprintf(b, "B is: %s (differences up to %s count as none)\n%s", c.Verdict, share.write(c.Tolerance), reasonsOf(list))
	_, err := io.WriteString(w, b.String())
	return err
}

// reasonsOf names the figures that are not the same, a line for the worse and one for the better.
func reasonsOf(list []figure) string {
	text := ""
	for _, v := range []Verdict{Worse, Better} {
		var names []string
		for _, f := range list {
			if f.verdict == v {
				names = append(names, string(f.phase)+" "+f.name)
			}
		}
		if len(names) > 0 {
			text += fmt.Sprintf("  %s: %s\n", v, strings.Join(names, ", "))
		}
	}
	return text
}

func changeText(a, b float64) string {
	if a == 0 {
		return ""
	}
	if b >= 10*a {
		return fmt.Sprintf("%.0f x", b/a)
	}
	return fmt.Sprintf("%+.0f%%", (b/a-1)*100)
}
