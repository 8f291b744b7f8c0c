package scenarios

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Matrix is the values that a scenario is run for, each with each.
type Matrix struct {
	Pos     Pos
	Release Names    `yaml:"release" doc:"CUCM releases."`
	Mode    Names    `yaml:"mode" enum:"non-secure mixed-tokenless mixed-token" doc:"Security modes."`
	Model   Names    `yaml:"model" doc:"Phone models, for groups whose model is \"matrix\"."`
	Except  WhenList `yaml:"except" doc:"Combinations to leave out, one or a list."`
}

// WhenList is a list of conditions; one may be written without brackets.
type WhenList []When

// MatrixModel is the model of a group that takes it from the matrix.
const MatrixModel = "matrix"

// maxCells (before except) and maxSteps bound the work of a scenario file.
const (
	maxCells = 1000
	maxSteps = 2000
)

// Cell is one combination of a matrix. Model is "" when the matrix names no
// models.
type Cell struct{ Release, Mode, Model string }

// String names the cell, e.g. "11.5 non-secure 8841".
func (c Cell) String() string {
	return strings.Join(slices.DeleteFunc([]string{c.Release, c.Mode, c.Model},
		func(part string) bool { return part == "" }), " ")
}

// Cells gives every combination of the matrix in file order, the release
// changing slowest, without those of except. Without a matrix there is one
// cell: the scenario's release and mode.
func (s *Scenario) Cells() []Cell {
	var cells []Cell
	for _, release := range valuesOr(s.Matrix.Release, s.Release) {
		for _, mode := range valuesOr(s.Matrix.Mode, s.Cluster.Mode) {
			for _, model := range valuesOr(s.Matrix.Model, Name{}) {
				c := Cell{Release: release, Mode: mode, Model: model}
				if !s.Matrix.Except.holds(c) {
					cells = append(cells, c)
				}
			}
		}
	}
	return cells
}

// combinations counts those of the matrix before except.
func (m *Matrix) combinations() int {
	return max(1, len(m.Release)) * max(1, len(m.Mode)) * max(1, len(m.Model))
}

func valuesOr(list Names, single Name) []string {
	if len(list) == 0 {
		return []string{single.Value}
	}
	return list.Values()
}

// holds tells whether any of the conditions holds; none of an empty list does.
func (ws WhenList) holds(c Cell) bool {
	return slices.ContainsFunc(ws, func(w When) bool { return w.Holds(c) })
}

// For gives the plain scenario of one cell: its release, mode and model set,
// steps and expectations that do not apply dropped. The cell need not be one
// of Cells. The error is Problems: an unknown release, a mode the release
// does not have, or no expectation left.
func (s *Scenario) For(c Cell) (*Scenario, error) {
	r := newReporter(s.File, s.text)
	out := s.at(c)
	out.checkCell(r)
	if err := r.err(); err != nil {
		return nil, err
	}
	return out, nil
}

// at is For without checks.
func (s *Scenario) at(c Cell) *Scenario {
	out := *s
	out.Cell, out.Matrix = c, Matrix{}
	out.Release = Name{c.Release, placeOf(c.Release, s.Matrix.Release, s.Release.Pos)}
	out.Cluster.Mode = Name{c.Mode, placeOf(c.Mode, s.Matrix.Mode, s.Cluster.Mode.Pos)}
	out.Phones = slices.Clone(s.Phones)
	for i := range out.Phones {
		if m := &out.Phones[i].Model; m.Value == MatrixModel && c.Model != "" {
			m.Value = c.Model
		}
	}
	out.Steps = nil
	for _, step := range s.Steps {
		if !step.When.Holds(c) {
			continue
		}
		if step.Verb == "expect" {
			step.Expect = step.Expect.at(c)
		}
		if step.Verb != "expect" || len(step.Expect) > 0 {
			out.Steps = append(out.Steps, step)
		}
	}
	return &out
}

// placeOf gives where the list has the word, else pos.
func placeOf(word string, list Names, pos Pos) Pos {
	for _, n := range list {
		if n.Value == word {
			return n.Pos
		}
	}
	return pos
}

// at keeps the alternatives that hold in a cell and the targets that have any.
func (es Expectations) at(c Cell) Expectations {
	var out Expectations
	for _, t := range es {
		kept := Target{Name: t.Name}
		for _, e := range t.Phones {
			if e.When.Holds(c) {
				kept.Phones = append(kept.Phones, e)
			}
		}
		for _, e := range t.Nodes {
			if e.When.Holds(c) {
				kept.Nodes = append(kept.Nodes, e)
			}
		}
		if len(kept.Phones)+len(kept.Nodes) > 0 {
			out = append(out, kept)
		}
	}
	return out
}

func (ws *WhenList) decode(d *decoder, n *yaml.Node, where string) {
	for _, item := range oneOrMany(n) {
		var w When
		d.inside(item, &w, where)
		*ws = append(*ws, w)
	}
}
