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

// maxFiles bounds how many files are looked at.
const maxFiles = 20_000

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

// Collect reads files, and folders with all that is in them but hidden files. The error is one of reading, or says that there is no
// file at all; what is wrong with a file's content is told in it.
func Collect(ctx context.Context, paths []string) (*Evidence, error) {
	names, err := list(paths)
	if err != nil {
		return nil, err
	}
	e := &Evidence{}
	for _, name := range names {
		data, err := parallel.Until(ctx, func() ([]byte, error) { return load(name) })
		if err != nil {
			return nil, err
		}
		e.Add(filepath.ToSlash(name), data)
	}
	return e, nil
}

// headOfList is as much of a file as shows whether it is a list of phones, bytes.
const headOfList = 64 << 10

// Add reads a file.
func (e *Evidence) Add(name string, data []byte) {
	f := shown.Read(name, data)
	if len(f.Sessions) == 0 && len(data) <= shown.MaxFile && roster.Recognizes(data[:min(len(data), headOfList)]) {
		e.tables = append(e.tables, table{name, data})
		return
	}
	e.Files = append(e.Files, f)
}

// list names the files, those of a folder in the order of their names.
func list(paths []string) (names []string, err error) {
	for _, path := range paths {
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
				return fmt.Errorf("%s: more than %d files; name fewer", path, maxFiles)
			}
			names = append(names, name)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(names) == 0 {
		return nil, errors.New("no file in " + strings.Join(paths, ", "))
	}
	return names, nil
}

// load reads a file, of one that is too large enough to tell.
func load(name string) ([]byte, error) {
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
