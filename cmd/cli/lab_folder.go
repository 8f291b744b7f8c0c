package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"tvslab/sim/lab/folder"
)

// folderCommands are about labs in folders, whether they run or not.
func (v *labVerb) folderCommands() []*cobra.Command {
	return []*cobra.Command{v.listCommand(), v.exportCommand(), v.importCommand(), v.removeCommand()}
}

func (v *labVerb) listCommand() *cobra.Command {
	return &cobra.Command{
		Use: "ls [FOLDER...]", Short: "List the labs in folders",
		Long: "Lists the labs in the folders, by default in this one: title, clock, phones, when it was written last, and who has it open.", Example: "  tvslab lab ls\n  tvslab lab ls labs",
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := labsIn(cmd.Context(), args)
			if err != nil {
				return err
			}
			return v.print(list, func(w io.Writer) error {
				var rows []table.Row
				for _, a := range list {
					rows = append(rows, table.Row{a.Folder, a.Title, day(a.Clock), a.Phones, a.Steps, fmt.Sprintf("%d kB", a.Bytes>>10), day(a.Kept)})
				}
				printTable(w, table.Row{"LAB", "TITLE", "CLOCK", "PHONES", "STEPS", "SIZE", "WRITTEN"}, rows)
				return nil
			})
		},
	}
}

// labsIn finds labs: folders that are one, and those directly below.
func labsIn(ctx context.Context, folders []string) ([]*folder.About, error) {
	if len(folders) == 0 {
		folders = []string{"."}
	}
	list := []*folder.About{}
	for _, dir := range folders {
		below, err := os.ReadDir(dir)
		if err != nil {
			return nil, labFolderError(err)
		}
		names := []string{dir}
		for _, b := range below {
			names = append(names, filepath.Join(dir, b.Name()))
		}
		for _, name := range names {
			if !folder.Is(name) {
				continue
			}
			a, err := folder.Look(ctx, name)
			if err != nil {
				return nil, labFolderError(err)
			}
			list = append(list, a)
		}
	}
	return list, nil
}

func (v *labVerb) exportCommand() *cobra.Command {
	return &cobra.Command{
		Use: "export LAB FILE", Short: "Write a whole lab into one file",
		Long: `Writes the lab in a folder into one file, with its keys, history and snapshots: for learners, or for a report of what is wrong. It may run meanwhile.
"tvslab lab import" makes a folder of it again, also on another machine and with a later version.`,
		Example: "  tvslab lab export labs/monday monday.tvslab",
		Args:    arguments(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return labFolderError(folder.Export(cmd.Context(), args[0], args[1]))
		},
	}
}

func (v *labVerb) importCommand() *cobra.Command {
	return &cobra.Command{
		Use: "import FILE LAB", Short: "Make a lab's folder of a file that export wrote",
		Long: "Makes the folder of a lab that export wrote into a file. tvslab serve LAB goes on with it.", Example: "  tvslab lab import monday.tvslab labs/mine",
		Args: arguments(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return labFolderError(folder.Import(cmd.Context(), args[0], args[1]))
		},
	}
}

func (v *labVerb) removeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "rm LAB...", Short: "Delete labs with their folders",
		Long: "Deletes the folders of labs that nobody has open, with all that is in them.", Example: "  tvslab lab rm labs/monday",
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			for _, dir := range args {
				if err := folder.Remove(dir); err != nil {
					return labFolderError(err)
				}
			}
			return nil
		},
	}
}
