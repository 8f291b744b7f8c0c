package cli

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tvslab/sim/lab/control"
	"tvslab/sim/page"
)

// pageVerb is tvslab page with its flags.
type pageVerb struct {
	*app
	cellFlags
	runningFlags
	scenario string
	request  page.Request
	before   string
}

func pageCommand(a *app) *cobra.Command {
	v := pageVerb{app: a}
	cmd := &cobra.Command{
		Use:   "page [PAGE]",
		Short: "Print a page of CUCM or RTMT",
		Long: `Prints what a page of CCMAdmin, OS Administration or RTMT shows: of a lab that tvslab serve keeps up, or of a fresh lab in
memory with --scenario, of which the steps up to the first expect are played, or as many as --steps says. Without a page, the pages
are listed.`,
		Example: `  tvslab page enterprise-parameters --scenario regen-callmanager-mixed-tokenless
  tvslab page certificate-management --node cucm-sub1 --expires-before 2031-01-01
  tvslab page certificate --certificate CallManager
  tvslab page phone --device SEP0A0101000001
  tvslab page device-summary -o json`,
		Args:      arguments(cobra.MaximumNArgs(1)),
		ValidArgs: page.Names(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				if err := noFlags(cmd, "without a page"); err != nil {
					return err
				}
				return v.list()
			}
			v.request.Page = args[0]
			return v.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&v.scenario, "scenario", "", "open a fresh lab of this scenario, by name or file, in memory")
	v.cellFlags.register(cmd, "", "of the scenario ", "the scenario")
	v.runningFlags.register(cmd, flags)
	flags.StringVar(&v.request.Node, "node", "", "node on which the page is opened (default: the publisher)")
	flags.StringVar(&v.request.Certificate, "certificate", "", "of page certificate: which one, an identity store or STORE-trust/FILE")
	flags.StringVar(&v.request.Device, "device", "", "of page phone: which one, by its name")
	flags.StringVar(&v.before, "expires-before", "", "of page certificate-management: only certificates that end before this day, YYYY-MM-DD")
	cmd.MarkFlagsMutuallyExclusive("scenario", "control")
	cmd.MarkFlagsMutuallyExclusive("scenario", "api")
	_ = cmd.RegisterFlagCompletionFunc("scenario", completeScenarios)
	completeWords(cmd, "certificate", fixed(storeNames()))
	return cmd
}

// pagesDocument is the JSON document of tvslab page without a page.
type pagesDocument struct {
	Schema int         `json:"schema"`
	Pages  []page.Page `json:"pages"`
}

// list prints which pages there are.
func (v *pageVerb) list() error {
	doc := pagesDocument{Schema: 1, Pages: page.All()}
	return v.print(doc, func(out io.Writer) error {
		w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		for _, p := range doc.Pages {
			fmt.Fprintf(w, "%s\t%s\t%s\n", p.Name, p.Title, p.Says)
		}
		return w.Flush()
	})
}

func (v *pageVerb) run(ctx context.Context) error {
	if v.before != "" {
		day, err := time.Parse(time.DateOnly, v.before)
		if err != nil {
			return usageError{fmt.Errorf("--expires-before: %q is no date; write for example 2030-01-31", v.before)}
		}
		v.request.Before = day
	}
	if err := v.request.Check(); err != nil {
		return usageError{err}
	}
	if v.scenario != "" {
		return v.fresh(ctx, freshLab{v.scenario, v.cellFlags, nil, control.ResetsHeld}, func(lab *control.Lab) error { return v.show(lab.Page(v.request)) })
	}
	running, err := v.open()
	if err != nil {
		return err
	}
	return v.show(running.Page(ctx, v.request))
}

// pageDocument is the JSON document of tvslab page.
type pageDocument struct {
	Schema int `json:"schema"`
	*page.Document
}

func (v *pageVerb) show(d *page.Document, err error) error {
	if err != nil {
		return controlError(err)
	}
	return v.print(pageDocument{1, d}, d.Write)
}
