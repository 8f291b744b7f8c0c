package cli

import (
	"io"

	"github.com/spf13/cobra"

	"tvslab/classroom"
)

// resultFormats are the values of --as.
var resultFormats = []string{"csv", "html"}

func (v *classroomVerb) resultsCommand() *cobra.Command {
	as, learner := "", ""
	cmd := &cobra.Command{
		Use:   "results CLASS",
		Short: "Print what came of a class",
		Long: `Prints what came of a class, as it was written when the class ended last: a table with a row for each learner, with -o json the document, or with
--as html the page of one learner, to be printed. The folder CLASS/results has all of them as files.`,
		Example: "  tvslab classroom results classes/monday > monday.csv\n  tvslab classroom results classes/monday --as html --learner anna > anna.html",
		Args:    arguments(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := oneOf("--as", "format", as, resultFormats); err != nil {
				return err
			}
			results, err := classroom.ReadResults(args[0])
			if err != nil {
				return usageError{err}
			}
			return v.print(results, func(w io.Writer) error {
				if as == "html" {
					return results.WritePage(w, learner)
				}
				return results.WriteCSV(w)
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", resultFormats[0], "how to print it: csv, or html for the page of a learner")
	cmd.Flags().StringVar(&learner, "learner", "", "with --as html: whose page")
	completeWords(cmd, "as", fixed(resultFormats))
	return cmd
}
