package scenarios

import (
	"go.yaml.in/yaml/v4"
)

// Scenario is one scenario file, decoded and validated. It is not changed
// after Load; For makes the plain scenario of one cell of its matrix.
type Scenario struct {
	File string // as given to Load
	Name string // base name of File without ".yaml"
	Cell Cell   // set by For; the zero Cell before
	Pos  Pos

	Title       string   `yaml:"title" need:"true" doc:"What is rehearsed, in one line."`
	Source      string   `yaml:"source" need:"true" doc:"The document and section that the scenario comes from."`
	Teaches     string   `yaml:"teaches" doc:"The lesson, in one line."`
	Description string   `yaml:"description" doc:"More text, as many lines as needed."`
	Conflict    string   `yaml:"conflict" doc:"Where sources contradict each other, and what is assumed here."`
	Release     Name     `yaml:"release" doc:"CUCM release, for example \"12.5\" (the default) or \"14SU3\"."`
	Matrix      Matrix   `yaml:"matrix" doc:"Run the scenario once for every combination of these."`
	Seed        uint64   `yaml:"seed" doc:"Seed of everything random; the same seed gives the same run."`
	Settings    Settings `yaml:"settings" doc:"Named settings for behaviour that the sources leave open."`
	Cluster     Cluster  `yaml:"cluster" need:"true" doc:"The CUCM cluster."`
	Others      Clusters `yaml:"other-clusters" doc:"Further clusters by name, to move phones to or to exchange certificates with."`
	Phones      Groups   `yaml:"phones" need:"true" doc:"Groups of phones, by name."`
	Steps       []Step   `yaml:"steps" need:"true" doc:"What is done, in order."`

	text  []byte // the file, for excerpts of problems found later
	known Nodes  // the nodes that checks know: of all clusters, and what steps make of them
}

// DefaultRelease is the CUCM release of a scenario that names none.
const DefaultRelease = "12.5"

// Settings are values of named settings, checked by the runner.
type Settings struct {
	Pos     Pos
	Cluster SettingList `yaml:"cluster" doc:"Settings of the cluster, by name."`
	Phone   SettingList `yaml:"phone" doc:"Settings of all phones, by name."`
}

// Setting is one named value.
type Setting struct {
	Name  Name
	Value Scalar
}

// SettingList is settings in the order of the file.
type SettingList []Setting

// settle fills in defaults and the second spelling of the CallManager group.
func (s *Scenario) settle(r *reporter) {
	if s.Release.Value == "" && len(s.Matrix.Release) == 0 {
		s.Release.Value = DefaultRelease
	}
	if s.Cluster.Mode.Value == "" && len(s.Matrix.Mode) == 0 {
		s.Cluster.Mode.Value = NonSecure
	}
	for i := range s.Others {
		if c := &s.Others[i]; c.Mode.Value == "" {
			c.Mode.Value = NonSecure
		}
	}
	for i := range s.Phones {
		g := &s.Phones[i]
		if g.Count == 0 {
			g.Count = 1
		}
		if len(g.TVS) > 0 && len(g.Group) > 0 {
			r.add(g.Group[0].Pos, "keep one of the two", "phone group %q has both \"tvs\" and \"group\", which mean the same", g.Name)
		}
		if len(g.TVS) == 0 {
			g.TVS = g.Group
		}
	}
}

func (ss *SettingList) decode(d *decoder, n *yaml.Node, where string) {
	named(d, n, where, "setting", func(name Name, value *yaml.Node) {
		s := Setting{Name: name}
		s.Value.decode(d, value, "setting "+quote(name.Value))
		*ss = append(*ss, s)
	})
}
