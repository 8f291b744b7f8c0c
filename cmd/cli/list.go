package cli

import (
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"tvslab/scenarios"
	"tvslab/scenarios/library"
)

// libraryDocument is the JSON document of tvslab list.
type libraryDocument struct {
	Schema    int      `json:"schema"`
	Scenarios []listed `json:"scenarios"`
}

type listed struct {
	Name    string   `json:"name"`
	Folder  string   `json:"folder"`
	Title   string   `json:"title"`
	Teaches string   `json:"teaches"`
	Source  string   `json:"source"`
	Cells   []string `json:"cells"`
}

func listCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list [FOLDER|NAME ...]",
		Short: "List the scenario library",
		Long:  "Lists the library by folder, with a line on what each scenario teaches: all of it, or folders, names and starts of names.",
		Example: `  tvslab list
  tvslab list capf mixed-mode
  tvslab list tftp-both-changed...`,
		ValidArgsFunction: completeLibrary,
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := findAll(args)
			if err != nil {
				return err
			}
			return a.print(listOf(all), func(w io.Writer) error { return writeList(w, all) })
		},
	}
}

// findAll finds what the names say in the library, everything where there is none.
func findAll(names []string) ([]*scenarios.Scenario, error) {
	if len(names) == 0 {
		names = []string{"*"}
	}
	var all []*scenarios.Scenario
	for _, name := range names {
		found, err := library.Find(name)
		if err != nil {
			return nil, usageError{err}
		}
		all = append(all, found...)
	}
	return all, nil
}

func listOf(all []*scenarios.Scenario) libraryDocument {
	list := libraryDocument{Schema: 1, Scenarios: []listed{}}
	for _, s := range all {
		l := listed{Name: s.Name, Folder: path.Dir(s.File), Title: s.Title, Teaches: s.Teaches, Source: s.Source}
		for _, c := range s.Cells() {
			l.Cells = append(l.Cells, c.String())
		}
		list.Scenarios = append(list.Scenarios, l)
	}
	return list
}

// writeList groups by topic, the first folder of the library.
func writeList(w io.Writer, all []*scenarios.Scenario) error {
	topic := ""
	for _, s := range all {
		if t, _, _ := strings.Cut(s.File, "/"); t != topic {
			topic = t
			paint(w, text.Bold, topic)
			fmt.Fprintln(w)
		}
		line := s.Teaches
		if line == "" {
			line = s.Title
		}
		fmt.Fprintf(w, "  %s\n      %s\n", s.Name, line)
	}
	_, err := fmt.Fprintf(w, "\n%d scenarios. tvslab show NAME prints one, tvslab run NAME plays it.\n", len(all))
	return err
}
