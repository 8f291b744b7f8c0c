package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"tvslab/scenarios"
	"tvslab/scenarios/play"
)

// runReport is the JSON document of tvslab run.
type runReport struct {
	Schema  int                 `json:"schema"`
	Held    bool                `json:"held"`
	Results []*scenarios.Result `json:"results"`
}

// report prints what the cells brought.
func (v *runVerb) report(cells []*play.Cell) error {
	all := runReport{Schema: scenarios.ResultSchema, Held: true}
	for _, c := range cells {
		all.Results = append(all.Results, c.Result)
		all.Held = all.Held && c.Result.Held
	}
	return v.print(all, func(w io.Writer) error { return v.writeCells(w, cells) })
}

// writeCells prints few cells in full and many in a line each; failures are always told.
func (v *runVerb) writeCells(w io.Writer, cells []*play.Cell) error {
	const few = 4
	full := len(cells) <= few || v.timeline || len(v.phones) > 0 || v.log == logToOutput
	held := 0
	for _, c := range cells {
		if c.Result.Held {
			held++
		}
		if full {
			v.writeCell(w, c)
		} else {
			mark(w, c.Result)
			fmt.Fprintf(w, "  %-48s %-28s %s\n", c.Result.Scenario, c.Result.Cell, summary(c.Result))
		}
		if !full && !c.Result.Held {
			printFailures(w, c.Result)
		}
	}
	_, err := fmt.Fprintf(w, "%d of %d held (%s, seed %s)\n", held, len(cells), cells[0].Result.Network, seeds(cells))
	return err
}

func seeds(cells []*play.Cell) string {
	var list []string
	for _, c := range cells {
		if s := fmt.Sprint(c.Result.Seed); !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return strings.Join(list, ", ")
}

func mark(w io.Writer, r *scenarios.Result) {
	switch {
	case r.Held:
		paint(w, text.FgGreen, "held  ")
	case r.Error != "":
		paint(w, text.FgRed, "ERROR ")
	default:
		paint(w, text.FgRed, "FAILED")
	}
}

// summary names the verdict of each group and where each system stands, "desk current, lobby none, uccx down".
func summary(r *scenarios.Result) string {
	if r.Error != "" {
		return r.Error
	}
	var parts []string
	for _, g := range r.Groups {
		parts = append(parts, g.Group+" "+g.Trust)
	}
	for _, s := range r.Systems {
		parts = append(parts, s.String())
	}
	return strings.Join(parts, ", ")
}

func (v *runVerb) writeCell(w io.Writer, c *play.Cell) {
	r := c.Result
	paint(w, text.Bold, r.Title)
	fmt.Fprintf(w, "\n%s, %s, seed %d\n\n", r.Cell, r.Network, r.Seed)
	if v.timeline {
		play.WriteTimeline(w, c.Timeline)
	}
	if v.log == logToOutput && !v.timeline {
		play.WriteLogs(w, c.Logs)
	}
	for _, name := range v.phones {
		play.WriteStory(w, c.Timeline, name)
	}
	printGroups(w, r.Groups)
	printSystems(w, r.Systems)
	if r.Held {
		printReasons(w, r.Groups)
	}
	printFailures(w, r)
	mark(w, r)
	fmt.Fprintf(w, " %s: %d steps, %d checks, %d failed, %.2f s\n\n", r.Scenario, r.Steps, r.Checks, len(r.Failures), r.Seconds)
}

// printGroups prints where the groups stand; of a cell that could not be played to the end nobody knows.
func printGroups(w io.Writer, groups []scenarios.GroupResult) {
	if len(groups) == 0 {
		return
	}
	rows := make([]table.Row, 0, len(groups))
	for _, g := range groups {
		registered := g.Registered
		if registered == "" {
			registered = "no"
		}
		if !g.On {
			registered = "off"
		}
		rows = append(rows, table.Row{g.Group, g.Model, g.Count, g.Trust, g.List, g.Reason, g.Config, registered})
	}
	printTable(w, table.Row{"GROUP", "MODEL", "PHONES", "TRUST", "LIST", "REASON", "CONFIG", "REGISTERED"}, rows)
	fmt.Fprintln(w)
}

// printSystems prints where the systems around the clusters stand.
func printSystems(w io.Writer, systems []scenarios.SystemResult) {
	if len(systems) == 0 {
		return
	}
	rows := make([]table.Row, 0, len(systems))
	for _, s := range systems {
		up := map[bool]string{true: "yes", false: "no"}[s.Up]
		rows = append(rows, table.Row{s.System, s.Kind, up, s.Reason, s.Detail, s.Loses})
	}
	printTable(w, table.Row{"SYSTEM", "KIND", "UP", "REASON", "ABOUT", "WHAT USERS LOSE"}, rows)
	fmt.Fprintln(w)
}

// printReasons tells why groups refuse; where an expectation failed, the failure tells it.
func printReasons(w io.Writer, groups []scenarios.GroupResult) {
	for _, g := range groups {
		if g.Stuck() {
			fmt.Fprintf(w, "Why %s (%s) is %s:\n", g.Group, g.Example, g.Trust)
			indent(w, g.Why)
		}
	}
}

func printFailures(w io.Writer, r *scenarios.Result) {
	for _, f := range r.Failures {
		fmt.Fprintf(w, "  %s:%d: step %d: %s: %s: expected %s, found %s", r.File, f.Line, f.Step, f.Target, f.Field, f.Want, f.Got)
		if f.Of > 0 && f.Count > 0 {
			fmt.Fprintf(w, " on %d of %d", f.Count, f.Of)
		}
		fmt.Fprintln(w)
		if f.Phone != "" {
			fmt.Fprintf(w, "    %s:\n", f.Phone)
			indent(w, f.Why)
		}
	}
}

func indent(w io.Writer, lines []string) {
	for _, line := range lines {
		fmt.Fprintf(w, "      %s\n", line)
	}
	fmt.Fprintln(w)
}
