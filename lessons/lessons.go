// Package lessons is the lessons that are embedded in the program: one file each.
package lessons

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"tvslab/lesson"
	"tvslab/scenarios/file"
)

// Files are the embedded lessons.
//
//go:embed *.yaml
var Files embed.FS

// Names gives the names of the embedded lessons, sorted.
func Names() []string {
	var names []string
	entries, err := Files.ReadDir(".")
	if err != nil {
		panic(err) // an embedded file system does not fail
	}
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}

// List loads all embedded lessons, in the order in which they are learnt.
func List() ([]*lesson.Lesson, error) {
	var all []*lesson.Lesson
	for _, name := range Names() {
		l, err := Find(name)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	slices.SortStableFunc(all, func(a, b *lesson.Lesson) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Name, b.Name))
	})
	return all, nil
}

// Find loads an embedded lesson, or a lesson file by its path, which has a separator or ends in .yaml. The error is a *file.Unknown for a name that
// there is not, file.Problems for a file that is wrong.
func Find(name string) (*lesson.Lesson, error) {
	if strings.ContainsRune(filepath.ToSlash(name), '/') || path.Ext(name) == ".yaml" || path.Ext(name) == ".yml" {
		return fromDisk(name)
	}
	data, err := Files.ReadFile(name + ".yaml")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil, &file.Unknown{What: "lesson", Name: name, Known: Names()}
	}
	if err != nil {
		return nil, fmt.Errorf("lesson %s: %w", name, err)
	}
	return lesson.Load(name+".yaml", data)
}

func fromDisk(name string) (*lesson.Lesson, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("lesson: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, file.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("lesson: %w", err)
	}
	return lesson.Load(name, data)
}
