package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"tvslab/scenarios"
)

// runReport is the JSON document of tvslab run.
type runReport struct {
	Schema  int                 `json:"schema"`
	Held    bool                `json:"held"`
	Results []*scenarios.Result `json:"results"`
}

// report prints what the cells brought and returns errFailed if anything did not hold.
func (a *app) report(cells []*cellRun, f runFlags) error {
	all := runReport{Schema: scenarios.ResultSchema, Held: true}
	for _, c := range cells {
		all.Results = append(all.Results, c.result)
		all.Held = all.Held && c.result.Held
	}
	if a.output == "json" {
		if err := printJSON(a.out, all); err != nil {
			return err
		}
	} else {
		a.printCells(cells, f)
	}
	if !all.Held {
		return errFailed
	}
	return nil
}

// printCells prints few cells in full and many in a line each; failures are always told.
func (a *app) printCells(cells []*cellRun, f runFlags) {
	const few = 4
	full := len(cells) <= few || f.timeline || len(f.phones) > 0 || f.log == logToOutput
	held := 0
	for _, c := range cells {
		if c.result.Held {
			held++
		}
		if full {
			a.printCell(c, f)
		} else {
			fmt.Fprintf(a.out, "%s  %-48s %-28s %s\n", a.mark(c.result), c.result.Scenario, c.result.Cell, summary(c.result))
		}
		if !full && !c.result.Held {
			printFailures(a.out, c.result)
		}
	}
	fmt.Fprintf(a.out, "%d of %d held (%s, seed %s)\n", held, len(cells), cells[0].result.Network, seeds(cells))
}

func seeds(cells []*cellRun) string {
	var list []string
	for _, c := range cells {
		if s := fmt.Sprint(c.result.Seed); !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return strings.Join(list, ", ")
}

func (a *app) mark(r *scenarios.Result) string {
	switch {
	case r.Held:
		return colour(a.out, text.FgGreen, "held  ")
	case r.Error != "":
		return colour(a.out, text.FgRed, "ERROR ")
	}
	return colour(a.out, text.FgRed, "FAILED")
}

// summary names the verdict of each group, "desk current, lobby none".
func summary(r *scenarios.Result) string {
	if r.Error != "" {
		return r.Error
	}
	var parts []string
	for _, g := range r.Groups {
		parts = append(parts, g.Group+" "+g.Trust)
	}
	return strings.Join(parts, ", ")
}

func (a *app) printCell(c *cellRun, f runFlags) {
	r := c.result
	fmt.Fprintf(a.out, "%s\n%s, %s, seed %d\n\n", colour(a.out, text.Bold, r.Title), r.Cell, r.Network, r.Seed)
	if f.timeline {
		printTimeline(a.out, c.timeline)
	}
	if f.log == logToOutput && !f.timeline {
		printLogs(a.out, c.logs)
	}
	for _, name := range f.phones {
		printStory(a.out, c.timeline, name)
	}
	printGroups(a.out, r.Groups)
	if r.Held {
		printReasons(a.out, r.Groups)
	}
	printFailures(a.out, r)
	fmt.Fprintf(a.out, "%s %s: %d steps, %d checks, %d failed, %.2f s\n\n", a.mark(r), r.Scenario, r.Steps, r.Checks, len(r.Failures), r.Seconds)
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
