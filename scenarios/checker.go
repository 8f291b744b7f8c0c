package scenarios

import (
	"errors"
)

// Checker is what the runner knows and the language does not. Each function
// gets a name as written and returns nil or why it is wrong, best as
// *Unknown. A nil function checks nothing.
type Checker struct {
	Model          func(name string) error
	ClusterSetting func(name, value string) error
	PhoneSetting   func(name, value string) error
	Parameter      func(name, value string) error
	Service        func(name string) error
	Certificate    func(store string) error            // identity stores, for regenerate
	Store          func(store string) error            // any store, for upload and delete-certificate
	Reason         func(code string) error             // reason codes of expectations
	Command        func(release, command string) error // the admin command line of a release
}

// Check asks the runner about every name that only it knows, commands once
// per release. The error is Problems.
func (s *Scenario) Check(c Checker) error {
	r := newReporter(s.File, s.text)
	s.ask(r, c)
	return r.err()
}

// ask asks about every name of a scenario, of which parts may be unreadable.
func (s *Scenario) ask(r *reporter, c Checker) {
	for _, g := range s.Phones {
		if g.Model.Value != MatrixModel {
			r.ask(c.Model, g.Model)
		}
	}
	r.askAll(c.Model, s.Matrix.Model)
	for _, x := range s.Settings.Cluster {
		r.askValue(c.ClusterSetting, x.Name, x.Value)
	}
	for _, x := range s.Settings.Phone {
		r.askValue(c.PhoneSetting, x.Name, x.Value)
	}
	for i := range s.Steps {
		s.Steps[i].ask(r, c)
	}
	if c.Command == nil || s.Matrix.combinations() > maxCells || len(s.Steps) > maxSteps {
		return
	}
	for _, cell := range s.Cells() {
		s.at(cell).commands(r, c)
	}
}

// commands asks about each command of a cell with the release that its cluster has by then.
func (s *Scenario) commands(r *reporter, c Checker) {
	v := newVersions(s)
	for i := range s.Steps {
		step := &s.Steps[i]
		v.follow(step)
		if step.CLI != nil && step.CLI.Run.Value != "" {
			r.said(step.CLI.Run.Pos, c.Command(v.of(step), step.CLI.Run.Value))
		}
	}
}

func (s *Step) ask(r *reporter, c Checker) {
	if s.Regenerate != nil {
		r.askAll(c.Certificate, s.Regenerate.Certificate)
	}
	if s.GenerateSelfSigned != nil {
		r.askAll(c.Certificate, s.GenerateSelfSigned.Certificate)
	}
	if s.GenerateCSR != nil {
		r.ask(c.Certificate, s.GenerateCSR.Store)
	}
	for _, x := range []*StoreChange{s.Upload, s.DeleteCertificate} {
		if x != nil {
			r.ask(c.Store, x.Store)
		}
	}
	if x := s.serviceChange(); x != nil {
		r.askAll(c.Service, x.Service)
	}
	if x := s.phoneChoice(); x != nil {
		r.ask(c.Model, x.Model)
	}
	if s.Set != nil {
		r.askValue(c.Parameter, s.Set.Parameter, s.Set.Value)
	}
	for _, t := range s.Expect {
		for _, e := range t.Phones {
			r.ask(c.Reason, e.Reason)
		}
		for _, e := range t.Nodes {
			e.ask(r, c)
		}
	}
}

// ask asks about the names of a node's expectation.
func (e *NodeExpectation) ask(r *reporter, c Checker) {
	for _, state := range e.Services {
		r.ask(c.Service, state.Service)
	}
	for _, x := range e.Presents {
		r.ask(c.Service, x.Service)
	}
	for _, x := range e.Certificate {
		r.ask(c.Certificate, x.Store)
	}
	for _, list := range []Holdings{e.Trusted, e.NotTrusted} {
		for _, x := range list {
			r.ask(c.Store, x.Store)
		}
	}
	for _, x := range e.Same {
		r.ask(c.Certificate, x.Store)
	}
}

func (r *reporter) askAll(check func(string) error, names Names) {
	for _, n := range names {
		r.ask(check, n)
	}
}

func (r *reporter) ask(check func(string) error, n Name) {
	if check != nil && n.Value != "" {
		r.said(n.Pos, check(n.Value))
	}
}

func (r *reporter) askValue(check func(name, value string) error, n Name, v Scalar) {
	if check != nil && n.Value != "" {
		r.said(n.Pos, check(n.Value, v.Value))
	}
}

// said reports what a Checker answered.
func (r *reporter) said(pos Pos, err error) {
	var unknown *Unknown
	switch {
	case err == nil:
	case errors.As(err, &unknown):
		r.add(pos, unknown.Hint(), "unknown %s %q", unknown.What, unknown.Name)
	default:
		r.add(pos, "", "%s", err)
	}
}
