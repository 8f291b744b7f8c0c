package scenarios

import (
	"go.yaml.in/yaml/v4"
)

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

	Security       Name `yaml:"security" enum:"non-secure authenticated encrypted" doc:"Device Security Mode of the Phone Security Profile; non-secure when absent."`
	Authentication Name `yaml:"authentication" enum:"by-null-string by-authentication-string by-existing-lsc by-existing-mic" doc:"Authentication Mode towards CAPF; by-null-string when absent."`
	LSC            bool `yaml:"lsc" doc:"The phones have a locally significant certificate from the start."`
	Dot1x          bool `yaml:"dot1x" doc:"The phones reach the network only if the 802.1X authenticator believes their certificate."`
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
// in order: its tvs list, or every node with role callmanager of the cluster
// of its first TFTP server.
func (s *Scenario) CallManagerGroup(g *Group) []string {
	if len(g.TVS) > 0 {
		return g.TVS.Values()
	}
	return s.clusterOf(g.TFTP).Nodes.With(RoleCallManager)
}

func (gs *Groups) decode(d *decoder, n *yaml.Node, where string) {
	named(d, n, where, "phone group", func(name Name, value *yaml.Node) {
		g := Group{}
		d.inside(value, &g, "phone group "+quote(name.Value))
		g.Name = name
		*gs = append(*gs, g)
	})
}
