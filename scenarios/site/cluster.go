package site

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// Site is what a scenario starts with: clusters and the phones that use them, once for each cell of its matrix.
type Site struct {
	Release file.Name `yaml:"release" doc:"CUCM release, for example \"12.5\" (the default) or \"14SU3\"."`
	Matrix  Matrix    `yaml:"matrix" doc:"Run the scenario once for every combination of these."`
	Cluster Cluster   `yaml:"cluster" need:"true" doc:"The CUCM cluster."`
	Others  Clusters  `yaml:"other-clusters" doc:"Further clusters by name, to move phones to or to exchange certificates with."`
	Systems Systems   `yaml:"systems" doc:"Systems around the clusters, by name."`
	Phones  Groups    `yaml:"phones" need:"true" doc:"Groups of phones, by name."`
}

// Cluster is the CUCM cluster that a scenario starts with. The organisation
// fields go into the subjects of its certificates.
type Cluster struct {
	Pos          file.Pos
	Mode         Mode       `yaml:"mode" doc:"Security mode; non-secure when absent."`
	Domain       string     `yaml:"domain" doc:"DNS domain of the nodes."`
	Organization string     `yaml:"organization" doc:"O of the certificates."`
	Unit         string     `yaml:"unit" doc:"OU of the certificates."`
	Locality     string     `yaml:"locality" doc:"L of the certificates."`
	State        string     `yaml:"state" doc:"ST of the certificates."`
	Country      string     `yaml:"country" doc:"C of the certificates, two letters."`
	Timezone     file.Name  `yaml:"timezone" doc:"Time zone in which nodes print dates, by its IANA name, for example Europe/Brussels; UTC when absent."`
	Nodes        Nodes      `yaml:"nodes" need:"true" doc:"The servers, by name; the order is kept."`
	Tokens       file.Names `yaml:"tokens" doc:"USB tokens that sign the CTL (mixed-token)."`
	Password     string     `yaml:"token-password" doc:"Password of these tokens; Cisco123, with which they come, when absent."`
}

// Mode is the security mode of a cluster; Modes are several.
type (
	Mode  struct{ file.Name }
	Modes struct{ file.Names }
)

// Words are the modes that CUCM has.
func (Mode) Words() []string  { return Words(sim.Modes()) }
func (Modes) Words() []string { return Words(sim.Modes()) }

// roles are what runs on a node.
type roles struct{ file.Names }

// Words are the roles that a node may have.
func (roles) Words() []string { return Words(sim.Roles()) }

// Words gives typed words as plain ones.
func Words[T ~string](typed []T) []string {
	list := make([]string, len(typed))
	for i, w := range typed {
		list[i] = string(w)
	}
	return list
}

// found gives the first of a list that is so, nil when none is.
func found[T any](list []T, is func(*T) bool) *T {
	for i := range list {
		if is(&list[i]) {
			return &list[i]
		}
	}
	return nil
}

// names gives the names of a list.
func names[T any](list []T, name func(*T) file.Name) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = name(&list[i]).Value
	}
	return out
}

// firstRelease names the oldest release that is so.
func firstRelease(is func(cucm.Release) bool) string {
	for _, name := range cucm.ReleaseNames() {
		if r, err := cucm.ParseRelease(name); err == nil && is(r) {
			return name
		}
	}
	return ""
}

// Node is one server of the cluster.
type Node struct {
	Name    file.Name
	Pos     file.Pos
	Roles   roles     `yaml:"roles" need:"true" doc:"What runs on the node."`
	Address file.Name `yaml:"address" doc:"IP address of the node; chosen when absent."`

	Timezone file.Name `yaml:"timezone" doc:"Time zone of the node; that of the cluster when absent."`
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

// OtherCluster is a further cluster of the scenario.
type OtherCluster struct {
	Cluster
	Name    file.Name
	Release file.Name `yaml:"release" doc:"CUCM release; that of the scenario when absent."`
}

// Clusters are the further clusters in the order of the file. Their nodes
// have names that the first cluster does not have: steps find a cluster by
// its nodes.
type Clusters []OtherCluster

// Find gives the cluster of that name, nil when there is none.
func (cs Clusters) Find(name string) *OtherCluster {
	return found(cs, func(c *OtherCluster) bool { return c.Name.Value == name })
}

// Names gives the cluster names in the order of the file.
func (cs Clusters) Names() []string {
	return names(cs, func(c *OtherCluster) file.Name { return c.Name })
}

// UnmarshalNode reads clusters by name.
func (cs *Clusters) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	d.Named(n, where, "cluster", func(name file.Name, value *yaml.Node) {
		c := OtherCluster{}
		d.Value(value, &c, fmt.Sprintf("cluster %q", name))
		c.Name = name
		*cs = append(*cs, c)
	})
}

// JSONSchema of clusters by name.
func (Clusters) JSONSchema() *jsonschema.Schema {
	return file.MapUpTo(maxClusters, file.SchemaFor[OtherCluster]())
}

// clusterOf gives the cluster that has the first of the nodes; the first
// cluster when none has.
func (s *Site) clusterOf(nodes file.Names) *Cluster {
	for i := range s.Others {
		if c := &s.Others[i].Cluster; len(nodes) > 0 && c.Nodes.Find(nodes[0].Value) != nil {
			return c
		}
	}
	return &s.Cluster
}

