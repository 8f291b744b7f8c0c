package bench

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// WriteText writes the report of one benchmark for a terminal.
func (r *Results) WriteText(w io.Writer) error {
	b := &strings.Builder{}
	s := r.Summary()
	s.writeHead(b)
	writePhases(b, s.Phases, s.Lateness)
	if len(s.Warm) > 0 {
		b.WriteString("\nwarm-up, apart:\n")
		writePhases(b, s.Warm, Latency{})
	}
	writeOutcomes(b, s.Phases)
	s.writeWrong(b)
	s.writeUsage(b)
	s.writeWarnings(b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (s *Summary) writeHead(b *strings.Builder) {
	if s.Title != "" {
		fmt.Fprintf(b, "%s\n", s.Title)
	}
	fmt.Fprintf(b, "plan %s", s.Plan)
	if s.Duration != "" {
		fmt.Fprintf(b, " for %s", s.Duration)
	}
	fmt.Fprintf(b, ", %d phones, %d workers%s; %s; %s\n", s.Phones, s.Workers, shardsText(s.Shards), s.Target,
		s.Started.UTC().Format("2006-01-02 15:04:05 UTC"))
	s.writeInterrupted(b)
	s.writeLate(b)
	fmt.Fprintf(b, "%d boots in %s, %.1f/s, %d failed\n\n", s.Boots.Ended, durationText(time.Duration(s.Seconds*float64(time.Second))),
		s.Rate, s.Boots.Failed)
}

func (s *Summary) writeInterrupted(b *strings.Builder) {
	if s.Interrupted {
		fmt.Fprintf(b, "INTERRUPTED: %d of %d boots did not begin, %d did not end\n", s.Boots.Planned-s.Boots.Begun, s.Boots.Planned,
			s.Boots.Unfinished)
	}
}

// noticed is how late a start may be without a word: clocks of machines differ by less.
const noticed = 0.1

func (s *Summary) writeLate(b *strings.Builder) {
	if s.Late > noticed {
		fmt.Fprintf(b, "LATE: a shard began %.1f s after the common start\n", s.Late)
	}
}

func shardsText(list []Shard) string {
	if len(list) == 0 || len(list) == 1 && list[0].Of == 1 {
		return ""
	}
	var names []string
	for _, s := range list {
		names = append(names, s.String())
	}
	slices.Sort(names)
	return ", shards " + strings.Join(names, " ")
}

// writePhases writes a table; lateness is left out where it holds nothing.
func writePhases(b *strings.Builder, list []PhaseSummary, lateness Latency) {
	text := &strings.Builder{}
	t := tabwriter.NewWriter(text, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, cells ...string) { fmt.Fprintf(t, "%-13s\t%s\t\n", name, strings.Join(cells, "\t")) }
	row("phase", "count", "errors", "missing", "wrong", "p50", "p90", "p95", "p99", "p99.9", "max", "resent", "bytes")
	for _, p := range list {
		row(string(p.Phase), p.cells()...)
	}
	if lateness.Count > 0 {
		row(string(latenessPhase), lateness.row()...)
	}
	_ = t.Flush() // a Builder does not fail
	for line := range strings.Lines(text.String()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
}

// cells are the columns of a phase, from its count to its bytes.
func (p PhaseSummary) cells() []string {
	list := []string{fmt.Sprint(p.Latency.Count), fmt.Sprint(p.Errors), fmt.Sprint(p.Missing), fmt.Sprint(p.Wrong)}
	return append(append(list, p.Latency.cells()...), fmt.Sprint(p.Resent), bytesText(p.Bytes))
}

// row are the same columns of times alone.
func (l Latency) row() []string {
	return append(append([]string{fmt.Sprint(l.Count), "", "", ""}, l.cells()...), "", "")
}

func (l Latency) cells() []string {
	var list []string
	for _, v := range []float64{l.P50, l.P90, l.P95, l.P99, l.P999, l.Max} {
		list = append(list, duration.write(v))
	}
	return list
}

func bytesText(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.2f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.2f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.2f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%d B", n)
}

func writeOutcomes(b *strings.Builder, list []PhaseSummary) {
	begun := false
	for _, p := range list {
		if len(p.Outcomes) == 0 {
			continue
		}
		if !begun {
			b.WriteString("\noutcomes other than success:\n")
			begun = true
		}
		fmt.Fprintf(b, "  %s: %s\n", p.Phase, outcomesText(p.Outcomes))
	}
}

func outcomesText(outcomes map[Outcome]int64) string {
	var parts []string
	for o, n := range outcomes {
		parts = append(parts, fmt.Sprintf("%s %d", o, n))
	}
	return strings.Join(sorted(parts), ", ")
}

// writeWrong says what must not happen.
func (s *Summary) writeWrong(b *strings.Builder) {
	if s.WrongFiles == 0 {
		return
	}
	fmt.Fprintf(b, "\nWRONG FILES: %d files came that are not those that were asked for\n", s.WrongFiles)
	for _, example := range s.Wrong {
		fmt.Fprintf(b, "  %s\n", example)
	}
}

func (s *Summary) writeUsage(b *strings.Builder) {
	fmt.Fprintf(b, "\nclient: %s\n", s.Client.text())
	if s.Servers != nil {
		fmt.Fprintf(b, "servers: %s\n", s.Servers.text())
	}
	if s.BootsPerCPUSecond > 0 {
		fmt.Fprintf(b, "%s%.1f boots per CPU second of all of these\n", s.atMost(), s.BootsPerCPUSecond)
	}
}

// atMost stands before what is divided by a lower bound.
func (s *Summary) atMost() string {
	if s.Servers != nil && s.Servers.LowerBound != "" {
		return "at most "
	}
	return ""
}

func (u Usage) text() string {
	who := u.Processes
	if u.Children > 0 {
		who += fmt.Sprintf(" and %d below", u.Children)
	}
	text := fmt.Sprintf("%.2f s CPU (%.2f user, %.2f system), %s at most (%s)", u.CPUSeconds(), u.User, u.System, bytesText(u.PeakBytes), who)
	if u.LowerBound != "" {
		text = "at least " + text + "\n  " + u.LowerBound
	}
	return text
}

func (s *Summary) writeWarnings(b *strings.Builder) {
	if late := s.Lateness.P99; late > latenessLimit.Seconds() {
		fmt.Fprintf(b, "\nThe generator was late (p99 %s): boots waited for a worker or a processor.\n"+
			"Latencies of boots count that, those of the other phases do not.\n", duration.write(late))
	}
	for _, w := range s.Limits {
		fmt.Fprintf(b, "\nlimit: %s.\n  mend: %s\n", w.Text, w.Mend)
	}
}
