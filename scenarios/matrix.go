package scenarios

import (
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
)

// matrix is the values that a scenario is run for, each with each.
type matrix struct {
	Pos     file.Pos
	Release file.Names `yaml:"release" doc:"CUCM releases."`
	Mode    modes      `yaml:"mode" doc:"Security modes."`
	Model   file.Names `yaml:"model" doc:"Phone models, for groups whose model is \"matrix\"."`
	Except  conditions `yaml:"except" doc:"Combinations to leave out, one or a list."`
}

// conditions is a list of conditions; one may be written without brackets.
type conditions []when

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
		for _, mode := range valuesOr(s.Matrix.Mode.Names, s.Cluster.Mode.Name) {
			for _, model := range valuesOr(s.Matrix.Model, file.Name{}) {
				c := Cell{Release: release, Mode: mode, Model: model}
				if !s.Matrix.Except.hold(c) {
					cells = append(cells, c)
				}
			}
		}
	}
	return cells
}

// combinations counts those of the matrix before except.
func (m *matrix) combinations() int {
	return max(1, len(m.Release)) * max(1, len(m.Mode.Names)) * max(1, len(m.Model))
}

func valuesOr(list file.Names, single file.Name) []string {
	if len(list) == 0 {
		return []string{single.Value}
	}
	return list.Values()
}

// hold tells whether any of the conditions holds; none of an empty list does.
func (ws conditions) hold(c Cell) bool {
	return slices.ContainsFunc(ws, func(w when) bool { return w.holds(c) })
}

// For gives the plain scenario of one cell: its release, mode and model set,
// steps and expectations that do not apply dropped. The cell need not be one
// of Cells. The error is file.Problems: an unknown release, a mode the release
// does not have, or no expectation left.
func (s *Scenario) For(c Cell) (*Scenario, error) {
	r := newReport(s.File, s.text)
	out := s.at(c)
	(&checker{Scenario: out, Report: r}).cell()
	if err := r.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// at is For without checks.
func (s *Scenario) at(c Cell) *Scenario {
	out := *s
	out.Cell, out.Matrix = c, matrix{}
	out.Release = file.Name{Value: c.Release, Pos: placeOf(c.Release, s.Matrix.Release, s.Release.Pos)}
	out.Cluster.Mode.Name = file.Name{Value: c.Mode, Pos: placeOf(c.Mode, s.Matrix.Mode.Names, s.Cluster.Mode.Pos)}
	out.Phones = slices.Clone(s.Phones)
	for i := range out.Phones {
		if m := &out.Phones[i].Model; m.Value == matrixModel && c.Model != "" {
			m.Value = c.Model
		}
	}
	out.Steps = nil
	for _, step := range s.Steps {
		if step.When.holds(c) && step.limit(c) {
			out.Steps = append(out.Steps, step)
		}
	}
	return &out
}

// placeOf gives where the list has the word, else pos.
func placeOf(word string, list file.Names, pos file.Pos) file.Pos {
	for _, n := range list {
		if n.Value == word {
			return n.Pos
		}
	}
	return pos
}

// UnmarshalNode reads one condition or a list of conditions.
func (ws *conditions) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	for _, item := range file.OneOrMany(n) {
		var w when
		d.Value(item, &w, where)
		*ws = append(*ws, w)
	}
}

// JSONSchema of one condition or several.
func (conditions) JSONSchema() *jsonschema.Schema { return file.ListOr(schemaOf[when]()) }

func (c *checker) checkMatrix() {
	m := &c.Matrix
	if n := m.combinations(); n > maxCells {
		c.Add(m.Pos, "", "the matrix has %d combinations; the limit is %d", n, maxCells)
	}
	if len(m.Release) > 0 && c.Release.Pos.Line > 0 {
		c.Add(c.Release.Pos, "keep matrix.release", "the scenario has a release and a matrix of releases")
	}
	if len(m.Mode.Names) > 0 && c.Cluster.Mode.Pos.Line > 0 {
		c.Add(c.Cluster.Mode.Pos, "keep matrix.mode", "the scenario has a mode and a matrix of modes")
	}
	uses := slices.ContainsFunc(c.Phones, func(g Group) bool { return g.Model.Value == matrixModel })
	if len(m.Model) > 0 && !uses {
		c.Add(m.Model[0].Pos, "give a phone group the model \"matrix\"", "no phone group takes its model from the matrix")
	}
	for _, n := range append(slices.Clone(m.Release), c.Release) {
		if n.Value != "" {
			parseRelease(c.Report, n)
		}
	}
	c.twice("release", m.Release)
	c.twice("mode", m.Mode.Names)
	c.twice("model", m.Model)
	for _, n := range m.Model {
		c.model(n)
	}
	for i := range m.Except {
		c.condition(&m.Except[i])
	}
}
