// Package linked knows what of others is in the programs that are built: Go modules, as the programs themselves name them, the standard library,
// files that pages load; the licences of all, as their texts read; and the bill of materials (SPDX 2.3) that says so.
package linked

import (
	"bufio"
	"bytes"
	"cmp"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"tvslab/web/asset"
)

// Part is something of others that programs hold.
type Part struct {
	Name    string   // module path, npm package, or "Go standard library"
	Version string   // as its registry writes it
	Sum     string   // as in go.sum, "" where there is none
	URL     string   // package URL (purl)
	In      []string // systems whose programs hold it, such as "linux/amd64"
	Texts   []Text   // of its licences
	Licence string   // SPDX expression, as the texts read
}

// Program is a binary that was built for a system.
type Program struct {
	System string // GOOS/GOARCH
	File   string
}

// Parts are what programs that were built in a folder hold, sorted by name; each has the text of a licence.
func Parts(folder string, programs []Program) ([]*Part, error) {
	found := map[string]*Part{}
	for _, p := range programs {
		if err := hold(found, p); err != nil {
			return nil, err
		}
	}
	dirs, err := folders(folder)
	if err != nil {
		return nil, err
	}
	used, err := packages(folder, programs)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if err := found[name].read(dirs[name], used[name]); err != nil {
			return nil, err
		}
	}
	others, err := assets(folder, programs)
	if err != nil {
		return nil, err
	}
	parts := slices.Concat(slices.Collect(maps.Values(found)), others)
	slices.SortFunc(parts, func(a, b *Part) int { return cmp.Compare(a.Name, b.Name) })
	return parts, nil
}

// standard is the name of Go's own library among parts.
const standard = "Go standard library"

// hold adds what a program says that it was built from.
func hold(found map[string]*Part, p Program) error {
	info, err := buildinfo.ReadFile(p.File)
	if err != nil {
		return fmt.Errorf("linked: %s: %w", p.File, err)
	}
	add := func(name string, part Part) {
		if found[name] == nil {
			found[name] = &part
		}
		found[name].In = append(found[name].In, p.System)
	}
	number := strings.TrimPrefix(info.GoVersion, "go")
	add(standard, Part{Name: standard, Version: number, URL: "pkg:golang/stdlib@" + number})
	for _, m := range info.Deps {
		m = replaced(m)
		add(m.Path, Part{Name: m.Path, Version: m.Version, Sum: m.Sum, URL: "pkg:golang/" + m.Path + "@" + m.Version})
	}
	return nil
}

func replaced(m *debug.Module) *debug.Module {
	if m.Replace != nil {
		return m.Replace
	}
	return m
}

// folders are where the modules of the build list lie, and the standard library.
func folders(folder string) (map[string]string, error) {
	root, err := output(folder, nil, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	dirs := map[string]string{standard: strings.TrimSpace(string(root))}
	list, err := output(folder, nil, "go", "list", "-m", "-json", "all")
	if err != nil {
		return nil, err
	}
	for d := json.NewDecoder(bytes.NewReader(list)); ; {
		var m struct {
			Path, Dir string
			Replace   *struct{ Path string }
		}
		switch err := d.Decode(&m); {
		case errors.Is(err, io.EOF):
			return dirs, nil
		case err != nil:
			return nil, fmt.Errorf("linked: go list: %w", err)
		}
		if m.Replace != nil {
			m.Path = m.Replace.Path
		}
		dirs[m.Path] = m.Dir
	}
}

// packages are the folders of the packages that are compiled in, by module, over all systems: a package may have a licence of its own.
func packages(folder string, programs []Program) (map[string][]string, error) {
	used := map[string][]string{}
	for _, p := range programs {
		goos, goarch, _ := strings.Cut(p.System, "/")
		list, err := output(folder, []string{"GOOS=" + goos, "GOARCH=" + goarch, "CGO_ENABLED=0"}, "go", "list", "-deps",
			"-f", "{{with .Module}}{{with .Replace}}{{.Path}}{{else}}{{.Path}}{{end}} {{$.Dir}}{{end}}", "./cmd/tvslab")
		if err != nil {
			return nil, err
		}
		for lines := bufio.NewScanner(bytes.NewReader(list)); lines.Scan(); {
			if module, dir, is := strings.Cut(lines.Text(), " "); is && !slices.Contains(used[module], dir) {
				used[module] = append(used[module], dir)
			}
		}
	}
	return used, nil
}

func output(folder string, env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env, cmd.Stderr = folder, append(os.Environ(), env...), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("linked: %s %s: %w", name, strings.Join(args, " "), err)
	}
	return out, nil
}

// assets are the files of others that pages load.
func assets(folder string, programs []Program) (parts []*Part, err error) {
	var in []string
	for _, p := range programs {
		in = append(in, p.System)
	}
	for _, f := range asset.All {
		if slices.ContainsFunc(parts, func(p *Part) bool { return p.Name == f.Package }) {
			continue
		}
		file := filepath.Join(folder, "web/asset/files", strings.TrimSuffix(f.Name, filepath.Ext(f.Name))+".LICENSE")
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("linked: %s: %w", f.Package, err)
		}
		parts = append(parts, &Part{Name: f.Package, Version: f.Version, URL: "pkg:npm/" + strings.Replace(f.Package, "@", "%40", 1) + "@" + f.Version,
			In: in, Licence: f.Licence, Texts: []Text{{Name: "LICENSE", Body: text}}})
	}
	return parts, nil
}
