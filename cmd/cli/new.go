package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/scenarios/library"
)

func newCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "new FILE.yaml",
		Short: "Write a commented scenario to start from",
		Example: `  tvslab new my-rotation.yaml
  tvslab new - | less`,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			if args[0] == "-" {
				_, err := a.out.Write(library.New("my rotation"))
				return err
			}
			file := strings.TrimSuffix(args[0], ".yaml") + ".yaml"
			if err := writeNew(file); err != nil {
				return err
			}
			_, err := fmt.Fprintf(a.out, "wrote %s; run it with: tvslab run %s\n", file, file)
			return err
		},
	}
}

// writeNew writes a scenario whose title is the name of the file, which must not exist.
func writeNew(file string) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return usageError{fmt.Errorf("new: %s exists already; choose another name or delete it", file)}
	}
	if err != nil {
		return fmt.Errorf("new: %w", err)
	}
	title := strings.ReplaceAll(strings.TrimSuffix(path.Base(file), ".yaml"), "-", " ")
	_, err = f.Write(library.New(title))
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("new: %w", err)
	}
	return nil
}
