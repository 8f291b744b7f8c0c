package library

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tvslab/scenarios"
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim/cucm"
)

// Gather loads what the names say: a file or folder where it is a path, a *.yaml or exists here, else scenarios of the
// library (see Find). No name means the whole library.
func Gather(names ...string) ([]*scenarios.Scenario, error) { return gather(scenarios.Load, names) }

// GatherPlans does what Gather does with plans, of which no step needs to expect anything.
func GatherPlans(names ...string) ([]*scenarios.Scenario, error) {
	return gather(scenarios.LoadPlan, names)
}

func gather(load loader, names []string) ([]*scenarios.Scenario, error) {
	if len(names) == 0 {
		names = []string{"*"}
	}
	var list []*scenarios.Scenario
	for _, name := range names {
		from := find
		if isPath(name) {
			from = loadPath
		}
		found, err := from(name, load)
		if err != nil {
			return nil, withFile(err)
		}
		list = append(list, found...)
	}
	return list, nil
}

// withFile proposes the file here that has the name of a scenario which the library does not have.
func withFile(err error) error {
	var unknown *file.Unknown
	if errors.As(err, &unknown) {
		if _, missing := os.Stat(unknown.Name + ".yaml"); missing == nil {
			unknown.Meant = unknown.Name + ".yaml"
		}
	}
	return err
}

// isPath tells a file or folder from a library name.
func isPath(name string) bool {
	if strings.ContainsRune(filepath.ToSlash(name), '/') || strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") {
		return true
	}
	_, err := os.Stat(name)
	return err == nil
}

// Selection says which cells of matrices are wanted: those of the releases and modes that it names, of all where it
// names none. As is releases on which every cell is played instead of its own: what if the cluster had that one.
type Selection struct {
	Releases []cucm.Release
	Modes    []string
	As       []string
}

// ErrSeveral is a name that stands for more scenarios than one.
var ErrSeveral = errors.New("names several scenarios")

// NoCellError is a selection that leaves nothing.
type NoCellError struct{ Cells []string } // what there is, each once

// Error implements error.
func (e *NoCellError) Error() string {
	return "no cell to run; there are: " + strings.Join(e.Cells, ", ")
}

// ErrNoSuchCell is a release or mode that none of the cells has, beside others that some have.
var ErrNoSuchCell = errors.New("no cell has it")

// Cells takes the matrices apart and returns the wanted cells, ready to run. The error is a *NoCellError if there is none, and
// ErrNoSuchCell where one of the releases or modes names none.
func (s Selection) Cells(list []*scenarios.Scenario) ([]*scenarios.Scenario, error) {
	var cells []*scenarios.Scenario
	var names []string
	for _, one := range list {
		for _, c := range s.played(one) {
			if name := c.String(); !slices.Contains(names, name) {
				names = append(names, name)
			}
			if !s.wants(c) {
				continue
			}
			cell, err := one.For(c)
			if err != nil {
				return nil, err
			}
			cells = append(cells, cell)
		}
	}
	if len(cells) == 0 {
		return nil, &NoCellError{names}
	}
	return cells, s.all(cells)
}

// played are the cells of a scenario, on other releases where As names some.
func (s Selection) played(one *scenarios.Scenario) (cells []site.Cell) {
	if len(s.As) == 0 {
		return one.Cells()
	}
	for _, release := range s.As {
		for _, c := range one.Cells() {
			if c.Release = release; !slices.Contains(cells, c) {
				cells = append(cells, c)
			}
		}
	}
	return cells
}

// all reports a release or mode that none of the cells has.
func (s Selection) all(cells []*scenarios.Scenario) error {
	for _, r := range s.Releases {
		if !slices.ContainsFunc(cells, func(c *scenarios.Scenario) bool { return Selection{Releases: []cucm.Release{r}}.wants(c.Cell) }) {
			return fmt.Errorf("release %s: %w", r, ErrNoSuchCell)
		}
	}
	for _, m := range s.Modes {
		if !slices.ContainsFunc(cells, func(c *scenarios.Scenario) bool { return c.Cell.Mode == m }) {
			return fmt.Errorf("mode %q: %w", m, ErrNoSuchCell)
		}
	}
	return nil
}

func (s Selection) wants(c site.Cell) bool {
	return s.wantsRelease(c.Release) && (len(s.Modes) == 0 || slices.Contains(s.Modes, c.Mode))
}

// wantsRelease compares releases as such: "10.5(2)" is "10.5".
func (s Selection) wantsRelease(name string) bool {
	cell, err := cucm.ParseRelease(name)
	return len(s.Releases) == 0 || err == nil && slices.ContainsFunc(s.Releases, func(r cucm.Release) bool { return r.Compare(cell) == 0 })
}

// Pick returns the wanted cells of the one scenario that a name or path stands for, of which no step needs to expect anything; ErrSeveral if
// it stands for more.
func Pick(name string, s Selection) ([]*scenarios.Scenario, error) {
	list, err := GatherPlans(name)
	if err != nil {
		return nil, err
	}
	cells, err := s.Cells(list)
	if err != nil {
		return nil, err
	}
	for _, c := range cells {
		if c.Name != cells[0].Name {
			return nil, fmt.Errorf("%q %w", name, ErrSeveral)
		}
	}
	return cells, nil
}
