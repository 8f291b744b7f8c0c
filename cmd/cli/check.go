package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"tvslab/scenarios/library"
)

func checkCommand(a *app) *cobra.Command {
	notes := annotateFlag{app: a}
	cmd := &cobra.Command{
		Use:   "check FILE|DIR|NAME ...",
		Short: "Check scenario files without running them",
		Long:  "Checks scenario files and plans without playing them: line, column and the nearest name of what is wrong. Exit status: 0 all are right, 2 not.",
		Example: `  tvslab check rotation.yaml
  tvslab check plans/ --annotate github`,
		Args: arguments(cobra.MinimumNArgs(1)),

		ValidArgsFunction: completePlays,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := notes.check(); err != nil {
				return err
			}
			cells, err := loadCells(cmd.Context(), args, library.Selection{})
			if err != nil {
				return notes.failed(err)
			}
			if err := notes.write(nil); err != nil {
				return err
			}
			return a.print(map[string]any{"schema": 1, "valid": true, "cells": len(cells)}, func(w io.Writer) error {
				_, err := fmt.Fprintf(w, "valid: %d cells to run\n", len(cells))
				return err
			})
		},
	}
	notes.register(cmd)
	return cmd
}
