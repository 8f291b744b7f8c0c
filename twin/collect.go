package twin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tvslab/parallel"
	"tvslab/twin/roster"
	"tvslab/twin/shown"
)

// Bounds of what is read.
const (
	maxFiles    = 20_000
	maxEvidence = 256 << 20 // bytes of all files
)

// Evidence is what was found in files and folders.
type Evidence struct {
	Files  []*shown.File
	tables []table // for package roster
}

// table is a list or page of phones.
type table struct {
	name string
	data []byte
}

// ErrNoFile is the error of paths in which there is no file, and ErrTooMuch of those with more than is read.
var (
	ErrNoFile  = errors.New("no file")
	ErrTooMuch = errors.New("too much evidence; name fewer files")
)

// Collect reads files, and folders with all that is in them but hidden files and links. progress, if set, is told how many files of all
// were read. The error is one of reading, [ErrNoFile] or [ErrTooMuch]; what is wrong with a file's content is told in it.
func Collect(ctx context.Context, paths []string, progress func(done, total int)) (*Evidence, error) {
	names, err := list(paths)
	if err != nil {
		return nil, err
	}
	e := &Evidence{}
	size := 0
	for i, name := range names {
		if progress != nil {
			progress(i, len(names))
		}
		before := size // the reading goes on where ctx ends
		size, err = parallel.Until(ctx, func() (int, error) { return e.load(name, before) })
		if err != nil {
			return nil, err
		}
	}
	return e, nil
}

// load reads a file after others of so many bytes, and returns how many there are with it.
func (e *Evidence) load(name string, size int) (int, error) {
	data, err := contents(name)
	if err != nil {
		return 0, err
	}
	if size += len(data); size > maxEvidence {
		return 0, fmt.Errorf("%s: %w: up to this one there are more than %d MB", name, ErrTooMuch, maxEvidence>>20)
	}
	e.Add(filepath.ToSlash(name), data)
	return size, nil
}

// headOfList is as much of a file as shows whether it is a list of phones, bytes.
const headOfList = 64 << 10

// Add reads a file.
func (e *Evidence) Add(name string, data []byte) {
	f := shown.Read(name, data)
	if len(f.Sessions) == 0 && shown.TooLarge(data) == "" && roster.Recognizes(data[:min(len(data), headOfList)]) {
		e.tables = append(e.tables, table{name, data})
		return
	}
	e.Files = append(e.Files, f)
}

// list names the files, those of a folder in the order of their names.
func list(paths []string) (names []string, err error) {
	for _, path := range paths {
		path = entered(path)
		err := filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
			hidden := name != path && strings.HasPrefix(entry.Name(), ".")
			switch {
			case err != nil:
				return err
			case entry.IsDir() && hidden:
				return fs.SkipDir
			case entry.IsDir() || hidden || entry.Type()&fs.ModeType != 0 && name != path:
				return nil
			case len(names) == maxFiles:
				return fmt.Errorf("%s: %w: there are more than %d", path, ErrTooMuch, maxFiles)
			}
			names = append(names, name)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%w in %s", ErrNoFile, strings.Join(paths, ", "))
	}
	return names, nil
}

// entered is a path by which a folder is entered, also where a link leads to it.
func entered(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return path + string(filepath.Separator)
	}
	return path
}

// contents reads a file, of one that is too large enough to tell.
func contents(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, shown.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return data, nil
}
