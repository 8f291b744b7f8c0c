package scenarios

import (
	"context"
	"fmt"
	"strings"

	"tvslab/phone"
	"tvslab/sim"
)

// deeds does the steps, by verb.
var deeds = map[string]func(*Runner, context.Context, *Step) error{
	"power-on": func(r *Runner, ctx context.Context, s *Step) error { return r.Lab.PowerOn(ctx, r.phones(*s.PowerOn)) },
	"power-off": func(r *Runner, _ context.Context, s *Step) error {
		r.Lab.PowerOff(r.phones(*s.PowerOff))
		return nil
	},
	"delete-trust-list": func(r *Runner, ctx context.Context, s *Step) error {
		return r.Lab.DeleteTrustList(ctx, r.phones(s.DeleteTrustList.Phones), lists[s.DeleteTrustList.List.Value])
	},
	"factory-reset": func(r *Runner, ctx context.Context, s *Step) error {
		return r.Lab.FactoryReset(ctx, r.phones(*s.FactoryReset))
	},
	"reset": func(r *Runner, ctx context.Context, s *Step) error {
		return r.Lab.Reset(ctx, r.chosen(s.Reset), phone.Reset)
	},
	"restart-phone": func(r *Runner, ctx context.Context, s *Step) error {
		return r.Lab.Reset(ctx, r.chosen(s.RestartPhone), phone.Restart)
	},
	"apply-config": func(r *Runner, ctx context.Context, s *Step) error {
		return r.Lab.Reset(ctx, r.chosen(s.ApplyConfig), phone.ApplyConfig)
	},
	"move": func(r *Runner, _ context.Context, s *Step) error {
		return r.Lab.Move(r.phones(s.Move.Phones), names(s.Move.TFTP), names(s.Move.Group))
	},
	"update-lsc": func(r *Runner, ctx context.Context, s *Step) error {
		return r.Lab.UpdateLSC(ctx, r.phones(s.UpdateLSC.Phones), s.UpdateLSC.String.Value)
	},
	"security-profile":      (*Runner).securityProfile,
	"certificate-operation": (*Runner).certificateOperation,

	"regenerate":           (*Runner).regenerate,
	"generate-self-signed": (*Runner).generateSelfSigned,
	"generate-csr":         (*Runner).generateCSR,
	"upload":               (*Runner).upload,
	"delete-certificate":   (*Runner).deleteCertificate,
	"reuse-certificate":    (*Runner).reuseCertificate,

	"restart":    service(sim.Restart),
	"stop":       service(sim.Stop),
	"start":      service(sim.Start),
	"activate":   service(sim.Activate),
	"deactivate": service(sim.Deactivate),
	"set":        (*Runner).set,
	"cli":        (*Runner).cli,
	"token":      (*Runner).token,

	"set-hostname":        (*Runner).setHostname,
	"set-domain":          (*Runner).setDomain,
	"set-address":         (*Runner).setAddress,
	"add-node":            (*Runner).addNode,
	"remove-node":         (*Runner).removeNode,
	"rebuild-node":        (*Runner).rebuildNode,
	"upgrade":             (*Runner).upgrade,
	"switch-version":      (*Runner).switchVersion,
	"backup":              (*Runner).backup,
	"restore":             (*Runner).restore,
	"export-recovery-key": (*Runner).exportRecoveryKey,
	"itl-reset-remote":    (*Runner).itlResetRemote,

	"authenticator": (*Runner).authenticator,
	"fault":         func(r *Runner, _ context.Context, s *Step) error { return r.fault(s.Fault, true) },
	"heal":          func(r *Runner, _ context.Context, s *Step) error { return r.fault(s.Heal, false) },
	"wait":          (*Runner).wait,
	"advance": func(r *Runner, _ context.Context, s *Step) error {
		r.Lab.Advance(s.Advance.Value)
		return nil
	},
}

// act does one step. A refusal that the step expects is not an error, but one that does not come, has other words or
// leaves something changed is a failed expectation.
func (r *Runner) act(ctx context.Context, s *Step) error {
	if s.Verb == "expect" { // not in deeds: it would name itself
		return r.expect(ctx, s)
	}
	deed := deeds[s.Verb]
	if !s.refused() {
		return deed(r, ctx, s)
	}
	before := r.snapshot()
	err := deed(r, ctx, s)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r.checkRefusal(s, err, before)
	return nil
}

// snapshot copies all clusters as they are.
func (r *Runner) snapshot() []*sim.Cluster {
	var list []*sim.Cluster
	for _, c := range r.Lab.Clusters() {
		list = append(list, c.Clone())
	}
	return list
}

// checkRefusal compares a refusal with the one a step expects, and the clusters with what they were.
func (r *Runner) checkRefusal(s *Step, err error, before []*sim.Cluster) {
	want := s.refusal()
	fail := func(want, got string) {
		r.result.fail(s, Failure{Target: s.Verb, Field: "error", Want: want, Got: got})
	}
	switch {
	case err == nil:
		fail(strings.TrimSpace("a refusal "+want.Text), "it was done")
		return
	case !strings.Contains(err.Error(), want.Text):
		fail(want.Text, err.Error())
	}
	for i, c := range r.Lab.Clusters() {
		for _, line := range c.Compare(before[i]) {
			fail("nothing changed by a refusal", line)
		}
	}
}

// do does operations of one step as one on the step's cluster: the one it names, or that of the first of the nodes,
// or the first cluster of the scenario.
func (r *Runner) do(s *Step, nodes []string, ops ...sim.Op) error {
	node, err := r.place(s, nodes)
	if err != nil {
		return err
	}
	return r.Lab.DoOn(node, sim.All(ops...))
}

// place gives a node of the step's cluster.
func (r *Runner) place(s *Step, nodes []string) (string, error) {
	switch {
	case s.OnCluster.Value != "":
		c := r.Lab.ClusterNamed(s.OnCluster.Value)
		if c == nil {
			return "", fmt.Errorf("cluster %q is not in the lab", s.OnCluster)
		}
		return c.Publisher().ID, nil
	case len(nodes) > 0:
		return nodes[0], nil
	}
	return r.Lab.Cluster().Publisher().ID, nil
}

// names is nil for a list that was not written.
func names(list Names) []string {
	if len(list) == 0 {
		return nil
	}
	return list.Values()
}

// nodes turns a selector into what the cluster's operations take: no names for all.
func nodes(sel Selector) []string {
	if sel.All {
		return nil
	}
	return sel.Names.Values()
}

// nodeNames lists the selected nodes of the step's cluster; nil selects all.
func (r *Runner) nodeNames(s *Step, sel *Selector) []string {
	if sel != nil && !sel.All {
		return sel.Names.Values()
	}
	c := r.Lab.Cluster()
	if named := r.Lab.ClusterNamed(s.OnCluster.Value); named != nil {
		c = named
	}
	var list []string
	for _, n := range c.Nodes {
		list = append(list, n.ID)
	}
	return list
}

// onNodes does an operation node by node, all as one.
func (r *Runner) onNodes(s *Step, sel *Selector, op func(node string) sim.Op) error {
	list := r.nodeNames(s, sel)
	var ops []sim.Op
	for _, name := range list {
		ops = append(ops, op(name))
	}
	return r.do(s, list, ops...)
}
