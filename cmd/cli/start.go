package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"
)

// road is a way into tvslab: a command that works as it is typed in an empty folder, and where it leads.
type road struct {
	Name string     `json:"road"`
	Try  nextStep   `json:"try"`
	Then []nextStep `json:"then"`
}

// roads are what tvslab without arguments shows.
var roads = []road{
	{"Learn", nextStep{"tvslab demo", "watch a cluster and its phones go through the classic accident, with the reason of every phone"}, []nextStep{
		{"tvslab lesson start first-look --web", "a ticket, and a lab in the browser in which it is true"}}},
	{"Check a plan", nextStep{"tvslab plan tftp-both-changed-tvs-changed --release 11.5", "what a change plan does to every group of phones, step by step, and what cures it"}, []nextStep{
		{"tvslab new rotation.yaml", "your own plan to start from; tvslab plan rotation.yaml judges it"}}},
	{"Measure", nextStep{"tvslab bench --memory --scenario tftp-both-changed-tvs-ok --count 2000", "how fast phones boot, in memory; without --memory over real sockets"}, []nextStep{
		{"tvslab serve tftp-both-changed-tvs-ok", "servers for phones and clients of your own, until Ctrl-C"}}},
}

// startOthers end the screen.
var startOthers = []nextStep{
	{"tvslab doctor", "what this machine can do, and the mend for what it cannot"},
	{"tvslab --help", "all commands"},
}

// startDocument is the JSON document of tvslab without arguments.
type startDocument struct {
	Schema int        `json:"schema"`
	Roads  []road     `json:"roads"`
	Others []nextStep `json:"others"`
}

// start is what tvslab without arguments does.
func (a *app) start(*cobra.Command, []string) error {
	doc := startDocument{1, roads, startOthers}
	return a.print(doc, func(w io.Writer) error { return writeStart(w, doc, min(a.out.columns(), helpWidth)) })
}

// writeStart writes the screen, no wider than width where words allow it.
func writeStart(w io.Writer, doc startDocument, width int) error {
	para := func(text, indent string) {
		lines := wrappedAt(strings.Fields(text), max(width-len(indent), 20))
		fmt.Fprintln(w, indent+strings.ReplaceAll(lines, "\n", "\n"+indent))
	}
	para("tvslab rehearses Cisco Unified CM certificate rotations before they touch a real phone. Three ways in; each command works as it is typed:", "")
	for _, r := range doc.Roads {
		fmt.Fprintln(w)
		paint(w, text.Bold, r.Name)
		fmt.Fprintln(w)
		for _, step := range append([]nextStep{r.Try}, r.Then...) {
			fmt.Fprintln(w, "  "+step.Command)
			para(step.Says, "      ")
		}
	}
	fmt.Fprintln(w)
	for _, step := range doc.Others {
		_, _ = fmt.Fprintf(w, "%-15s %s\n", step.Command, step.Says)
	}
	return nil
}
