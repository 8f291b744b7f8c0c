package scenarios

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/lab/trouble"
)

// faultRow is a kind of fault of nodes.
type faultRow struct {
	kind  string
	set   func(x *fault, node string, broken bool) sim.Op
	is    func(*sim.Node) bool
	needs []string // keys
	role  sim.Role // of the nodes that can have it, "" for all
}

const itlCorrupt = "itl-corrupt"

// Keys of a fault.
const (
	keyNodes = "nodes"
	keyTime  = string(trouble.Time)
)

// nodeFaults are the faults of nodes. Those between phones and nodes are the rows of package trouble.
var nodeFaults = []faultRow{
	{kind: "node-down", set: plain(sim.SetDown), is: func(n *sim.Node) bool { return n.Down }, needs: []string{keyNodes}},
	{kind: "replication-broken", set: plain(sim.SetReplication), is: func(n *sim.Node) bool { return n.ReplicationBroken }},
	{kind: "sftp-broken", set: plain(sim.SetSFTP), is: func(n *sim.Node) bool { return n.SFTPBroken }},
	{kind: "capf-busy", set: plain(sim.SetCAPFBusy), is: func(n *sim.Node) bool { return n.CAPFBusy }, needs: []string{keyNodes}, role: sim.RoleCAPF},
	{kind: itlCorrupt, set: plain(corruptITL), is: func(*sim.Node) bool { return false }},
	{kind: "disk-full", set: plain(sim.SetDiskFull), is: func(n *sim.Node) bool { return n.DiskFull }, needs: []string{keyNodes}},
	{kind: "clock-ahead", set: clock(1), is: func(n *sim.Node) bool { return n.Ahead > 0 }, needs: []string{keyNodes, keyTime}},
	{kind: "clock-behind", set: clock(-1), is: func(n *sim.Node) bool { return n.Ahead < 0 }, needs: []string{keyNodes, keyTime}},
}

// plain is a fault that is there or not.
func plain(set func(node string, broken bool) sim.Op) func(*fault, string, bool) sim.Op {
	return func(_ *fault, node string, broken bool) sim.Op { return set(node, broken) }
}

func corruptITL(node string, _ bool) sim.Op { return sim.CorruptITL(node) }

// clock is a clock that is wrong, in one direction.
func clock(direction time.Duration) func(*fault, string, bool) sim.Op {
	return func(x *fault, node string, broken bool) sim.Op {
		if !broken {
			return sim.SetClock(node, 0)
		}
		return sim.SetClock(node, direction*x.Time.Value)
	}
}

// faultKind is the name of a fault.
type faultKind struct{ file.Name }

// Words are the kinds of faults.
func (faultKind) Words() []string {
	var list []string
	for _, f := range nodeFaults {
		list = append(list, f.kind)
	}
	for _, r := range trouble.Rows() {
		list = append(list, string(r.Kind))
	}
	return list
}

// row gives the row of a fault of nodes, nil when there is none.
func (k faultKind) row() *faultRow {
	for i := range nodeFaults {
		if nodeFaults[i].kind == k.Value {
			return &nodeFaults[i]
		}
	}
	return nil
}

// way gives the row of a trouble between phones and nodes, nil when there is none.
func (k faultKind) way() *trouble.Row {
	if k.Value == "" {
		return nil
	}
	return trouble.Kind(k.Value).Row()
}

// needs are the keys that the kind needs, and takes those that it may have.
func (k faultKind) needs() (list []string) {
	if row := k.row(); row != nil {
		return row.needs
	}
	for _, a := range k.way().Needs {
		list = append(list, string(a))
	}
	return list
}

func (k faultKind) takes(key string) bool {
	switch way := k.way(); {
	case key == keyNodes, slices.Contains(k.needs(), key):
		return true
	case way == nil:
		return false
	default:
		return key == keyPhones || way.Allows(trouble.Argument(key))
	}
}

const keyPhones = "phones"

// fault is what fault and heal have in common.
type fault struct {
	Pos     file.Pos
	Kind    faultKind      `yaml:"kind" need:"true" doc:"What is broken."`
	Nodes   *file.Selector `yaml:"nodes" doc:"On which nodes, or on the way to which; all when absent."`
	Port    int            `yaml:"port" range:"1..65535" doc:"The port that it is about, for example 2445."`
	Percent int            `yaml:"percent" range:"1..100" doc:"How many of a hundred packets."`
	Time    file.Duration  `yaml:"time" doc:"How late packets or answers are, or how wrong a clock is."`
	Bytes   int            `yaml:"bytes" range:"576..1499" doc:"The largest IP packet that gets through."`
	To      file.Name      `yaml:"to" doc:"The node whose address the name of another one gives."`
	Phones  *file.Selector `yaml:"phones" doc:"Only for these phones; for all when absent."`
}

