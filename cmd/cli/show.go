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

// shownDocument is the JSON document of tvslab show.
type shownDocument struct {
	Schema    int     `json:"schema"`
	Scenarios []shown `json:"scenarios"`
}

// shown is a scenario of the library with its explanation.
type shown struct {
	Name     string `json:"name"`
	File     string `json:"file"`
	Title    string `json:"title"`
	Source   string `json:"source"`
	Teaches  string `json:"teaches"`
	About    string `json:"about,omitempty"`
	Conflict string `json:"conflict,omitempty"`
	Text     string `json:"text"`
}

func showCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "show NAME",
		Short:             "Print a scenario of the library with its explanation",
		Args:              arguments(cobra.ExactArgs(1)),
		ValidArgsFunction: completeLibrary,
		RunE: func(_ *cobra.Command, args []string) error {
			found, err := library.Find(args[0])
			if err != nil {
				return err
			}
			doc := shownDocument{Schema: 1}
			for _, s := range found {
				one, err := show(s)
				if err != nil {
					return err
				}
				doc.Scenarios = append(doc.Scenarios, one)
			}
			return a.print(doc, doc.write)
		},
	}
}

func show(s *scenarios.Scenario) (shown, error) {
	data, err := fs.ReadFile(library.Files, s.File)
	return shown{Name: s.Name, File: s.File, Title: s.Title, Source: s.Source, Teaches: strings.TrimSpace(s.Teaches),
		About: strings.TrimSpace(s.Description), Conflict: strings.TrimSpace(s.Conflict), Text: string(data)}, err
}

func (d shownDocument) write(w io.Writer) error {
	for _, s := range d.Scenarios {
		fmt.Fprintf(w, "# %s\n", s.Title)
		if s.Source != "" {
			fmt.Fprintf(w, "# Source: %s\n", s.Source)
		}
		for _, part := range []struct{ name, text string }{
			{"Teaches", s.Teaches}, {"About", s.About}, {"Conflict between sources", s.Conflict},
		} {
			if part.text != "" {
				fmt.Fprintf(w, "# %s: %s\n", part.name, strings.ReplaceAll(part.text, "\n", "\n#   "))
			}
		}
		if _, err := fmt.Fprintf(w, "\n%s", s.Text); err != nil {
			return err
		}
	}
	return nil
}
