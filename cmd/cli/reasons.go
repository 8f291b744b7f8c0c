package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"tvslab/phone/reason"
	"tvslab/sim/system"
)

// reasonRow is a reason code, what it is about, and its text.
type reasonRow struct {
	Code   string `json:"code"`
	Topic  string `json:"topic"`
	Text   string `json:"text"`
	Source string `json:"source,omitempty"` // of a system's reason the row of its kind has one
}

func reasonsCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "reasons",
		Short: "List the reason codes of phones and systems and what they mean",
		Args:  arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			return a.print(map[string]any{"schema": 1, "reasons": reasonRows()}, func(w io.Writer) error {
				for _, c := range reasonRows() {
					fmt.Fprintf(w, "%-26s %-12s %s\n", c.Code, c.Topic, c.Text)
				}
				return nil
			})
		},
	}
}

// reasonRows are the reasons of phones, then those of systems.
func reasonRows() (rows []reasonRow) {
	for _, c := range reason.Codes() {
		rows = append(rows, reasonRow{string(c.Code), string(c.Topic), c.Text, c.Code.Source()})
	}
	for _, r := range system.Reasons() {
		rows = append(rows, reasonRow{string(r), "system", r.Text(), ""})
	}
	return rows
}
