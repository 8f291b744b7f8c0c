package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/scenarios"
)

func schemaCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of scenario files, for editors",
		Args:  arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			data, err := scenarios.Schema()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.out, "%s\n", strings.TrimSpace(string(data)))
			return err
		},
	}
}
