package cli

import (
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/scenarios"
	"tvslab/scenarios/library"
)

func showCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "show NAME",
		Short:             "Print a scenario of the library with its explanation",
		Args:              arguments(cobra.ExactArgs(1)),
		ValidArgsFunction: completeScenarios,
		RunE: func(_ *cobra.Command, args []string) error {
			found, err := library.Find(args[0])
			if err != nil {
				return err
			}
			for _, s := range found {
				if err := showScenario(a.out, s); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func showScenario(w io.Writer, s *scenarios.Scenario) error {
	data, err := fs.ReadFile(library.Files, s.File)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "# %s\n# Source: %s\n", s.Title, s.Source)
	for _, part := range []struct{ name, text string }{
		{"Teaches", s.Teaches}, {"About", s.Description}, {"Conflict between sources", s.Conflict},
	} {
		if about := strings.TrimSpace(part.text); about != "" {
			fmt.Fprintf(w, "# %s: %s\n", part.name, strings.ReplaceAll(about, "\n", "\n#   "))
		}
	}
	_, err = fmt.Fprintf(w, "\n%s", data)
	return err
}
