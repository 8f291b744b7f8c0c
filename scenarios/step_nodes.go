package scenarios

import (
	"go.yaml.in/yaml/v4"
)

// HostnameChange is the argument of set-hostname. Steps after it may use
// the old name of the node or the new one.
type HostnameChange struct {
	Pos  Pos
	Node Name `yaml:"node" need:"true" doc:"The node."`
	Name Name `yaml:"name" need:"true" doc:"Its new host name."`
}

// DomainChange is the argument of set-domain.
type DomainChange struct {
	Pos    Pos
	Node   Name `yaml:"node" need:"true" doc:"The node."`
	Domain Name `yaml:"domain" need:"true" doc:"Its new DNS domain."`
}

// AddressChange is the argument of set-address.
type AddressChange struct {
	Pos     Pos
	Node    Name `yaml:"node" need:"true" doc:"The node."`
	Address Name `yaml:"address" need:"true" doc:"Its new IPv4 address."`
}

// Upgrade is the argument of upgrade. Refresh is an upgrade that replaces
// the operating system too.
type Upgrade struct {
	Pos     Pos
	Release Name `yaml:"release" need:"true" doc:"The CUCM release to upgrade to."`
	Refresh bool `yaml:"refresh" doc:"A refresh upgrade instead of a standard one."`
}

// Snapshot is the argument of backup and restore: a name, or a name with
// nodes. Without nodes the whole cluster is meant.
type Snapshot struct {
	Pos   Pos
	Name  Name      `yaml:"name" need:"true" doc:"Name of the backup."`
	Nodes *Selector `yaml:"nodes" doc:"Restore these nodes only; all when absent."`
}

func (s *Snapshot) decode(d *decoder, n *yaml.Node, where string) {
	type plain Snapshot
	if n.Kind == yaml.MappingNode {
		d.inside(n, (*plain)(s), where)
		return
	}
	s.Pos = posOf(n)
	s.Name.decode(d, n, where)
}
