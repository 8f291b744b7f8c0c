package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"tvslab/scenarios/library"
)

func checkCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE|DIR|NAME ...",
		Short: "Check scenario files without running them",
		Args:  arguments(cobra.MinimumNArgs(1)),

		ValidArgsFunction: completePlays,
		RunE: func(cmd *cobra.Command, args []string) error {
			cells, err := loadCells(cmd.Context(), args, library.Selection{})
			if err != nil {
				return err
			}
			return a.print(map[string]any{"schema": 1, "valid": true, "cells": len(cells)}, func(w io.Writer) error {
				_, err := fmt.Fprintf(w, "valid: %d cells to run\n", len(cells))
				return err
			})
		},
	}
}
