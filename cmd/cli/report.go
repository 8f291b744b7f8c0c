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
	"tvslab/sim/lab"
)

// runReport is the JSON document of tvslab run.
type runReport struct {
	Schema  int          `json:"schema"`
	Held    bool         `json:"held"`
	Results []cellReport `json:"results"`
}

// cellReport is what came of a cell, with what happened where --timeline or --phone asks for it.
type cellReport struct {
	*scenarios.Result
	Timeline []play.Entry `json:"timeline,omitempty"`
}

// report prints what the cells brought.
func (v *runVerb) report(cells []*play.Cell) error {
	return v.print(v.document(cells), func(w io.Writer) error { return v.writeCells(w, cells) })
}

// document is what the cells brought, for programs.
func (v *runVerb) document(cells []*play.Cell) runReport {
	all := runReport{Schema: scenarios.ResultSchema, Held: true}
	for _, c := range cells {
		all.Results = append(all.Results, cellReport{c.Result, v.entries(c)})
		all.Held = all.Held && c.Result.Held
	}
	return all
}

// entries is the timeline of a cell for programs: all of it, or what concerns the phones that --phone names.
func (v *runVerb) entries(c *play.Cell) []play.Entry {
	all := play.Entries(c.Timeline)
	if v.timeline {
		return all
	}
	return slices.DeleteFunc(all, func(e play.Entry) bool { return e.Kind != play.StepEntry && !slices.Contains(v.phones, e.Phone) })
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
		play.WriteStory(w, c.Timeline, r.Phones, name)
	}
	printGroups(w, r.Groups)
	printWorst(w, r.Worst, r.Groups)
	printSystems(w, r.Systems)
	if r.Held {
		printReasons(w, r.Groups)
	}
	printFailures(w, r)
	if r.Gate > 0 {
		fmt.Fprintf(w, "The scenario ended at the gate of step %d.\n\n", r.Gate)
	}
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

// printWorst tells which groups were locked, or less registered, on the way and are not at the end, and when; what is alike once.
// Phones that have not booted yet are behind or refuse for a moment in every rotation: that is not told.
func printWorst(w io.Writer, worst []scenarios.Worst, end []scenarios.GroupResult) {
	var all causeList
	for _, one := range worst {
		trust, unregistered := standing(one.Group, end)
		if lab.Trust(one.Trust) == lab.TrustLocked && trust != lab.TrustLocked {
			what := fmt.Sprintf("%s after step %d", one.Trust, one.Step)
			all.add(what, cause{what: what, names: []string{one.Group}, phones: one.Count})
		}
		if one.Unregistered > unregistered {
			what := fmt.Sprintf("not registered after step %d", one.UnregisteredStep)
			all.add(what, cause{what: what, names: []string{one.Group}, phones: one.Unregistered})
		}
	}
	for _, c := range all.list {
		fmt.Fprintf(w, "At worst %s %s: %s\n", phones(c.phones), c.what, few(c.names))
	}
	if len(all.list) > 0 {
		fmt.Fprintln(w)
	}
}

// standing is the worst verdict of a group at the end, and how many of its phones that are on are not registered.
func standing(group string, end []scenarios.GroupResult) (trust lab.Trust, unregistered int) {
	trust = lab.TrustNone
	for _, g := range end {
		if g.Group != group {
			continue
		}
		if lab.Trust(g.Trust).WorseThan(trust) {
			trust = lab.Trust(g.Trust)
		}
		if g.On && g.Registered == "" {
			unregistered += g.Count
		}
	}
	return trust, unregistered
}
