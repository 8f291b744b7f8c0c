package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/phone/fleet"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim/cucm"
)

// completeWords completes a flag with words; of a list, its last element.
func completeWords(cmd *cobra.Command, flag string, words func(cmd *cobra.Command, args []string) []string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		before := ""
		if f := cmd.Flags().Lookup(flag); f != nil && f.Value.Type() == "stringSlice" {
			before = typed[:strings.LastIndexByte(typed, ',')+1]
		}
		var list []string
		for _, w := range words(cmd, args) {
			list = append(list, before+w)
		}
		return list, cobra.ShellCompDirectiveNoFileComp
	})
}

// fixed are words that depend on nothing.
func fixed(words []string) func(*cobra.Command, []string) []string {
	return func(*cobra.Command, []string) []string { return words }
}

// completeScenarios completes names of scenarios; the shell adds files.
func completeScenarios(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return library.Names(), cobra.ShellCompDirectiveDefault
}

// completeLibrary completes names and folders of the library.
func completeLibrary(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return append(library.Names(), library.Folders()...), cobra.ShellCompDirectiveNoFileComp
}

// completePlays completes what can be played: scenarios and folders of the library; the shell adds files.
func completePlays(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return append(library.Names(), library.Folders()...), cobra.ShellCompDirectiveDefault
}

// completeCells completes --release and --mode with what the scenarios have that are named, or with all there are.
func completeCells(cmd *cobra.Command) {
	completeWords(cmd, "release", func(cmd *cobra.Command, args []string) []string {
		return ofCells(cmd, args, cucm.ReleaseNames(), func(release, _ string) string { return release })
	})
	completeWords(cmd, "as-release", fixed(cucm.ReleaseNames()))
	completeWords(cmd, "mode", func(cmd *cobra.Command, args []string) []string {
		return ofCells(cmd, args, modeNames(), func(_, mode string) string { return mode })
	})
}

func ofCells(cmd *cobra.Command, args, all []string, of func(release, mode string) string) (list []string) {
	if f := cmd.Flags().Lookup("scenario"); f != nil {
		args = nonEmpty(f.Value.String())
	}
	if len(args) == 0 {
		return all
	}
	cells, err := loadCells(cmd.Context(), args, library.Selection{})
	if err != nil {
		return all
	}
	for _, c := range cells {
		if word := of(c.Cell.Release, c.Cell.Mode); !slices.Contains(list, word) {
			list = append(list, word)
		}
	}
	return list
}

// storeNames are the certificate stores.
func storeNames() (names []string) {
	for _, s := range cucm.Stores() {
		names = append(names, string(s))
	}
	return names
}

// completeState completes what is in a state file; nothing where that cannot be read.
func completeState(cmd *cobra.Command, flag string, of func(groups, models []string) []string) {
	completeWords(cmd, flag, func(cmd *cobra.Command, _ []string) []string {
		s, err := fleet.ReadStore(cmd.Flags().Lookup("state").Value.String())
		if err != nil {
			return nil
		}
		defer s.Close()
		groups, models, _ := s.Members()
		return of(groups, models)
	})
}

// firstPhones are the device names of the first phones of each group.
func firstPhones(s *scenarios.Scenario) (names []string) {
	const some = 3
	for i := range s.Phones {
		list := s.Devices(i).Upto(some)
		for place := range list.Len() {
			names = append(names, list.At(place).Name())
		}
	}
	return names
}
