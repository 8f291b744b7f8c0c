// Package private makes files that nobody but their owner reads: by their mode, or where modes say nothing, on Windows, by their access
// control list.
package private

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"tvslab/swap"
)

// Create writes a file that does not exist yet. The error is fs.ErrExist if it does.
func Create(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err = restrict(name); err == nil {
		_, err = f.WriteString(text)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

// Replace writes a file, whole at once, in the place of one that may be there, in a folder that is made.
func Replace(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	fresh := name + "." + strconv.Itoa(os.Getpid())
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a process that was ended and had this number
		return err
	}
	if err := Create(fresh, text); err != nil {
		return err
	}
	return swap.In(fresh, name)
}
