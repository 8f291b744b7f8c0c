// Package library is the library of scenarios that is embedded in the program,
// and finds scenarios: by name, in files and folders, and one cell by release
// and mode. It also has the template of new ones.
package library

import (
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

	"tvslab/scenarios"
	"tvslab/scenarios/file"
)

// Files are the embedded scenarios: folders of *.yaml files.
//
//go:embed */*.yaml */*/*.yaml
var Files embed.FS

// paths gives the paths of all embedded scenarios, sorted.
func paths() []string {
	files, err := yamlFiles(Files, ".")
	if err != nil {
		panic(err) // an embedded file system does not fail
	}
	return files
}

// yamlFiles gives the *.yaml files below a folder, sorted by path.
func yamlFiles(fsys fs.FS, root string) ([]string, error) {
	var files []string
	err := fs.WalkDir(fsys, root, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && path.Ext(name) == ".yaml" {
			files = append(files, name)
		}
		return err
	})
	slices.Sort(files)
	return files, err
}

func baseName(file string) string { return strings.TrimSuffix(path.Base(file), ".yaml") }

// Names gives the names of the embedded scenarios, sorted.
func Names() []string {
	var names []string
	for _, f := range paths() {
		names = append(names, baseName(f))
	}
	slices.Sort(names)
	return names
}

// Find loads embedded scenarios: one by its name, all of a folder by the
// folder's name, or all whose names start with what stands before a final
// "..." or "*". A name that fits nothing is an *Unknown error.
func Find(name string) ([]*scenarios.Scenario, error) { return find(name, scenarios.Load) }

func find(name string, load loader) ([]*scenarios.Scenario, error) {
	files := matching(name, paths())
	if len(files) == 0 {
		return nil, &file.Unknown{What: "scenario", Name: name, Known: append(Names(), Folders()...)}
	}
	return embedded.loadAll(files, load)
}

func matching(name string, files []string) []string {
	keep := func(fits func(file string) bool) []string {
		return slices.DeleteFunc(slices.Clone(files), func(file string) bool { return !fits(file) })
	}
	name, prefix := asFileName(name)
	if prefix {
		return keep(func(file string) bool { return strings.HasPrefix(baseName(file), name) })
	}
	if exact := keep(func(file string) bool { return baseName(file) == name }); len(exact) > 0 {
		return exact
	}
	folder := "/" + strings.Trim(name, "/") + "/"
	return keep(func(file string) bool { return strings.Contains("/"+file, folder) })
}

// asFileName turns what a user types into what files are called: releases in names are written 11-5, and a final
// "..." or "*" makes it the start of a name.
func asFileName(name string) (file string, prefix bool) {
	for _, end := range []string{"...", "*"} {
		if start, ok := strings.CutSuffix(name, end); ok {
			return strings.ReplaceAll(start, ".", "-"), true
		}
	}
	return strings.ReplaceAll(name, ".", "-"), false
}

// Folders gives the folders of the embedded scenarios, sorted.
func Folders() []string {
	var names []string
	for _, f := range paths() {
		names = append(names, path.Dir(f))
	}
	return slices.Compact(names)
}

// LoadPath reads one scenario file, or every *.yaml file below a folder in
// the order of their paths. The error is Problems, over all files, when
// scenarios are wrong, and an error of package os when files cannot be read.
func LoadPath(name string) ([]*scenarios.Scenario, error) { return loadPath(name, scenarios.Load) }

func loadPath(name string, load loader) ([]*scenarios.Scenario, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	if !info.IsDir() {
		return onDisk(filepath.Dir(name), func(string) string { return name }).loadAll([]string{filepath.Base(name)}, load)
	}
	files, err := yamlFiles(os.DirFS(name), ".")
	if err != nil {
		return nil, fmt.Errorf("scenarios in %s: %w", name, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("scenarios in %q: no *.yaml file: %w", name, fs.ErrNotExist)
	}
	return onDisk(name, func(file string) string { return filepath.Join(name, filepath.FromSlash(file)) }).loadAll(files, load)
}

// loader reads one scenario: scenarios.Load or scenarios.LoadPlan.
type loader func(name string, data []byte, more ...scenarios.Option) (*scenarios.Scenario, error)

// loadAll loads files and collects the problems of all of them.
func (s shelf) loadAll(files []string, load loader) ([]*scenarios.Scenario, error) {
	var all []*scenarios.Scenario
	var problems file.Problems
	for _, name := range files {
		data, err := readLimited(s, name)
		if err != nil {
			return nil, fmt.Errorf("scenario %s: %w", s.shown(name), err)
		}
		one, err := load(s.shown(name), data, scenarios.Beside(s.beside(name)))
		var wrong file.Problems
		if errors.As(err, &wrong) {
			problems = append(problems, wrong...)
			continue
		}
		all = append(all, one)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return all, nil
}

// readLimited reads a file that may be too large by at most one byte more
// than scenarios.Load takes.
func readLimited(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, file.MaxSize+1))
}
