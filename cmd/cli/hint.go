package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tvslab/doctor"
	"tvslab/scenarios/file"
	"tvslab/spelling"
	"tvslab/trustlist/inspect"
)

// hintFor says what to do about an error that does not say it itself.
func hintFor(err error) string {
	var unread *inspect.NotRead
	if errors.As(err, &unread) {
		return unread.Hint()
	}
	return cmp.Or(doctor.MendOf(err), fileHint(err))
}

// fileHint names the file or folder that was meant, where one of nearly that name stands in the place of one that does not exist.
func fileHint(err error) string {
	var missing *fs.PathError
	if !errors.As(err, &missing) || !errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	folder, name, rest := firstMissing(filepath.Clean(missing.Path))
	if near := spelling.Nearest(name, namesIn(folder)); near != "" {
		return fmt.Sprintf("did you mean %q?", filepath.Join(folder, near, rest))
	}
	return ""
}

// firstMissing takes a path apart at its first part that does not exist.
func firstMissing(path string) (folder, name, rest string) {
	folder, name = filepath.Split(path)
	for folder != "" {
		above := filepath.Clean(folder)
		if _, err := os.Stat(above); err == nil || above == filepath.Dir(above) {
			break
		}
		rest = filepath.Join(name, rest)
		folder, name = filepath.Split(above)
	}
	return folder, name, rest
}

// mostNames bounds the names that are compared: a folder may have millions.
const mostNames = 10_000

// namesIn lists what is in a folder; nothing where it cannot be read.
func namesIn(folder string) []string {
	f, err := os.Open(cmp.Or(folder, "."))
	if err != nil {
		return nil
	}
	defer f.Close()
	names, _ := f.Readdirnames(mostNames)
	return names
}

// flagError is the user's error about a flag, with the one that was meant if it is none.
func flagError(cmd *cobra.Command, err error) error {
	if verb := cmd.Flags().Arg(0); !cmd.HasParent() && verb != "" { // its flags are not those of the root: what is wrong is the verb
		return cmd.Args(cmd, []string{verb})
	}
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) || unknown.GetSpecifiedShortnames() != "" {
		return usageError{err}
	}
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	if near := spelling.Nearest(unknown.GetSpecifiedName(), known); near != "" {
		return usageError{fmt.Errorf("%w; did you mean --%s?", err, near)}
	}
	return usageError{fmt.Errorf("%w (see %s --help)", err, cmd.CommandPath())}
}

// oneOf is the user's error about the value of a flag that is not one of the known ones.
func oneOf(flag, what, value string, known []string) error {
	for _, k := range known {
		if k == value {
			return nil
		}
	}
	return usageError{fmt.Errorf("%s: %w", flag, &file.Unknown{What: what, Name: value, Known: known})}
}

// arguments is a cobra check of arguments, whose errors name the help, and the command that was meant.
func arguments(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		err := check(cmd, args)
		if err == nil {
			return nil
		}
		if near := nearCommand(cmd, strings.Join(args[:min(len(args), 1)], "")); near != "" {
			return usageError{fmt.Errorf("%w; did you mean %s?", err, near)}
		}
		return usageError{fmt.Errorf("%w (see %s --help)", err, cmd.CommandPath())}
	}
}

// nearCommand is the command below cmd that was meant by a word: what others call so, or what is nearly called so. "" where none is.
func nearCommand(cmd *cobra.Command, word string) string {
	var names []string
	for _, below := range cmd.Commands() {
		names = append(names, below.Name())
		if slices.Contains(below.SuggestFor, spelling.Fold(word)) {
			return below.Name()
		}
	}
	return spelling.Nearest(word, names)
}