// checkClusters checks the nodes of all clusters: steps find a cluster by
// them, so no name or address may be there twice.
func (c *Checker) checkClusters() {
	taken := map[string]string{}
	c.cluster(&c.Site.Cluster, taken)
	c.Known = slices.Clone(c.Site.Cluster.Nodes)
	for i := range c.Site.Others {
		other := &c.Site.Others[i]
		if c.Site.Others[:i].Find(other.Name.Value) != nil || other.Name.Value == "home" {
			c.Add(other.Name.Pos, "choose another name", "cluster %q is there already", other.Name)
		}
		c.cluster(&other.Cluster, taken)
		for _, n := range other.Nodes {
			if c.Site.Cluster.Nodes.Find(n.Name.Value) != nil {
				c.Add(n.Name.Pos, "", "node %q is in two clusters", n.Name)
			}
		}
		c.Known = append(c.Known, other.Nodes...)
	}
}

func (c *Checker) cluster(x *Cluster, addresses map[string]string) {
	publisher := ""
	for i := range x.Nodes {
		n := &x.Nodes[i]
		if n.Has(sim.Publisher) {
			if publisher != "" {
				c.Add(n.Name.Pos, fmt.Sprintf("%q is the publisher already", publisher), "node %q is a second publisher; a cluster has one", n.Name)
			}
			publisher = n.Name.Value
		}
		c.Server(n)
		c.Address(n, addresses)
	}
	if publisher == "" && len(x.Nodes) > 0 {
		c.Add(x.Nodes[0].Name.Pos, "give one node the role publisher", "the cluster has no publisher")
	}
	c.Timezone(x.Timezone)
	c.Twice("token", x.Tokens)
}

// Server checks a node by itself.
func (c *Checker) Server(n *Node) {
	if n.Name.Value == "all" {
		c.Add(n.Name.Pos, "", "\"all\" selects every node and cannot be the name of one")
	}
	if g := c.Site.Phones.Find(n.Name.Value); g != nil {
		c.Add(g.Name.Pos, "", "%q names a node and a phone group", n.Name)
	}
	if n.Has(sim.Publisher) && n.Has(sim.Subscriber) {
		c.Add(n.Roles.Names[0].Pos, "", "node %q cannot be publisher and subscriber", n.Name)
	}
	for _, role := range n.Roles.Names {
		if n.Has(sim.RoleIMP) && role.Value != string(sim.RoleIMP) && role.Value != string(sim.Subscriber) {
			c.Add(role.Pos, "IM and Presence is all that runs there", "node %q: role %q does not go with \"imp\"", n.Name, role)
		}
	}
	if len(n.Roles.Names) == 0 {
		c.Add(n.Pos, "", "node %q has no roles", n.Name)
	}
	c.Said(n.Name.Pos, sim.NodeSpec{Name: n.Name.Value}.Check())
	c.Timezone(n.Timezone)
	c.Twice("role", n.Roles.Names)
}

// Timezone checks the name of a time zone.
func (c *Checker) Timezone(n file.Name) {
	if n.Value != "" {
		c.Said(n.Pos, sim.CheckZone(n.Value))
	}
}

// Address checks the address of a node against those that are taken, and adds it to them.
func (c *Checker) Address(n *Node, taken map[string]string) {
	if n.Address.Value == "" {
		return
	}
	if _, err := netip.ParseAddr(n.Address.Value); err != nil {
		c.Add(n.Address.Pos, "", "%q is no IP address", n.Address)
	}
	if other := taken[n.Address.Value]; other != "" {
		c.Add(n.Address.Pos, "", "node %q has the address of node %q", n.Name, other)
	}
	taken[n.Address.Value] = n.Name.Value
}

// mode checks that the release has the cluster's mode. An unknown mode is reported where nothing else does.
func (c *Checker) mode(x *Cluster, release cucm.Release, unknown bool) {
	m, word := sim.Mode(x.Mode.Value), x.Mode.Name
	switch {
	case !slices.Contains(sim.Modes(), m):
		if unknown {
			c.Unknown(word, "mode", "", Words(sim.Modes()))
		}
	case m == sim.MixedTokenless && !m.On(release):
		c.Add(word.Pos, "use mixed-token", "mode %s needs release %s or later, not %s", word, firstRelease(m.On), release)
	case m == sim.MixedToken && !m.On(release):
		c.Add(word.Pos, "use mixed-tokenless", "mode %s needs a release before %s, not %s", word, firstRelease(func(r cucm.Release) bool { return !m.On(r) }), release)
	case m == sim.MixedToken && len(x.Tokens) == 0:
		c.Add(word.Pos, "name the USB tokens in cluster.tokens", "mode %s needs tokens", word)
	}
}

// defaultRelease is the CUCM release of a scenario that names none.
const defaultRelease = "12.5"

// Settle fills in defaults, the second spelling of CallManager groups and the one name of each model.
func (s *Site) Settle(r *file.Report) {
	if s.Release.Value == "" && len(s.Matrix.Release) == 0 {
		s.Release.Value = defaultRelease
	}
	if len(s.Matrix.Mode.Names) == 0 {
		s.Cluster.settle()
	}
	for i := range s.Others {
		s.Others[i].settle()
	}
	for i := range s.Phones {
		s.Phones[i].settle(r)
	}
	for i := range s.Matrix.Model {
		settleModel(&s.Matrix.Model[i])
	}
}

func (c *Cluster) settle() {
	if c.Mode.Value == "" {
		c.Mode.Value = string(sim.NonSecure)
	}
}
