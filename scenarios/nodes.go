package scenarios

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim"
)

// hostname is the argument of set-hostname. Steps after it may use the old name of the node or the new one.
type hostname struct {
	Pos  file.Pos
	Node file.Name `yaml:"node" need:"true" doc:"The node."`
	Name file.Name `yaml:"name" need:"true" doc:"Its new host name."`
}

func (x *hostname) check(c *checker) {
	node, taken := c.Node(x.Node), c.Known.Find(x.Name.Value)
	back := taken != nil && node != nil && taken.Name.Value != x.Node.Value && taken.Pos == node.Pos // a name that it had
	switch {
	case back:
	case taken != nil && c.step.done():
		c.Add(x.Name.Pos, "", "there is a node %q already", x.Name)
	case node != nil:
		renamed := *node
		renamed.Name = x.Name
		c.Known = append(c.Known, renamed)
	}
}

func (x *hostname) nodeNames() []string { return []string{x.Name.Value} }

func (x *hostname) follow(c *checker, v *versions) {
	if !c.step.refused() {
		v.cluster[x.Name.Value] = v.cluster[x.Node.Value]
	}
}

func (x *hostname) do(_ context.Context, r *Runner) error {
	return r.onNode(x.Node, sim.SetHostname(x.Node.Value, x.Name.Value))
}

func (x *hostname) String() string { return fmt.Sprintf("%s of %s", x.Name, x.Node) }

// domain is the argument of set-domain.
type domain struct {
	Pos    file.Pos
	Node   file.Name `yaml:"node" need:"true" doc:"The node."`
	Domain file.Name `yaml:"domain" need:"true" doc:"Its new DNS domain."`
}

func (x *domain) check(c *checker) { c.Node(x.Node) }

func (x *domain) do(_ context.Context, r *Runner) error {
	return r.onNode(x.Node, sim.SetDomain(x.Node.Value, x.Domain.Value))
}

func (x *domain) String() string { return fmt.Sprintf("%s on %s", x.Domain, x.Node) }

// address is the argument of set-address.
type address struct {
	Pos     file.Pos
	Node    file.Name `yaml:"node" need:"true" doc:"The node."`
	Address file.Name `yaml:"address" need:"true" doc:"Its new IPv4 address."`
}

func (x *address) check(c *checker) {
	c.Node(x.Node)
	if _, err := netip.ParseAddr(x.Address.Value); err != nil && x.Address.Value != "" && c.step.done() {
		c.Add(x.Address.Pos, "", "%q is no IP address", x.Address)
	}
}

func (x *address) do(_ context.Context, r *Runner) error {
	to, err := netip.ParseAddr(x.Address.Value)
	if err != nil {
		return fmt.Errorf("address %q of node %q: %w", x.Address, x.Node, err)
	}
	return r.onNode(x.Node, sim.SetAddress(x.Node.Value, to))
}

func (x *address) String() string { return fmt.Sprintf("%s of %s", x.Address, x.Node) }

// addNode is its verb's argument.
type addNode struct{ site.Nodes }

func (x *addNode) check(c *checker) {
	for i := range x.Nodes {
		n := &x.Nodes[i]
		c.Joins(n)
		c.Server(n)
		c.Fresh(n)
		c.Address(n, map[string]string{})
		if c.step.done() {
			c.added(n)
		}
		if c.Known.Find(n.Name.Value) == nil {
			c.Known = append(c.Known, *n)
		}
	}
}

func (c *checker) added(n *site.Node) {
	switch {
	case c.Known.Find(n.Name.Value) != nil:
		c.Add(n.Name.Pos, "", "there is a node %q already", n.Name)
	case n.Has(sim.Publisher):
		c.Add(n.Name.Pos, "", "node %q cannot be a publisher; the cluster has one", n.Name)
	}
}

func (x *addNode) nodeNames() []string { return x.Names() }

func (x *addNode) follow(c *checker, v *versions) {
	for _, name := range x.Names() {
		v.cluster[name] = c.step.OnCluster.Value
	}
}

func (x *addNode) do(_ context.Context, r *Runner) error {
	var ops []sim.Op
	for i := range x.Nodes {
		ops = append(ops, sim.AddNode(nodeSpec(&x.Nodes[i])))
	}
	return r.onCluster(ops...)
}

func (x *addNode) String() string { return strings.Join(x.Names(), ", ") }

// removeNode is its verb's argument.
type removeNode struct{ file.Name }

// check forgets the node of a step that certainly removes it.
func (x *removeNode) check(c *checker) {
	node := c.Node(x.Name)
	switch {
	case node == nil || !c.step.done():
	case node.Has(sim.Publisher):
		c.Add(x.Pos, "", "node %q is the publisher, which cannot be removed", x.Name)
	default:
		c.Known = slices.DeleteFunc(c.Known, func(n site.Node) bool { return n.Name.Value == x.Value })
	}
}

func (x *removeNode) do(_ context.Context, r *Runner) error {
	return r.onNode(x.Name, sim.RemoveNode(x.Value))
}

// rebuildNode is its verb's argument.
type rebuildNode struct{ file.Selector }

func (x *rebuildNode) check(c *checker) { c.SelectedNodes(&x.Selector) }

func (x *rebuildNode) do(_ context.Context, r *Runner) error {
	on := selected(x.Selector)
	return r.together(on, sim.Rebuild(on...))
}
