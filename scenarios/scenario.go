package scenarios

import (
	"go.yaml.in/yaml/v4"
)

// Scenario is one scenario file, decoded and validated. It is not changed
// after Load; For makes the plain scenario of one cell of its matrix.
type Scenario struct {
	File string // as given to Load
	Name string // base name of File without ".yaml"
	Cell Cell   // set by For; the zero Cell before
	Pos  Pos

	Title       string   `yaml:"title" need:"true" doc:"What is rehearsed, in one line."`
	Source      string   `yaml:"source" need:"true" doc:"The document and section that the scenario comes from."`
	Teaches     string   `yaml:"teaches" doc:"The lesson, in one line."`
	Description string   `yaml:"description" doc:"More text, as many lines as needed."`
	Conflict    string   `yaml:"conflict" doc:"Where sources contradict each other, and what is assumed here."`
	Release     Name     `yaml:"release" doc:"CUCM release, for example \"12.5\" (the default) or \"14SU3\"."`
	Matrix      Matrix   `yaml:"matrix" doc:"Run the scenario once for every combination of these."`
	Seed        uint64   `yaml:"seed" doc:"Seed of everything random; the same seed gives the same run."`
	Settings    Settings `yaml:"settings" doc:"Named settings for behaviour that the sources leave open."`
	Cluster     Cluster  `yaml:"cluster" need:"true" doc:"The CUCM cluster."`
	Phones      Groups   `yaml:"phones" need:"true" doc:"Groups of phones, by name."`
	Steps       []Step   `yaml:"steps" need:"true" doc:"What is done, in order."`

	text []byte // the file, for excerpts of problems found later
}

// DefaultRelease is the CUCM release of a scenario that names none.
const DefaultRelease = "12.5"

// Settings are values of named settings, checked by the runner.
type Settings struct {
	Pos     Pos
	Cluster SettingList `yaml:"cluster" doc:"Settings of the cluster, by name."`
	Phone   SettingList `yaml:"phone" doc:"Settings of all phones, by name."`
}

// Setting is one named value.
type Setting struct {
	Name  Name
	Value Scalar
}

// SettingList is settings in the order of the file.
type SettingList []Setting

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

// Group is a number of phones that share model and servers.
type Group struct {
	Name   Name
	Pos    Pos
	Model  Name  `yaml:"model" need:"true" doc:"Phone model, for example \"8841\"; \"matrix\" takes matrix.model."`
	Count  int   `yaml:"count" range:"1..1000000" doc:"Number of phones, 1 when absent."`
	TFTP   Names `yaml:"tftp" need:"true" doc:"TFTP servers, at most two, first choice first."`
	TVS    Names `yaml:"tvs" doc:"The CallManager group: registration and TVS order. All nodes with role callmanager when absent."`
	Group  Names `yaml:"group" doc:"Another name for tvs."`
	Off    bool  `yaml:"off" doc:"The phones start powered off, as all phones do; for the reader."`
	Config Name  `yaml:"config" enum:"default" doc:"default: the phones have no configuration of their own and use the default file."`
}

// Groups are the phone groups in the order of the file.
type Groups []Group

// Find gives the group of that name, nil when there is none.
func (gs Groups) Find(name string) *Group {
	for i := range gs {
		if gs[i].Name.Value == name {
			return &gs[i]
		}
	}
	return nil
}

// Names gives the group names in the order of the file.
func (gs Groups) Names() []string {
	out := make([]string, len(gs))
	for i := range gs {
		out[i] = gs[i].Name.Value
	}
	return out
}

// CallManagerGroup gives the nodes a group registers with and asks for TVS,
// in order: its tvs list, or every node with role callmanager.
func (s *Scenario) CallManagerGroup(g *Group) []string {
	if len(g.TVS) > 0 {
		return g.TVS.Values()
	}
	return s.Cluster.Nodes.With(RoleCallManager)
}

// settle fills in defaults and the second spelling of the CallManager group.
func (s *Scenario) settle(r *reporter) {
	if s.Release.Value == "" && len(s.Matrix.Release) == 0 {
		s.Release.Value = DefaultRelease
	}
	if s.Cluster.Mode.Value == "" && len(s.Matrix.Mode) == 0 {
		s.Cluster.Mode.Value = NonSecure
	}
	for i := range s.Phones {
		g := &s.Phones[i]
		if g.Count == 0 {
			g.Count = 1
		}
		if len(g.TVS) > 0 && len(g.Group) > 0 {
			r.add(g.Group[0].Pos, "keep one of the two", "phone group %q has both \"tvs\" and \"group\", which mean the same", g.Name)
		}
		if len(g.TVS) == 0 {
			g.TVS = g.Group
		}
	}
}

func (ns *Nodes) decode(d *decoder, n *yaml.Node, where string) {
	named(d, n, where, "node", func(name Name, value *yaml.Node) {
		node := Node{}
		d.inside(value, &node, "node "+quote(name.Value))
		node.Name = name
		*ns = append(*ns, node)
	})
}

func (gs *Groups) decode(d *decoder, n *yaml.Node, where string) {
	named(d, n, where, "phone group", func(name Name, value *yaml.Node) {
		g := Group{}
		d.inside(value, &g, "phone group "+quote(name.Value))
		g.Name = name
		*gs = append(*gs, g)
	})
}

func (ss *SettingList) decode(d *decoder, n *yaml.Node, where string) {
	named(d, n, where, "setting", func(name Name, value *yaml.Node) {
		s := Setting{Name: name}
		s.Value.decode(d, value, "setting "+quote(name.Value))
		*ss = append(*ss, s)
	})
}
