package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

func (v *labVerb) webCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "web",
		Short: "Print a link to a running lab's pages",
		Long: `Prints a link that lets one browser in to the pages of a lab that is served with --web. The browser stays in until it logs out, or the
lab ends; another browser needs another link.`,
		Example: "  tvslab lab web\n  xdg-open \"$(tvslab lab web)\"",
		Args:    arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			running, err := v.open()
			if err != nil {
				return err
			}
			link, err := running.WebLink(cmd.Context())
			if err != nil {
				return controlError(err)
			}
			return v.print(link, func(w io.Writer) error {
				_, err := fmt.Fprintln(w, link.URL)
				return err
			})
		},
	}
}
