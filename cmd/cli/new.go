package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/scenarios"
	"tvslab/scenarios/library"
)

// newVerb is tvslab new with its flags.
type newVerb struct {
	*app
	schema string
}

// newDocument is the JSON document of tvslab new.
type newDocument struct {
	Schema int    `json:"schema"`
	File   string `json:"file,omitempty"` // that was written
	Text   string `json:"text,omitempty"` // of the scenario, where none was
}

func newCommand(a *app) *cobra.Command {
	v := newVerb{app: a}
	cmd := &cobra.Command{
		Use:   "new FILE.yaml",
		Short: "Write a commented scenario to start from",
		Long: `Writes a commented scenario to start from; - prints it. With --schema its first line names a JSON Schema, by which editors
check and complete what is typed (those with the YAML language server, for example); the schema is written too if it is not there.`,
		Example: `  tvslab new my-rotation.yaml
  tvslab new my-rotation.yaml --schema scenario.schema.json
  tvslab new - | less`,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return v.run(args[0]) },
	}
	cmd.Flags().StringVar(&v.schema, "schema", "", "name this JSON Schema in the first line, and write it there if there is none")
	return cmd
}

func (v *newVerb) run(name string) error {
	if name == "-" {
		text, err := v.text("my rotation", ".")
		if err != nil {
			return fmt.Errorf("new: %w", err)
		}
		return v.print(newDocument{Schema: 1, Text: string(text)}, func(w io.Writer) error {
			_, err := w.Write(text)
			return err
		})
	}
	file, stem, err := scenarioFile(name)
	if err != nil {
		return usageError{fmt.Errorf("new: %w", err)}
	}
	text, err := v.text(strings.ReplaceAll(stem, "-", " "), filepath.Dir(file))
	if err != nil {
		return fmt.Errorf("new: %w", err)
	}
	err = writeNew(file, text)
	if errors.Is(err, fs.ErrExist) {
		return usageError{fmt.Errorf("new: %s exists already; choose another name or delete it", file)}
	}
	if err != nil {
		return fmt.Errorf("new: %w", err)
	}
	return v.print(newDocument{Schema: 1, File: file}, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "wrote %s; run it with: tvslab run %s\n", file, file)
		return err
	})
}

// scenarioFile is the file that a name means, which may leave .yaml out, and what the scenario is called.
func scenarioFile(name string) (file, stem string, err error) {
	stem = filepath.Base(name)
	info, missing := os.Stat(name)
	if slices.Contains([]string{".", ".."}, stem) || strings.HasSuffix(name, "/") || missing == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return "", "", fmt.Errorf("%s is no file for a scenario; name one such as site.yaml", name)
	}
	for _, ending := range []string{".yaml", ".yml"} {
		if before, written := strings.CutSuffix(stem, ending); written {
			return name, before, nil
		}
	}
	return name + ".yaml", stem, nil
}

// text is the scenario, for a file in a folder.
func (v *newVerb) text(title, folder string) ([]byte, error) {
	text := library.New(title)
	if v.schema == "" {
		return text, nil
	}
	schema, err := scenarios.Schema()
	if err != nil {
		return nil, err
	}
	if err := writeNew(v.schema, append(bytes.TrimSpace(schema), '\n')); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("--schema: %w", err)
	}
	return append([]byte("# yaml-language-server: $schema="+pathFrom(folder, v.schema)+"\n"), text...), nil
}

// pathFrom is a path as seen from a folder: editors look for the schema beside the file.
func pathFrom(folder, path string) string {
	from, err := filepath.Abs(folder)
	to, err2 := filepath.Abs(path)
	if rel, err3 := filepath.Rel(from, to); errors.Join(err, err2, err3) == nil {
		return filepath.ToSlash(rel)
	}
	return path
}

// writeNew writes a file that must not exist, whole or not at all.
func writeNew(file string, text []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		err = errors.Join(err, os.Remove(file))
	}
	return err
}