// given are the keys of a fault in their order, each with what it says, and whether it is there.
func (x *fault) given() []givenKey {
	return []givenKey{
		{string(trouble.Port), fmt.Sprintf(" %d", x.Port), x.Port != 0},
		{string(trouble.Percent), fmt.Sprintf(" %d%%", x.Percent), x.Percent != 0},
		{keyTime, " " + x.Time.String(), x.Time.Value != 0},
		{string(trouble.Bytes), fmt.Sprintf(" %d bytes", x.Bytes), x.Bytes != 0},
		{string(trouble.To), " as " + x.To.Value, x.To.Value != ""},
		{keyNodes, " on " + asWritten(x.Nodes), x.Nodes != nil},
		{keyPhones, " for " + asWritten(x.Phones), x.Phones != nil},
	}
}

// givenKey is a key of a fault.
type givenKey struct {
	key, words string
	is         bool
}

func asWritten(s *file.Selector) string {
	if s == nil {
		return ""
	}
	return s.String()
}

// keyHints say what a key is for.
var keyHints = map[string]string{
	string(trouble.Port): "2445 is TVS, 69 and 6970 are TFTP", string(trouble.Percent): "10 is one packet in ten",
	keyTime: "write for example 3s", string(trouble.Bytes): "1300 is less than TVS needs", string(trouble.To): "name a node",
}

func (x *fault) check(c *checker) {
	c.SelectedNodes(x.Nodes)
	c.SelectedPhones(x.Phones)
	if x.To.Value != "" {
		c.Node(x.To)
	}
	if x.Kind.row() == nil && x.Kind.way() == nil {
		return // reported with its type
	}
	x.checkRole(c)
	needs := x.Kind.needs()
	for _, k := range x.given() {
		switch {
		case !k.is && slices.Contains(needs, k.key):
			c.Add(x.Pos, keyHints[k.key], "%s needs %q", x.Kind, k.key)
		case k.is && !x.Kind.takes(k.key):
			c.Add(x.Pos, "", "%s takes no %q", x.Kind, k.key)
		}
	}
}

// checkRole reports nodes that cannot have the fault.
func (x *fault) checkRole(c *checker) {
	row := x.Kind.row()
	if row == nil || row.role == "" || x.Nodes == nil {
		return
	}
	fit := c.Known.With(row.role)
	for _, n := range x.Nodes.Names {
		if c.Known.Find(n.Value) != nil && !slices.Contains(fit, n.Value) {
			c.Add(n.Pos, "known: "+strings.Join(fit, ", "), "%s: node %q has no role %s", x.Kind, n, row.role)
		}
	}
}

// nodes are those that the fault befalls.
func (x *fault) nodes(r *Runner) []string {
	names, role := r.nodeNames(x.Nodes), x.Kind.row().role
	if role == "" || x.Nodes != nil && !x.Nodes.All {
		return names
	}
	return slices.DeleteFunc(names, func(name string) bool {
		c := r.Lab.ClusterOf(name)
		return c == nil || !c.Node(name).Has(role)
	})
}

// String says the fault in words.
func (x *fault) String() string {
	text := x.Kind.Value
	for _, k := range x.given() {
		if k.is {
			text += k.words
		}
	}
	return text
}

// set breaks the nodes or mends them.
func (x *fault) set(r *Runner, nodes []string, broken bool) error {
	for _, name := range nodes {
		if err := r.Lab.DoOn(name, x.Kind.row().set(x, name, broken)); err != nil {
			return err
		}
	}
	return nil
}

// trouble is what happens between phones and nodes in the lab's terms.
func (x *fault) trouble(r *Runner) lab.Fault {
	f := lab.Fault{Port: x.Port, Trouble: trouble.Trouble{Kind: trouble.Kind(x.Kind.Value), Percent: x.Percent, Time: x.Time.Value, Bytes: x.Bytes}}
	if x.Nodes != nil && !x.Nodes.All {
		f.Nodes = r.identities(x.Nodes.Names.Values()...)
	}
	if x.To.Value != "" {
		f.To = r.identities(x.To.Value)[0]
	}
	if x.Phones != nil && !x.Phones.All {
		f.Phones = r.set(*x.Phones)
	}
	return f
}

// identities are the nodes by the names that they had first; a name that no node has stays as it is.
func (r *Runner) identities(names ...string) (ids []string) {
	for _, name := range names {
		if c := r.Lab.ClusterOf(name); c != nil {
			name = c.Node(name).ID
		}
		ids = append(ids, name)
	}
	return ids
}

// breakage is the argument of fault.
type breakage struct{ fault }

func (x *breakage) do(_ context.Context, r *Runner) error {
	if x.Kind.row() == nil {
		return r.Lab.Block(x.trouble(r))
	}
	return x.set(r, x.nodes(r), true)
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
	if x.Kind.row() == nil {
		return r.Lab.Unblock(x.trouble(r))
	}
	nodes := x.nodes(r)
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
