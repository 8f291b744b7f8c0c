package scenarios

import (
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"

	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
)

// Scenario is one scenario file, decoded and validated. It is not changed
// after Load; For makes the plain scenario of one cell of its matrix.
type Scenario struct {
	File string    // as given to Load
	Name string    // base name of File without ".yaml"
	Cell site.Cell // set by For; the zero Cell before
	Pos  file.Pos

	Title       string `yaml:"title" need:"true" range:"1..200" doc:"What is rehearsed, in one line."`
	Source      string `yaml:"source" range:"1..1000" doc:"The document and section that the scenario comes from."`
	Teaches     string `yaml:"teaches" range:"1..1000" doc:"The lesson, in one line."`
	Description string `yaml:"description" range:"1..10000" doc:"More text, as many lines as needed."`
	Conflict    string `yaml:"conflict" range:"1..10000" doc:"Where sources contradict each other, and what is assumed here."`
	site.Site
	Seed     uint64   `yaml:"seed" doc:"Seed of everything random; the same seed gives the same run."`
	Settings settings `yaml:"settings" doc:"Named settings for behaviour that the sources leave open."`
	Steps    []Step   `yaml:"steps" need:"true" range:"1..2000" doc:"What is done, in order."`

	text []byte // the file, for excerpts of problems found later
	plan bool   // it may expect nothing
	read beside // the files that it names
}

// Option says more of a file that is loaded.
type Option func(*options)

type options struct{ files fs.FS }

// Beside gives a scenario the folder of its file, for the files that it names: lists of devices. Without it, it can name none.
func Beside(folder fs.FS) Option { return func(o *options) { o.files = folder } }

// Load reads one scenario. The file name is used in messages and gives the
// scenario its name. The error is file.Problems: everything that is wrong.
func Load(name string, data []byte, more ...Option) (*Scenario, error) {
	return load(name, data, false, more)
}

// LoadPlan reads a scenario as Load does; no step of it needs to expect anything.
func LoadPlan(name string, data []byte, more ...Option) (*Scenario, error) {
	return load(name, data, true, more)
}

func load(name string, data []byte, plan bool, more []Option) (*Scenario, error) {
	var o options
	for _, option := range more {
		option(&o)
	}
	r := newReport(name, data)
	root := r.Parse(data, "`tvslab new FILE` writes one to start from")
	if root == nil {
		return nil, r.Err()
	}
	s := &Scenario{File: name, Name: strings.TrimSuffix(filepath.Base(name), ".yaml"), text: data, plan: plan}
	d := &file.Decoder{Report: r}
	d.Value(root, s, "the scenario")
	s.readExpectations(d)
	if o.files != nil {
		s.read = beside{}
		o.files = remembered{o.files, s.read}
	}
	s.settle(r, o.files)
	newChecker(s, r).all()
	if err := r.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// Schema gives the JSON Schema (draft 2020-12) of a scenario file, for
// editors. A step is one object with every verb as an optional property, so
// that one typo gives one message. Names of nodes, groups and backups are
// beyond a schema; Load checks those.
func Schema() ([]byte, error) { return file.Schema(reflect.TypeFor[Scenario](), "scenario") }

func newReport(name string, data []byte) *file.Report { return file.NewReport(name, data, "scenario") }

// settle fills in defaults and numbers the steps.
func (s *Scenario) settle(r *file.Report, files fs.FS) {
	s.Site.Settle(r, files)
	for i := range s.Steps {
		s.Steps[i].Number = i + 1
	}
}

// FirstExpect returns how many steps come before the first that expects something; all of them if none does.
func (s *Scenario) FirstExpect() int {
	for i := range s.Steps {
		if s.Steps[i].Verb == verbExpect {
			return i
		}
	}
	return len(s.Steps)
}

// Text is the file that the scenario was read from. It must not be changed.
func (s *Scenario) Text() []byte { return s.text }

// For gives the plain scenario of one cell: its release, mode and model set,
// steps and expectations that do not apply dropped. The cell need not be one
// of Cells. The error is file.Problems: an unknown release, a mode the release
// does not have, or no expectation left.
func (s *Scenario) For(c site.Cell) (*Scenario, error) {
	r := newReport(s.File, s.text)
	out := s.at(c)
	newChecker(out, r).cell()
	if err := r.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// at is For without checks.
func (s *Scenario) at(c site.Cell) *Scenario {
	out := *s
	out.Cell, out.Site = c, s.Site.At(c)
	out.Steps = nil
	for _, step := range s.Steps {
		if step.When.Holds(c) && step.limit(c) {
			out.Steps = append(out.Steps, step)
		}
	}
	return &out
}
