package scenarios

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// faultRow is a kind of fault.
type faultRow struct {
	kind  string
	set   func(node string, broken bool) sim.Op // nil: the lab does it
	is    func(*sim.Node) bool
	needs bool // nodes
}

const (
	portBlocked = "service-port-blocked"
	itlCorrupt  = "itl-corrupt"
)

// faults are all kinds.
var faults = []faultRow{
	{kind: "node-down", set: sim.SetDown, is: func(n *sim.Node) bool { return n.Down }, needs: true},
	{kind: portBlocked},
	{kind: "replication-broken", set: sim.SetReplication, is: func(n *sim.Node) bool { return n.ReplicationBroken }},
	{kind: "sftp-broken", set: sim.SetSFTP, is: func(n *sim.Node) bool { return n.SFTPBroken }},
	{kind: "capf-busy", set: sim.SetCAPFBusy, is: func(n *sim.Node) bool { return n.CAPFBusy }, needs: true},
	{kind: itlCorrupt, set: corruptITL, is: func(*sim.Node) bool { return false }},
}

func corruptITL(node string, _ bool) sim.Op { return sim.CorruptITL(node) }

// faultKind is the name of a fault.
type faultKind struct{ file.Name }

// Words are the kinds of faults.
func (faultKind) Words() []string {
	var list []string
	for _, f := range faults {
		list = append(list, f.kind)
	}
	return list
}

// row gives the row of the kind, nil when there is none.
func (k faultKind) row() *faultRow {
	for i := range faults {
		if faults[i].kind == k.Value {
			return &faults[i]
		}
	}
	return nil
}

// fault is what fault and heal have in common.
type fault struct {
	Pos    file.Pos
	Kind   faultKind      `yaml:"kind" need:"true" doc:"What is broken."`
	Nodes  *file.Selector `yaml:"nodes" doc:"On which nodes; all when absent."`
	Port   int            `yaml:"port" range:"1..65535" doc:"The blocked port, for example 2445."`
	Phones *file.Selector `yaml:"phones" doc:"Only for these phones; for all when absent."`
}

func (x *fault) check(c *checker) {
	c.SelectedNodes(x.Nodes)
	c.SelectedPhones(x.Phones)
	row, blocked := x.Kind.row(), x.Kind.Value == portBlocked
	switch {
	case row != nil && row.needs && x.Nodes == nil:
		c.Add(x.Pos, "", "%s needs \"nodes\"", x.Kind)
	case blocked && x.Port == 0:
		c.Add(x.Pos, "2445 is TVS, 69 and 6970 are TFTP", "%s needs \"port\"", x.Kind)
	case !blocked && x.Port != 0 && x.Kind.Value != "":
		c.Add(x.Pos, "", "%s takes no \"port\"", x.Kind)
	}
}

// String says the fault in words.
func (x *fault) String() string {
	text := x.Kind.Value
	if x.Port != 0 {
		text += fmt.Sprintf(" %d", x.Port)
	}
	if x.Nodes != nil {
		text += " on " + x.Nodes.String()
	}
	if x.Phones != nil {
		text += " for " + x.Phones.String()
	}
	return text
}

// set breaks the nodes or mends them.
func (x *fault) set(r *Runner, nodes []string, broken bool) error {
	for _, name := range nodes {
		if err := r.Lab.DoOn(name, x.Kind.row().set(name, broken)); err != nil {
			return err
		}
	}
	return nil
}

// blocked is the fault of a port in the lab's terms.
func (x *fault) blocked(r *Runner) lab.Fault {
	blocked := lab.Fault{Port: x.Port}
	if x.Nodes != nil && !x.Nodes.All {
		blocked.Nodes = x.Nodes.Names.Values()
	}
	if x.Phones != nil && !x.Phones.All {
		blocked.Phones = r.set(*x.Phones)
	}
	return blocked
}

// breakage is the argument of fault.
type breakage struct{ fault }

func (x *breakage) do(_ context.Context, r *Runner) error {
	if x.Kind.row().set == nil {
		r.Lab.Block(x.blocked(r))
		return nil
	}
	return x.set(r, r.nodeNames(x.Nodes), true)
}

// healing is the argument of heal.
type healing struct{ fault }

func (x *healing) check(c *checker) {
	x.fault.check(c)
	if x.Kind.Value == itlCorrupt {
		c.Add(x.Pos, "delete itlfileflags.txt on the node and restart Cisco Tftp", "%s does not end by itself", x.Kind)
	}
}

func (x *healing) do(_ context.Context, r *Runner) error {
	if x.Kind.row().set == nil {
		if !r.Lab.Unblock(x.blocked(r)) {
			return fmt.Errorf("nothing to heal: no fault was set with these nodes, port and phones")
		}
		return nil
	}
	nodes := r.nodeNames(x.Nodes)
	if !slices.ContainsFunc(nodes, func(name string) bool { return x.isOn(r, name) }) {
		return fmt.Errorf("nothing to heal: %s is not set on %s", x.Kind, strings.Join(nodes, ", "))
	}
	return x.set(r, nodes, false)
}

// isOn tells whether a node has the fault.
func (x *healing) isOn(r *Runner, name string) bool {
	c := r.Lab.ClusterOf(name)
	return c == nil || // the operation says that there is no such node
		x.Kind.row().is(c.Node(name))
}
