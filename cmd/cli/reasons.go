package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"tvslab/phone/reason"
)

func reasonsCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "reasons",
		Short: "List the reason codes of phones and what they mean",
		Args:  arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			return a.print(map[string]any{"schema": 1, "reasons": reasonRows()}, func(w io.Writer) error {
				for _, c := range reason.Codes() {
					fmt.Fprintf(w, "%-26s %-12s %s\n", c.Code, c.Topic, c.Text)
				}
				return nil
			})
		},
	}
}

func reasonRows() []map[string]string {
	var rows []map[string]string
	for _, c := range reason.Codes() {
		rows = append(rows, map[string]string{"code": string(c.Code), "topic": string(c.Topic), "text": c.Text})
	}
	return rows
}
