package site

import (
	"slices"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
)

// Matrix is the values that a scenario is run for, each with each.
type Matrix struct {
	Pos     file.Pos
	Release file.Names `yaml:"release" doc:"CUCM releases."`
	Mode    Modes      `yaml:"mode" doc:"Security modes."`
	Model   file.Names `yaml:"model" doc:"Phone models, for groups whose model is \"matrix\"."`
	Except  conditions `yaml:"except" doc:"Combinations to leave out, one or a list."`
}

// conditions is a list of conditions; one may be written without brackets.
type conditions []When

// MaxCells bounds the combinations of a matrix, before except.
const MaxCells = 1000

// Cells gives every combination of the matrix in file order, the release
// changing slowest, without those of except. Without a matrix there is one
// cell: the scenario's release and mode.
func (s *Site) Cells() []Cell {
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

// Combinations counts those of the matrix before except.
func (m *Matrix) Combinations() int {
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
	return slices.ContainsFunc(ws, func(w When) bool { return w.Holds(c) })
}

// At gives the site of one cell: its release, mode and model set, no matrix left.
func (s *Site) At(c Cell) Site {
	out := *s
	out.Matrix = Matrix{}
	out.Release = file.Name{Value: c.Release, Pos: placeOf(c.Release, s.Matrix.Release, s.Release.Pos)}
	out.Cluster.Mode.Name = file.Name{Value: c.Mode, Pos: placeOf(c.Mode, s.Matrix.Mode.Names, s.Cluster.Mode.Pos)}
	out.Phones = slices.Clone(s.Phones)
	for i := range out.Phones {
		if m := &out.Phones[i].Model; m.Value == MatrixModel && c.Model != "" {
			m.Value = c.Model
		}
	}
	return out
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
		var w When
		d.Value(item, &w, where)
		*ws = append(*ws, w)
	}
}

// JSONSchema of one condition or several.
func (conditions) JSONSchema() *jsonschema.Schema { return file.ListOr(file.SchemaFor[When]()) }

func (c *Checker) checkMatrix() {
	m := &c.Site.Matrix
	if n := m.Combinations(); n > MaxCells {
		c.Add(m.Pos, "", "the matrix has %d combinations; the limit is %d", n, MaxCells)
	}
	if len(m.Release) > 0 && c.Site.Release.Pos.Line > 0 {
		c.Add(c.Site.Release.Pos, "keep matrix.release", "the scenario has a release and a matrix of releases")
	}
	if len(m.Mode.Names) > 0 && c.Site.Cluster.Mode.Pos.Line > 0 {
		c.Add(c.Site.Cluster.Mode.Pos, "keep matrix.mode", "the scenario has a mode and a matrix of modes")
	}
	uses := slices.ContainsFunc(c.Site.Phones, func(g Group) bool { return g.Model.Value == MatrixModel })
	if len(m.Model) > 0 && !uses {
		c.Add(m.Model[0].Pos, "give a phone group the model \"matrix\"", "no phone group takes its model from the matrix")
	}
	for _, n := range append(slices.Clone(m.Release), c.Site.Release) {
		if n.Value != "" {
			ParseRelease(c.Report, n)
		}
	}
	c.Twice("release", m.Release)
	c.Twice("mode", m.Mode.Names)
	c.Twice("model", m.Model)
	for _, n := range m.Model {
		c.Model(n)
	}
	for i := range m.Except {
		c.Condition(&m.Except[i])
	}
}

// CheckCell checks the site of one cell (Site.At): that its releases exist and have the modes of the clusters.
func (c *Checker) CheckCell(cell Cell) {
	release, ok := ParseRelease(c.Report, c.Site.Release)
	if !ok {
		return
	}
	c.protocols()
	c.mode(&c.Site.Cluster, release, cell.Mode != "")
	for i := range c.Site.Others {
		other := &c.Site.Others[i]
		if other.Release.Value != "" {
			if release, ok = ParseRelease(c.Report, other.Release); !ok {
				continue
			}
		}
		c.mode(&other.Cluster, release, true)
	}
}
