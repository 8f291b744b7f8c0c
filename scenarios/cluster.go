package scenarios

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// The modes of a cluster.
const (
	NonSecure      = "non-secure"
	MixedTokenless = "mixed-tokenless"
	MixedToken     = "mixed-token"
)

// The roles of a node.
const (
	RolePublisher   = "publisher"
	RoleSubscriber  = "subscriber"
	RoleCallManager = "callmanager"
	RoleTFTP        = "tftp"
	RoleTVS         = "tvs"
	RoleCAPF        = "capf"
)

// Cluster is the CUCM cluster that a scenario starts with. The organisation
// fields go into the subjects of its certificates.
type Cluster struct {
	Pos          Pos
	Mode         Name   `yaml:"mode" enum:"non-secure mixed-tokenless mixed-token" doc:"Security mode; non-secure when absent."`
	Domain       string `yaml:"domain" doc:"DNS domain of the nodes."`
	Organization string `yaml:"organization" doc:"O of the certificates."`
	Unit         string `yaml:"unit" doc:"OU of the certificates."`
	Locality     string `yaml:"locality" doc:"L of the certificates."`
	State        string `yaml:"state" doc:"ST of the certificates."`
	Country      string `yaml:"country" doc:"C of the certificates, two letters."`
	Nodes        Nodes  `yaml:"nodes" need:"true" doc:"The servers, by name; the order is kept."`
	Tokens       Names  `yaml:"tokens" doc:"USB tokens that sign the CTL (mixed-token)."`
}

// OtherCluster is a further cluster of the scenario.
type OtherCluster struct {
	Cluster
	Name    Name
	Release Name `yaml:"release" doc:"CUCM release; that of the scenario when absent."`
}

// Clusters are the further clusters in the order of the file. Their nodes
// have names that the first cluster does not have: steps find a cluster by
// its nodes.
type Clusters []OtherCluster

// Find gives the cluster of that name, nil when there is none.
func (cs Clusters) Find(name string) *OtherCluster {
	for i := range cs {
		if cs[i].Name.Value == name {
			return &cs[i]
		}
	}
	return nil
}

// Names gives the cluster names in the order of the file.
func (cs Clusters) Names() []string {
	out := make([]string, len(cs))
	for i := range cs {
		out[i] = cs[i].Name.Value
	}
	return out
}

// Node is one server of the cluster.
type Node struct {
	Name    Name
	Pos     Pos
	Roles   Names `yaml:"roles" need:"true" enum:"publisher subscriber callmanager tftp tvs capf" doc:"What runs on the node."`
	Address Name  `yaml:"address" doc:"IP address of the node; chosen when absent."`
}

// Has tells whether the node has a role.
func (n *Node) Has(role string) bool {
	for _, r := range n.Roles {
		if r.Value == role {
			return true
		}
	}
	return false
}

// Nodes are the servers of a cluster in the order of the file.
type Nodes []Node

// Find gives the node of that name, nil when there is none.
func (ns Nodes) Find(name string) *Node {
	for i := range ns {
		if ns[i].Name.Value == name {
			return &ns[i]
		}
	}
	return nil
}

// Names gives the node names in the order of the file.
func (ns Nodes) Names() []string {
	out := make([]string, len(ns))
	for i := range ns {
		out[i] = ns[i].Name.Value
	}
	return out
}

// With gives the names of the nodes that have any of the roles.
func (ns Nodes) With(roles ...string) []string {
	var out []string
	for i := range ns {
		for _, role := range roles {
			if ns[i].Has(role) {
				out = append(out, ns[i].Name.Value)
				break
			}
		}
	}
	return out
}

// clusterOf gives the cluster that has the first of the nodes; the scenario's
// first cluster when none has.
func (s *Scenario) clusterOf(nodes Names) *Cluster {
	for i := range s.Others {
		if c := &s.Others[i].Cluster; len(nodes) > 0 && c.Nodes.Find(nodes[0].Value) != nil {
			return c
		}
	}
	return &s.Cluster
}

// allNodes gives the nodes of all clusters, the first cluster's first.
func (s *Scenario) allNodes() Nodes {
	nodes := slices.Clone(s.Cluster.Nodes)
	for i := range s.Others {
		nodes = append(nodes, s.Others[i].Nodes...)
	}
	return nodes
}

func (ns *Nodes) decode(d *decoder, n *yaml.Node, where string) {
	named(d, n, where, "node", func(name Name, value *yaml.Node) {
		node := Node{}
		d.inside(value, &node, "node "+quote(name.Value))
		node.Name = name
		*ns = append(*ns, node)
	})
}

func (cs *Clusters) decode(d *decoder, n *yaml.Node, where string) {
	named(d, n, where, "cluster", func(name Name, value *yaml.Node) {
		c := OtherCluster{}
		d.inside(value, &c, "cluster "+quote(name.Value))
		c.Name = name
		*cs = append(*cs, c)
	})
}
