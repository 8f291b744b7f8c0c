package site

import (
	"fmt"
	"slices"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/sim"
)

// Node is one server of the cluster.
type Node struct {
	Name    file.Name
	Pos     file.Pos
	Roles   roles     `yaml:"roles" need:"true" doc:"What runs on the node."`
	Address file.Name `yaml:"address" doc:"IP address of the node; chosen when absent."`

	Timezone file.Name `yaml:"timezone" doc:"Time zone of the node; that of the cluster when absent."`

	Certificates Certificates `yaml:"certificates" doc:"What is known of its identity certificates, by store."`
	Trust        TrustList    `yaml:"trust" doc:"Further certificates in its -trust stores."`
	Stopped      services     `yaml:"stopped" doc:"Services that do not run when the scenario begins."`
	NotActivated services     `yaml:"not-activated" doc:"Feature services that are not activated when the scenario begins, although the roles of the node say so."`
}

// Has tells whether the node has a role.
func (n *Node) Has(role sim.Role) bool { return Has(n.Roles.Names, string(role)) }

// Nodes are the servers of a cluster in the order of the file.
type Nodes []Node

// Find gives the node of that name, nil when there is none.
func (ns Nodes) Find(name string) *Node {
	return found(ns, func(n *Node) bool { return n.Name.Value == name })
}

// Names gives the node names in the order of the file.
func (ns Nodes) Names() []string {
	return names(ns, func(n *Node) file.Name { return n.Name })
}

// With gives the names of the nodes that have any of the roles.
func (ns Nodes) With(roles ...sim.Role) []string {
	var out []string
	for i := range ns {
		if slices.ContainsFunc(roles, ns[i].Has) {
			out = append(out, ns[i].Name.Value)
		}
	}
	return out
}

// UnmarshalNode reads nodes by name.
func (ns *Nodes) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	d.Named(n, where, "node", func(name file.Name, value *yaml.Node) {
		node := Node{}
		d.Value(value, &node, fmt.Sprintf("node %q", name))
		node.Name = name
		*ns = append(*ns, node)
	})
}

// JSONSchema of nodes by name.
func (Nodes) JSONSchema() *jsonschema.Schema { return file.MapUpTo(maxNodes, file.SchemaFor[Node]()) }

// Installed returns a server as it is by now, under the name that it was installed with and under another one that it has since: as
// the site describes it where it does.
func Installed(site Nodes, n *sim.Node) Nodes {
	one := Node{Name: file.Name{Value: n.ID}}
	if described := site.Find(n.ID); described != nil {
		one = *described
	}
	one.Roles = roles{}
	for _, r := range n.Roles {
		one.Roles.Names = append(one.Roles.Names, file.Name{Value: string(r)})
	}
	if n.Name == n.ID {
		return Nodes{one}
	}
	renamed := one
	renamed.Name.Value = n.Name
	return Nodes{one, renamed}
}
