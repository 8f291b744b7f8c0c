package shard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"tvslab/swap"
)

// FileName is the file of a part in a folder.
func (p Part) FileName(extension string) string {
	return fmt.Sprintf("shard-%d-of-%d%s", p.Index, p.Of, extension)
}

// fileName is what FileName makes for results.
var fileName = regexp.MustCompile(`^shard-(\d{1,6})-of-(\d{1,6})\.json$`)

// IsFolder reports whether a path means a folder: it is one, or ends as one.
func IsFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir() || strings.HasSuffix(path, "/") || strings.HasSuffix(path, string(filepath.Separator))
}

// In returns the file of a part in a folder, which is made; a path that is none stays as it is.
func In(path string, p Part, extension string) (string, error) {
	if !IsFolder(path) {
		return path, nil
	}
	return filepath.Join(path, p.FileName(extension)), os.MkdirAll(path, 0o755)
}

// Write writes a file whole or not at all, whatever ends the process; one that is there is replaced at once.
func Write(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".part-*")
	if err != nil {
		return fmt.Errorf("%q: %w", name, err)
	}
	err = errors.Join(write(f), f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = swap.In(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("%q: %w", name, err)
	}
	return nil
}

// Folder is where the results of all parts come together.
type Folder struct {
	Path  string
	Of    int       // parts that there are to be; 0: as many as the first one says
	After time.Time // files that were written before are of an earlier run, and not there
}

// Missing is the error of parts that are not there.
type Missing struct {
	Folder string
	Parts  []int // from 0; none where nobody said how many there are
	Of     int
}

// most is how many missing parts are named.
const most = 10

func (m *Missing) Error() string {
	if m.Of == 0 {
		return fmt.Sprintf("%q: no result of a shard, which would be shard-I-of-N.json", m.Folder)
	}
	var names []string
	for _, i := range m.Parts[:min(len(m.Parts), most)] {
		names = append(names, strconv.Itoa(i))
	}
	if len(m.Parts) > most {
		names = append(names, fmt.Sprintf("and %d more", len(m.Parts)-most))
	}
	return fmt.Sprintf("%q: %d of %d shards are missing: %s", m.Folder, len(m.Parts), m.Of, strings.Join(names, ", "))
}

// Files returns the results of all parts, in their order. The error is a *Missing where some are not there.
func (f Folder) Files() ([]string, error) {
	entries, err := os.ReadDir(f.Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	of, there := f.Of, map[int]string{}
	for _, e := range entries {
		m := fileName.FindStringSubmatch(e.Name())
		if m == nil || f.old(e) {
			continue
		}
		index, _ := strconv.Atoi(m[1])
		parts, _ := strconv.Atoi(m[2])
		switch {
		case f.Of == 0 && of != 0 && parts != of:
			return nil, fmt.Errorf("%q has shards of %d and of %d: results of different runs", f.Path, of, parts)
		case f.Of == 0:
			of = parts
		case parts != of:
			continue
		}
		there[index] = filepath.Join(f.Path, e.Name())
	}
	return inOrder(f.Path, there, of)
}

func (f Folder) old(e fs.DirEntry) bool {
	info, err := e.Info()
	return err != nil || !f.After.IsZero() && info.ModTime().Before(f.After)
}

func inOrder(folder string, there map[int]string, of int) (files []string, err error) {
	missing := Missing{Folder: folder, Of: of}
	for i := range of {
		if name, ok := there[i]; ok {
			files = append(files, name)
		} else {
			missing.Parts = append(missing.Parts, i)
		}
	}
	if of == 0 || len(missing.Parts) > 0 {
		return nil, &missing
	}
	return files, nil
}

// look is how often a folder is looked at while parts are missing.
const look = 500 * time.Millisecond

// Wait returns the results of all parts once they are there, or what is missing after some time. tell, if set, is told at first and
// whenever others are missing than before.
func (f Folder) Wait(ctx context.Context, limit time.Duration, tell func(*Missing)) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tick := time.NewTicker(look)
	defer tick.Stop()
	said := ""
	for {
		files, err := f.Files()
		var missing *Missing
		if !errors.As(err, &missing) {
			return files, err
		}
		if text := err.Error(); tell != nil && text != said && limit > 0 {
			tell(missing)
			said = text
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				return nil, context.Cause(ctx)
			}
			return nil, err
		}
	}
}
