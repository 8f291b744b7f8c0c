package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/parallel"
	"tvslab/scenarios"
	"tvslab/twin"
	commands "tvslab/twin/shown"
)

// importVerb is tvslab import with its flags.
type importVerb struct {
	*app
	file   string
	redact bool
	key    string
}

func importCommand(a *app) *cobra.Command {
	v := importVerb{app: a}
	cmd := &cobra.Command{
		Use:   "import PATH ...",
		Short: "Make a twin of a real cluster from evidence",
		Long: `Writes a scenario file with a cluster and phones as evidence of a real cluster shows them, and tells what was not in the
evidence and assumed instead, with the line of the file to change. Evidence is what a site collects without changing anything: the
output of ` + strings.Join(commands.Commands(), ", ") + `, as whole terminal logs or in files of their own, of one or several nodes;
ITLFile.tlv and CTLFile.tlv; certificates; lists of phones and saved pages of phones. PATH is a file or a folder. Which node an output is of is found by prompt, login, what the
node says, or the name of the file or folder. docs/import.md says what to collect and how.

With --redact names, addresses, serial numbers, organisations and devices are replaced, consistently and so that nobody finds them out.
Nothing is sent anywhere. Private keys are in no evidence: the twin has lab keys.

Exit status: 0 written, 2 nothing of a cluster was found, or the file is there already.`,
		Example: `  tvslab import evidence/
  tvslab import cucm-pub.log cucm-sub1.log ITLFile.tlv -f site.yaml
  tvslab import evidence/ --redact -f to-hand-on.yaml
  tvslab import evidence/ -f - | less`,
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return v.run(cmd, args) },
	}
	cmd.Flags().BoolVar(&v.redact, "redact", false, "replace names, addresses, serial numbers, organisations and devices, so that the twin can be handed on")
	cmd.Flags().StringVar(&v.key, "redact-key", "", "file that holds the key of the replacements: the same text gets the same one each time (default: a new key, kept nowhere)")
	cmd.Flags().StringVarP(&v.file, "file", "f", "twin.yaml", "scenario file to write; - prints it, and the report goes to standard error")
	return cmd
}

func (v *importVerb) run(cmd *cobra.Command, paths []string) error {
	name, stem, err := scenarioFile(v.file)
	if err != nil {
		return usageError{fmt.Errorf("--file: %w", err)}
	}
	found, err := v.read(cmd.Context(), paths)
	if err != nil {
		return err
	}
	if v.file == "-" {
		return v.both(found)
	}
	if err := writeTwin(found, name, stem); err != nil {
		return err
	}
	report := found.Report(name)
	return v.print(report, func(w io.Writer) error {
		if err := report.WriteText(w); err != nil {
			return err
		}
		_, err := fmt.Fprintf(w, "\nwrote %s; check it with: tvslab check %s\n", strings.Join(append([]string{name}, report.Lists...), ", "), name)
		return err
	})
}

// writeTwin writes the scenario, and the lists beside it, all or none of them. What could not be played is not written.
func writeTwin(found *twin.Twin, name, stem string) (err error) {
	folder := filepath.Dir(name)
	var written []string
	defer func() {
		for _, file := range written {
			if err != nil {
				_ = os.Remove(file)
			}
		}
	}()
	for _, list := range found.Lists(stem) {
		file := filepath.Join(folder, list.Name)
		if err := writeWhole(file, list.Data); err != nil {
			return err
		}
		written = append(written, file)
	}
	text := found.YAML(strings.ReplaceAll(stem, "-", " "))
	if _, err := scenarios.Load(name, text, scenarios.Beside(os.DirFS(folder))); err != nil {
		return unplayable(err)
	}
	return writeWhole(name, text)
}

func unplayable(err error) error {
	return usageError{fmt.Errorf("import: the evidence makes no scenario: %w", err)}
}

// read makes a twin of what lies at the paths.
func (v *importVerb) read(ctx context.Context, paths []string) (*twin.Twin, error) {
	p := newProgress(v.errs, "reading files")
	evidence, err := twin.Collect(ctx, paths, p.report)
	p.end()
	switch {
	case errors.Is(err, twin.ErrNoFile):
		return nil, usageError{fmt.Errorf("import: %w; docs/import.md says what to collect", err)}
	case errors.Is(err, twin.ErrTooMuch):
		return nil, usageError{fmt.Errorf("import: %w", err)}
	case err != nil:
		return nil, fmt.Errorf("import: %w", err)
	}
	key, err := v.redaction(ctx)
	if err != nil {
		return nil, err
	}
	found, err := parallel.Until(ctx, func() (*twin.Twin, error) { return twin.Of(evidence, key) })
	switch {
	case errors.Is(err, twin.ErrNothing):
		return nil, v.nothing(found, err)
	case err != nil:
		return nil, fmt.Errorf("import: %w", err)
	}
	return found, nil
}

// redaction is the key under which names are replaced, nil for none.
func (v *importVerb) redaction(ctx context.Context) ([]byte, error) {
	switch {
	case !v.redact:
		return nil, nil
	case v.key == "":
		return twin.NewKey(), nil
	}
	return readFile(ctx, "--redact-key", v.key, "a key", func(data []byte) ([]byte, error) {
		if len(data) < shortestKey {
			return nil, fmt.Errorf("it has %d bytes, at least %d keep others from guessing names", len(data), shortestKey)
		}
		return data, nil
	})
}

// shortestKey is how many bytes a key has at least.
const shortestKey = 16

// writeWhole writes a file that must not exist.
func writeWhole(name string, text []byte) error {
	err := writeNew(name, text)
	switch {
	case errors.Is(err, fs.ErrExist):
		return usageError{fmt.Errorf("import: %s exists already; choose another name with -f or delete it", name)}
	case err != nil:
		return fmt.Errorf("import: %w", err)
	}
	return nil
}

// both prints the scenario as the result, and the report beside it.
func (v *importVerb) both(found *twin.Twin) error {
	found.Lists("")
	text := found.YAML("twin")
	if _, err := scenarios.Load("-", text); err != nil {
		return unplayable(err)
	}
	report := found.Report("")
	if v.output == "json" {
		report.Text = string(text)
		return printJSON(v.out, report)
	}
	if _, err := v.out.Write(text); err != nil {
		return err
	}
	return report.WriteText(v.errs)
}

// nothing tells what is wrong with evidence of which no cluster can be made.
func (v *importVerb) nothing(found *twin.Twin, err error) error {
	for _, p := range found.Problems {
		fmt.Fprintf(v.errs, "tvslab: %s: %s\n", p.Place, p.Text)
	}
	return usageError{fmt.Errorf("import: %w; docs/import.md says what to collect", err)}
}
