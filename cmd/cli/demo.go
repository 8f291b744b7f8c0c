package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"tvslab/scenarios"
	"tvslab/sim/keypool"
)

// demoPart is a command that tvslab demo plays.
type demoPart struct {
	name, release string
	timeline      bool
}

// demoParts are what tvslab demo plays, in this order.
var demoParts = []demoPart{
	{name: "tftp-both-changed-tvs-changed", release: "11.5", timeline: true},
	{name: "tftp-both-changed..."},
}

// command is the part as one types it.
func (p demoPart) command() string {
	words := []string{"tvslab run"}
	if p.release != "" {
		words = append(words, "--release "+p.release)
	}
	if p.timeline {
		words = append(words, "--timeline")
	}
	return strings.Join(append(words, p.name), " ")
}

// demoNext is what to try after the demo; each works as it is typed, in an empty folder.
var demoNext = []nextStep{
	{"tvslab show tftp-both-changed-tvs-changed", "the scenario that was played, with its explanation"},
	{"tvslab plan tftp-both-changed-tvs-changed --release 11.5", "the same as a change plan: which step locks whom, and what cures it"},
	{"tvslab new rotation.yaml", "a commented scenario of your own to start from; then tvslab plan rotation.yaml"},
	{"tvslab lesson start first-look --web", "a ticket, and a lab in the browser in which it is true"},
}

// nextStep is a command to try, and what it shows.
type nextStep struct {
	Command string `json:"command"`
	Says    string `json:"says"`
}

// demoDocument is the JSON document of tvslab demo.
type demoDocument struct {
	Schema int          `json:"schema"`
	Held   bool         `json:"held"`
	Parts  []demoReport `json:"parts"`
	Next   []nextStep   `json:"next"`
}

// demoReport is what one command of the demo brought, with the results of tvslab run.
type demoReport struct {
	Command string       `json:"command"`
	Held    bool         `json:"held"`
	Results []cellReport `json:"results"`
}

func demoCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: `Watch a cluster and its phones go through "both TFTP servers changed"`,
		Long: `Plays the classic accident on a lab in memory: the certificates of both TFTP servers and of TVS are renewed at once, phones
refuse the new trust list, and are freed again. First on one release with all that happens, step by step, with the reason of every phone;
then all variants of it on all releases, in a line each. It needs no network, no privilege and no file; the first run makes a pool of lab
keys in your cache folder, about five seconds.

Exit status: 0 all held, 1 an expectation failed.`,
		Example: `  tvslab demo
  tvslab demo | less
  tvslab demo -o json >demo.json`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context()) },
	}
}

// demo plays the parts one after the other; the first that does not hold is the last.
func (a *app) demo(ctx context.Context) error {
	keys, err := a.openKeys(ctx)
	if err != nil {
		return err
	}
	doc := demoDocument{Schema: scenarios.ResultSchema, Held: true, Parts: []demoReport{}, Next: demoNext}
	for _, part := range demoParts {
		report, err := a.demoPart(ctx, part, keys)
		if err != nil {
			return err
		}
		doc.Parts = append(doc.Parts, *report)
		if doc.Held = report.Held; !doc.Held {
			break
		}
	}
	if err := a.print(doc, func(w io.Writer) error { return writeNext(w, doc) }); err != nil || doc.Held {
		return err
	}
	return errFailed
}

// demoPart plays one part, and prints what it brought unless all of it is to be one document.
func (a *app) demoPart(ctx context.Context, part demoPart, keys *keypool.Pool) (*demoReport, error) {
	v := runVerb{app: a, pcap: pcapFlag{app: a}, timeline: part.timeline, releases: nonEmpty(part.release)}
	choice, err := selection(v.releases, nil, nil)
	if err != nil {
		return nil, err
	}
	list, err := loadCells(ctx, []string{part.name}, choice)
	if err != nil {
		return nil, err
	}
	if a.output == "text" {
		paint(a.out, text.Bold, "$ "+part.command())
		fmt.Fprintln(a.out)
	}
	cells, err := v.play(ctx, list, keys)
	if err != nil {
		return nil, err
	}
	if err := verdictOf(cells); err != nil && err != errFailed {
		return nil, err
	}
	all := v.document(cells)
	report := &demoReport{part.command(), all.Held, all.Results}
	if a.output != "text" {
		return report, nil
	}
	return report, v.writeCells(a.out, cells)
}

// writeNext says what to try next.
func writeNext(w io.Writer, doc demoDocument) error {
	if !doc.Held {
		return nil
	}
	paint(w, text.Bold, "\nTry next")
	fmt.Fprintln(w)
	for _, n := range doc.Next {
		fmt.Fprintf(w, "  %s\n      %s\n", n.Command, n.Says)
	}
	return nil
}
