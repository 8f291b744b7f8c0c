package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"tvslab/phone/reason"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
)

// listed is one scenario in the JSON of tvslab list.
type listed struct {
	Name    string   `json:"name"`
	Folder  string   `json:"folder"`
	Title   string   `json:"title"`
	Teaches string   `json:"teaches"`
	Source  string   `json:"source"`
	Cells   []string `json:"cells"`
}

func (a *app) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list [FOLDER|NAME ...]",
		Short: "List the scenario library",
		Long:  "Lists the library by folder, with a line on what each scenario teaches: all of it, or folders, names and starts of names.",
		Example: `  tvslab list
  tvslab list capf mixed-mode
  tvslab list tftp-both-changed...`,
		ValidArgsFunction: completeScenarios,
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := findAll(args)
			if err != nil {
				return err
			}
			if a.output == "json" {
				return printJSON(a.out, listJSON(all))
			}
			a.printList(all)
			return nil
		},
	}
}

// findAll finds what the names say, everything where there is none.
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

func listJSON(all []*scenarios.Scenario) any {
	list := []listed{}
	for _, s := range all {
		l := listed{Name: s.Name, Folder: path.Dir(s.File), Title: s.Title, Teaches: s.Teaches, Source: s.Source}
		for _, c := range s.Cells() {
			l.Cells = append(l.Cells, c.String())
		}
		list = append(list, l)
	}
	return struct {
		Schema    int      `json:"schema"`
		Scenarios []listed `json:"scenarios"`
	}{1, list}
}

// printList groups by topic, the first folder of the library.
func (a *app) printList(all []*scenarios.Scenario) {
	topic := ""
	for _, s := range all {
		if t, _, _ := strings.Cut(s.File, "/"); t != topic {
			topic = t
			fmt.Fprintf(a.out, "%s\n", colour(a.out, text.Bold, topic))
		}
		line := s.Teaches
		if line == "" {
			line = s.Title
		}
		fmt.Fprintf(a.out, "  %s\n      %s\n", s.Name, line)
	}
	fmt.Fprintf(a.out, "\n%d scenarios. tvslab show NAME prints one, tvslab run NAME plays it.\n", len(all))
}

func (a *app) showCommand() *cobra.Command {
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
				if err := a.show(s); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func (a *app) show(s *scenarios.Scenario) error {
	data, err := fs.ReadFile(library.Files, s.File)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "# %s\n# Source: %s\n", s.Title, s.Source)
	for _, part := range []struct{ name, text string }{
		{"Teaches", s.Teaches}, {"About", s.Description}, {"Conflict between sources", s.Conflict},
	} {
		if about := strings.TrimSpace(part.text); about != "" {
			fmt.Fprintf(a.out, "# %s: %s\n", part.name, strings.ReplaceAll(about, "\n", "\n#   "))
		}
	}
	_, err = fmt.Fprintf(a.out, "\n%s", data)
	return err
}

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE|DIR|NAME ...",
		Short: "Check scenario files without running them",
		Args:  arguments(cobra.MinimumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			cells, err := loadCells(args, nil, nil)
			if err != nil {
				return err
			}
			if a.output == "json" {
				return printJSON(a.out, map[string]any{"schema": 1, "valid": true, "cells": len(cells)})
			}
			fmt.Fprintf(a.out, "valid: %d cells to run\n", len(cells))
			return nil
		},
	}
}

func (a *app) newCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "new FILE.yaml",
		Short: "Write a commented scenario to start from",
		Example: `  tvslab new my-rotation.yaml
  tvslab new - | less`,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			name := strings.TrimSuffix(path.Base(args[0]), ".yaml")
			if args[0] == "-" {
				_, err := a.out.Write(library.New("my rotation"))
				return err
			}
			file := strings.TrimSuffix(args[0], ".yaml") + ".yaml"
			f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, fs.ErrExist) {
				return usageError{fmt.Errorf("new: %s exists already; choose another name or delete it", file)}
			}
			if err != nil {
				return fmt.Errorf("new: %w", err)
			}
			_, err = f.Write(library.New(strings.ReplaceAll(name, "-", " ")))
			if err := errors.Join(err, f.Close()); err != nil {
				return fmt.Errorf("new: %w", err)
			}
			fmt.Fprintf(a.out, "wrote %s; run it with: tvslab run %s\n", file, file)
			return nil
		},
	}
}

func (a *app) schemaCommand() *cobra.Command {
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

func (a *app) reasonsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "reasons",
		Short: "List the reason codes of phones and what they mean",
		Args:  arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			if a.output == "json" {
				return printJSON(a.out, map[string]any{"schema": 1, "reasons": reasonRows()})
			}
			for _, c := range reason.Codes() {
				fmt.Fprintf(a.out, "%-26s %-12s %s\n", c.Code, c.Topic, c.Text)
			}
			return nil
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
