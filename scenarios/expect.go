package scenarios

import (
	"context"

	"tvslab/scenarios/expect"
	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
)

// expectation is the argument of expect.
type expectation struct{ expect.Expectations }

// readExpectations reads expect steps by what their keys name, which only the whole file says.
func (s *Scenario) readExpectations(d *file.Decoder) {
	nouns := s.nouns()
	for i := range s.Steps {
		if x, ok := s.Steps[i].does.(*expectation); ok {
			x.Read(d, nouns)
		}
	}
}

// nouns says what the names of the file name: nodes are those of all clusters, those that steps add, and those that they give a new
// name.
func (s *Scenario) nouns() map[string]expect.Noun {
	nouns := map[string]expect.Noun{}
	add := func(noun expect.Noun, names []string) {
		for _, name := range names {
			nouns[name] = noun
		}
	}
	add(expect.NounSystem, s.Systems.Selectors())
	add(expect.NounNode, s.Cluster.Nodes.Names())
	for i := range s.Others {
		add(expect.NounNode, s.Others[i].Nodes.Names())
	}
	for i := range s.Steps {
		if x, ok := s.Steps[i].does.(namer); ok {
			add(expect.NounNode, x.nodeNames())
		}
	}
	return nouns
}

func (x *expectation) check(c *checker) {
	x.Check(c.Checker)
	for _, t := range x.Targets {
		if t.Name.Value == site.AllSystems && len(t.Systems) > 0 && len(c.Site.Systems) == 0 {
			c.Add(t.Name.Pos, "describe them under systems", "the scenario has no systems")
		}
	}
}

// do lets queued resets happen and checks every target. Failed expectations do not stop the run.
func (x *expectation) do(ctx context.Context, r *Runner) error {
	if err := r.Lab.Settle(ctx); err != nil {
		return err
	}
	r.observeGroups(ctx)
	for i := range x.Targets {
		t := &x.Targets[i]
		if err := r.open(ctx, t); err != nil {
			return err
		}
		for j := range t.Phones {
			r.expectPhones(ctx, t.Name.Value, &t.Phones[j])
		}
		for j := range t.Nodes {
			r.expectNode(t.Name.Value, &t.Nodes[j])
		}
		for j := range t.Systems {
			r.expectSystems(t.Name.Value, &t.Systems[j])
		}
	}
	return nil
}

// open lets people open on phones the services that are expected of them, once each.
func (r *Runner) open(ctx context.Context, t *expect.Target) error {
	var services, mobility bool
	for i := range t.Phones {
		s, m := t.Phones[i].Opens()
		services, mobility = services || s, mobility || m
	}
	for _, opened := range []struct{ is, mobility bool }{{services, false}, {mobility, true}} {
		if !opened.is {
			continue
		}
		if err := r.Lab.OpenServices(ctx, r.phonesNamed(t.Name.Value), opened.mobility); err != nil {
			return err
		}
	}
	return nil
}

// expectNode checks a node's files, services and certificates.
func (r *Runner) expectNode(name string, e *expect.Node) {
	r.checked(name, 1)
	wrong := func(field, want, got string) {
		r.fail(Failure{Target: name, Field: field, Want: want, Got: got, Count: 1, Of: 1})
	}
	c := r.Lab.ClusterOf(name)
	if c == nil {
		wrong("node", "there", "not in the cluster any more")
		return
	}
	n := c.Node(name)
	told := r.noticesOf(n)
	e.Judge(expect.NodeView{Node: n, Cluster: c, Find: r.Lab.FindCertificate, Alarms: told.alarms, Alerts: told.alerts, Mails: told.mails}, wrong)
}
