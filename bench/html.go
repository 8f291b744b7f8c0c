package bench

import (
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"
)

// WriteHTML writes a page with the figures and plots of benchmarks: laid over each other where there are several, then one after
// the other. The page needs nothing but itself: no script, no font, no picture from elsewhere.
func WriteHTML(w io.Writer, list []*Results) error {
	var p htmlPage
	for i, r := range list {
		p.Runs = append(p.Runs, runOf(i, r))
	}
	if len(list) > 1 {
		p.Overlays = drawn(overlays(list))
	}
	return page.Execute(w, p)
}

type htmlPage struct {
	Overlays []template.HTML // none where there is one run
	Runs     []htmlRun
}

// htmlRun is one benchmark on the page.
type htmlRun struct {
	Letter, Colour string // in the plots of all
	Title          string
	Facts          [][2]string // what ran, where and when
	Boot           []string    // figures of whole boots, for the table of all
	Phases, Warm   []htmlRow
	Outcomes       []htmlRow
	Notes          []string // what is not well, a paragraph each
	Plots          []template.HTML
}

type htmlRow struct {
	Name  string
	Cells []string
}

func runOf(i int, r *Results) htmlRun {
	s := r.Summary()
	run := htmlRun{Letter: runLetter(i), Colour: colours[i%len(colours)], Title: s.heading(), Facts: s.facts(),
		Phases: phaseRows(s.Phases, s.Lateness), Warm: phaseRows(s.Warm, Latency{}), Outcomes: outcomeRows(s.Phases), Notes: s.notes(),
		Plots: drawn([]*plot{bootsOverTime(r), latencyOverTime(r), distributions(r)})}
	run.Boot = []string{fmt.Sprintf("%.1f", s.Rate), fmt.Sprint(s.Boots.Ended), fmt.Sprint(s.Boots.Failed), "", "", "", "", "", ""}
	for _, p := range s.Phases {
		if p.Phase == Boot {
			run.Boot = append(run.Boot[:3], p.Latency.cells()...)
		}
	}
	return run
}

// heading tells a run from others: its title, or plan and target.
func (s *Summary) heading() string {
	if s.Title != "" {
		return s.Title
	}
	return strings.TrimSuffix(s.Plan+" against "+s.Target, " against ")
}

// facts say what ran, where and when.
func (s *Summary) facts() [][2]string {
	plan := "plan " + s.Plan
	if s.Duration != "" {
		plan += " for " + s.Duration
	}
	if s.Warmup != "" {
		plan += ", warm-up " + s.Warmup
	}
	list := [][2]string{
		{"against", s.Target}, {"plan", plan},
		{"phones", fmt.Sprintf("%d, %d workers, seed %d%s", s.Phones, s.Workers, s.Seed, shardsText(s.Shards))},
		{"started", s.Started.UTC().Format("2006-01-02 15:04:05 UTC")},
		{"boots", fmt.Sprintf("%d in %s, %.1f/s, %d failed", s.Boots.Ended, durationText(time.Duration(s.Seconds*float64(time.Second))), s.Rate, s.Boots.Failed)},
	}
	for _, m := range s.Machines {
		list = append(list, [2]string{"machine", m.text()}, [2]string{"version", "tvslab " + m.Version + ", " + m.Go})
	}
	list = append(list, [2]string{"client", s.Client.text()})
	if s.Servers != nil {
		list = append(list, [2]string{"servers", s.Servers.text()})
	}
	if s.BootsPerCPUSecond > 0 {
		list = append(list, [2]string{"cost", fmt.Sprintf("%s%.1f boots per CPU second of all of these", s.atMost(), s.BootsPerCPUSecond)})
	}
	return list
}

// text describes the machine; what it does not tell is left out.
func (m Machine) text() string {
	parts := []string{m.Host, fmt.Sprintf("%d x %s", m.Processors, orNone(m.Processor))}
	if m.MemoryBytes > 0 {
		parts = append(parts, bytesText(m.MemoryBytes)+" of memory")
	}
	parts = append(parts, strings.TrimSpace(m.OS+" "+m.Kernel))
	return strings.Join(parts, ", ")
}

func phaseRows(list []PhaseSummary, lateness Latency) (rows []htmlRow) {
	for _, p := range list {
		rows = append(rows, htmlRow{string(p.Phase), p.cells()})
	}
	if lateness.Count > 0 {
		rows = append(rows, htmlRow{string(latenessPhase), lateness.row()})
	}
	return rows
}

func outcomeRows(list []PhaseSummary) (rows []htmlRow) {
	for _, p := range list {
		if len(p.Outcomes) > 0 {
			rows = append(rows, htmlRow{string(p.Phase), []string{outcomesText(p.Outcomes)}})
		}
	}
	return rows
}

// notes are what the reader must know before believing figures.
func (s *Summary) notes() (list []string) {
	for _, write := range []func(*strings.Builder){s.writeInterrupted, s.writeLate, s.writeWrong, s.writeWarnings} {
		b := &strings.Builder{}
		write(b)
		for _, note := range strings.Split(strings.TrimSpace(b.String()), "\n\n") {
			if note != "" {
				list = append(list, note)
			}
		}
	}
	return list
}

func drawn(list []*plot) (all []template.HTML) {
	for _, p := range list {
		all = append(all, p.svg())
	}
	return all
}
