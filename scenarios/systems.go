package scenarios

import (
	"context"
	"fmt"

	"tvslab/scenarios/expect"
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim/pki"
	"tvslab/sim/system"
)

// trusting is the argument of trust: somebody imports certificates on the side of a system.
type trusting struct {
	Pos         file.Pos
	System      file.Name  `yaml:"system" need:"true" doc:"The system."`
	Certificate file.Names `yaml:"certificate" need:"true" doc:"Certificate references, for example cucm-pub/tomcat."`
}

func (x *trusting) check(c *checker) {
	for _, ref := range x.Certificate {
		c.Reference(ref)
	}
	s := c.System(x.System)
	if s == nil {
		return
	}
	if k := system.KindNamed(s.Kind.Value); s.Peer.Value != "" {
		c.Add(x.System.Pos, fmt.Sprintf("upload to a -trust store of %q", s.Peer), "system %q is a node: it trusts what lies there", x.System)
	} else if k != nil && !k.Imports() {
		c.Add(x.System.Pos, "", "nothing is imported on a %s", s.Kind)
	}
}

func (x *trusting) do(_ context.Context, r *Runner) error {
	var imported []*pki.Certificate
	for _, ref := range x.Certificate {
		cert, err := r.Lab.FindCertificate(ref.Value)
		if err != nil {
			return err
		}
		imported = append(imported, cert)
	}
	return r.Lab.ChangeSystem(x.System.Value, func(s system.System, _ system.View) (system.System, error) {
		return s.Importing(imported...), nil
	})
}

func (x *trusting) String() string { return fmt.Sprintf("%s on %s", x.Certificate, x.System) }

// systemNames are the systems that a verb is about.
type systemNames struct{ file.Names }

func (x *systemNames) check(c *checker) {
	for _, n := range x.Names {
		c.System(n)
	}
}

// each changes the systems one after the other.
func (x *systemNames) each(do func(name string) error) error {
	for _, name := range x.Values() {
		if err := do(name); err != nil {
			return err
		}
	}
	return nil
}

// systemRestart is the argument of restart-system.
type systemRestart struct{ systemNames }

func (x *systemRestart) do(_ context.Context, r *Runner) error { return x.each(r.restartSystem) }

// restartSystem restarts a system on its side; for a device of the database that is its reset.
func (r *Runner) restartSystem(name string) error {
	return r.Lab.ChangeSystem(name, func(s system.System, _ system.View) (system.System, error) { return s.Restarted(), nil })
}

// resetSystems resets the devices of the database that are no phones, as "Reset" among the enterprise parameters does.
func (r *Runner) resetSystems() error {
	for _, s := range r.Lab.Systems() {
		if !s.Kind.Device {
			continue
		}
		if err := r.restartSystem(s.Name); err != nil {
			return err
		}
	}
	return nil
}

// systemRenewal is the argument of renew-system.
type systemRenewal struct{ systemNames }

func (x *systemRenewal) check(c *checker) {
	for _, n := range x.Names {
		s := c.System(n)
		if s == nil {
			continue
		}
		if k := system.KindNamed(s.Kind.Value); k != nil && (!k.Presents() || s.Peer.Value != "") {
			c.Add(n.Pos, "", "system %q has no certificate of its own", n)
		}
	}
}

func (x *systemRenewal) do(_ context.Context, r *Runner) error { return x.each(r.Lab.RenewSystem) }

// expectSystems checks how a system stands, or every one.
func (r *Runner) expectSystems(name string, e *expect.System) {
	if name != site.AllSystems {
		r.expectSystem(name, e)
		return
	}
	for _, s := range r.Lab.Systems() {
		r.expectSystem(s.Name, e)
	}
}

func (r *Runner) expectSystem(name string, e *expect.System) {
	r.checked(name, 1)
	s, _ := r.Lab.System(name) // there is one: nothing removes systems
	e.Judge(expect.SystemView{System: s}, func(field, want, got string) {
		r.fail(Failure{Target: name, Field: field, Want: want, Got: got, Count: 1, Of: 1})
	})
}

// SystemResult is where a system stands at the end.
type SystemResult struct {
	System      string             `json:"system"`
	Kind        string             `json:"kind"`
	Up          bool               `json:"up"`
	Reason      string             `json:"reason"`
	Detail      string             `json:"detail,omitempty"` // what the reason is about
	Loses       string             `json:"loses,omitempty"`  // what its users lose; of one that is down
	Connections []ConnectionResult `json:"connections"`
}

// ConnectionResult is where a system stands with one node.
type ConnectionResult struct {
	Node   string `json:"node"`
	From   string `json:"from,omitempty"` // node on the other side
	Reason string `json:"reason"`
	Anew   string `json:"anew"` // what a new connection would meet
}

// systems says where every system stands.
func (r *Runner) systems() []SystemResult {
	list := []SystemResult{}
	for _, s := range r.Lab.Systems() {
		worst := s.Worst()
		one := SystemResult{System: s.Name, Kind: s.Kind.Name, Up: s.Up(), Reason: string(worst.Reason), Connections: []ConnectionResult{}}
		if !one.Up {
			one.Detail, one.Loses = worst.Detail, s.Kind.Loses
		}
		for _, c := range s.Connections() {
			one.Connections = append(one.Connections, ConnectionResult{c.Node, c.From, string(c.Reason), string(c.Anew)})
		}
		list = append(list, one)
	}
	return list
}

// String says in a few words how the system stands.
func (s SystemResult) String() string {
	return s.System + " " + map[bool]string{true: "up", false: "down"}[s.Up]
}
