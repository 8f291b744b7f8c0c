package scenarios

import (
	"fmt"
	"strings"

	"tvslab/scenarios/file"
	"tvslab/sim"
)

// together does operations of the step as one on its cluster: the one it names, or that of the first of the nodes, or
// the first cluster of the scenario.
func (r *Runner) together(nodes []string, ops ...sim.Op) error {
	node, err := r.place(nodes)
	if err != nil {
		return err
	}
	return r.Lab.DoOn(node, sim.All(ops...))
}

// onCluster does operations as one on the cluster of a step that names no node.
func (r *Runner) onCluster(ops ...sim.Op) error { return r.together(nil, ops...) }

// onNode does an operation on the cluster of a node.
func (r *Runner) onNode(node file.Name, op sim.Op) error {
	return r.together([]string{node.Value}, op)
}

// onNodes does an operation node by node, all as one.
func (r *Runner) onNodes(sel *file.Selector, op func(node string) sim.Op) error {
	list := r.nodeNames(sel)
	return r.together(list, operations(list, op)...)
}

// each does an operation name by name, all as one, on the cluster of the nodes.
func (r *Runner) each(nodes []string, list file.Names, op func(name string) sim.Op) error {
	return r.together(nodes, operations(list.Values(), op)...)
}

func operations(list []string, op func(name string) sim.Op) []sim.Op {
	var ops []sim.Op
	for _, name := range list {
		ops = append(ops, op(name))
	}
	return ops
}

// place gives a node of the step's cluster.
func (r *Runner) place(nodes []string) (string, error) {
	switch on := r.now.OnCluster.Value; {
	case on != "":
		c := r.Lab.ClusterNamed(on)
		if c == nil {
			return "", fmt.Errorf("cluster %q is not in the lab", on)
		}
		return c.Publisher().ID, nil
	case len(nodes) > 0:
		return nodes[0], nil
	}
	return r.Lab.Cluster().Publisher().ID, nil
}

// selected turns a selector into what the cluster's operations take: no names for all.
func selected(sel file.Selector) []string {
	if sel.All {
		return nil
	}
	return sel.Names.Values()
}

// nodeNames lists the selected nodes of the step's cluster; nil selects all.
func (r *Runner) nodeNames(sel *file.Selector) []string {
	if sel != nil && !sel.All {
		return sel.Names.Values()
	}
	c := r.Lab.Cluster()
	if named := r.Lab.ClusterNamed(r.now.OnCluster.Value); named != nil {
		c = named
	}
	var list []string
	for _, n := range c.Nodes {
		list = append(list, n.ID)
	}
	return list
}

// snapshot copies all clusters as they are.
func (r *Runner) snapshot() []*sim.Cluster {
	var list []*sim.Cluster
	for _, c := range r.Lab.Clusters() {
		list = append(list, c.Clone())
	}
	return list
}

// checkRefusal tells of a refusal and compares it with the one a step expects, and the clusters with what they were.
func (r *Runner) checkRefusal(s *Step, err error, before []*sim.Cluster) {
	want := s.refusal()
	fail := func(want, got string) {
		r.fail(Failure{Target: s.Verb, Field: "error", Want: want, Got: got})
	}
	if err != nil {
		r.tell(StepRefused{err})
		r.result.Refusals = append(r.result.Refusals, Refusal{Step: s.Number, Line: s.Pos.Line, Verb: s.Verb, Text: err.Error()})
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
