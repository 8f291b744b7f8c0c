package cli

import (
	"encoding/csv"
	"errors"

	"github.com/spf13/cobra"

	"tvslab/phone/fleet"
)

func phonesExportCommand(a *app) *cobra.Command {
	var f stateFlags
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "Export phones of a state file as CSV or JSON",
		Long:    "Writes all that a state file has about its phones: CSV with a header line, or JSON with -o json.",
		Example: `  tvslab phones export --state fleet.db --group lobby >lobby.csv`,
		Args:    arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			if a.output == "json" {
				list, err := f.read()
				if err != nil {
					return err
				}
				return printJSON(a.out, list)
			}
			w := csv.NewWriter(a.out)
			if err := w.Write(fleet.Columns); err != nil {
				return err
			}
			err := f.rows(func(r fleet.Row) error { return w.Write(r.Fields()) })
			w.Flush()
			return errors.Join(err, w.Error())
		},
	}
	f.register(cmd, true)
	_ = cmd.MarkFlagRequired("state")
	return cmd
}
