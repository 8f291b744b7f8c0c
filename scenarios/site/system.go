package site

import (
	"fmt"
	"slices"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/pki"
	"tvslab/sim/system"
)

// System is a system around the clusters.
type System struct {
	Name   file.Name
	Pos    file.Pos
	Kind   kind       `yaml:"kind" need:"true" doc:"What it is."`
	Nodes  file.Names `yaml:"nodes" doc:"The nodes that it meets; by its kind when absent."`
	Peer   file.Name  `yaml:"peer" doc:"A node of another cluster that is the other side; what it trusts and shows is what lies there."`
	Trusts file.Names `yaml:"trusts" doc:"What somebody imported there: certificate references. What the nodes show when absent."`
	Issuer issuer     `yaml:"issuer" doc:"The lab CA that signed its certificate; self-signed when absent."`
	Verify *bool      `yaml:"verify" doc:"false: it does not verify the certificate of CUCM."`
}

// kind is a kind of system.
type kind struct{ file.Name }

// Words are the kinds.
func (kind) Words() []string { return system.KindNames() }

// issuer is a CA of the lab.
type issuer struct{ file.Name }

// Words are the CAs.
func (issuer) Words() []string { return pki.CANames() }

// Systems are the systems in the order of the file.
type Systems []System

// Find gives the system of that name, nil when there is none.
func (ss Systems) Find(name string) *System {
	return found(ss, func(s *System) bool { return s.Name.Value == name })
}

// Names gives the names of the systems in the order of the file.
func (ss Systems) Names() []string {
	return names(ss, func(s *System) file.Name { return s.Name })
}

// AllSystems selects every system where one may be expected of.
const AllSystems = "systems"

// Selectors are what expectations may call systems: their names, and all of them.
func (ss Systems) Selectors() []string { return append(ss.Names(), AllSystems) }

// UnmarshalNode reads systems by name.
func (ss *Systems) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	d.Named(n, where, "system", func(name file.Name, value *yaml.Node) {
		s := System{}
		d.Value(value, &s, fmt.Sprintf("system %q", name))
		s.Name = name
		*ss = append(*ss, s)
	})
}

// JSONSchema of systems by name.
func (Systems) JSONSchema() *jsonschema.Schema {
	return file.MapUpTo(maxSystems, file.SchemaFor[System]())
}

// System finds a system and reports an unknown one.
func (c *Checker) System(n file.Name) *System {
	s := c.Site.Systems.Find(n.Value)
	if s == nil && n.Value != "" {
		c.Unknown(n, "system", "", c.Site.Systems.Names())
	}
	return s
}

func (c *Checker) checkSystems() {
	if g := c.Site.Phones.Find(AllSystems); g != nil {
		c.Add(g.Name.Pos, "", "%q cannot be the name of phones: it selects all systems", AllSystems)
	}
	for i := range c.Site.Systems {
		s := &c.Site.Systems[i]
		c.nameOfSystem(s.Name)
		c.Twice("node", s.Nodes)
		for _, n := range s.Nodes {
			c.Node(n)
		}
		for _, ref := range s.Trusts {
			c.Reference(ref)
		}
		if k := system.KindNamed(s.Kind.Value); k != nil {
			c.choices(s, k)
		}
	}
}

// nameOfSystem checks that a name is not that of a node or of phones.
func (c *Checker) nameOfSystem(n file.Name) {
	switch {
	case selects(n.Value) || c.Site.Phones.Find(n.Value) != nil:
		c.Add(n.Pos, "", "%q cannot be the name of a system: it selects phones", n)
	case n.Value == AllSystems:
		c.Add(n.Pos, "", "%q cannot be the name of a system: it selects all of them", n)
	case c.Known.Find(n.Value) != nil:
		c.Add(n.Pos, "", "%q names a node and a system", n)
	}
}

// choices reports what is written of a system and has no effect on its kind.
func (c *Checker) choices(s *System, k *system.Kind) {
	for _, x := range []struct {
		key     string
		pos     file.Pos
		written bool
		effect  bool
	}{
		{"verify", s.Pos, s.Verify != nil, k.Lenient},
		{"issuer", s.Issuer.Pos, s.Issuer.Value != "", k.Presents() && !k.Issued && s.Peer.Value == ""},
		{"peer", s.Peer.Pos, s.Peer.Value != "", k.Remote},
		{"trusts", s.Pos, s.Trusts != nil, k.Imports() && s.Peer.Value == ""},
	} {
		if x.written && !x.effect {
			c.Add(x.pos, "leave it out", "system %q is a %s: %q has no effect", s.Name, s.Kind, x.key)
		}
	}
	if s.Peer.Value != "" {
		c.peer(s)
	}
	if k.Beside != "" && len(c.Known.With(k.Beside)) == 0 {
		c.Add(s.Kind.Pos, "", "a %s works beside a node with role %s, and there is none", s.Kind, k.Beside)
	}
	if k.Issued && s.Peer.Value == "" {
		c.issued(s)
	}
}

// issued reports that the CAPF service of the publisher, which issues the certificate of the system, is not there.
func (c *Checker) issued(s *System) {
	for _, publisher := range c.Site.Cluster.Nodes.With(sim.Publisher) {
		if !slices.Contains(c.Site.Cluster.Nodes.With(sim.RoleCAPF), publisher) {
			c.Add(s.Kind.Pos, fmt.Sprintf("give %q role %s", publisher, sim.RoleCAPF), "the certificate of a %s comes from CAPF, which does not run on %q", s.Kind, publisher)
		}
	}
}

// peer checks the node on the other side: of another cluster than the nodes that the system meets.
func (c *Checker) peer(s *System) {
	if c.Node(s.Peer) == nil {
		return
	}
	if own := c.Site.clusterOf(s.Nodes); own.Nodes.Find(s.Peer.Value) != nil {
		c.Add(s.Peer.Pos, "name a node of another cluster", "system %q: node %q is on both sides", s.Name, s.Peer)
	}
}

// behind checks the system that phones stand behind.
func (c *Checker) behind(g *Group) {
	if g.Behind.Value == "" {
		return
	}
	s := c.System(g.Behind)
	if s == nil {
		return
	}
	if k := system.KindNamed(s.Kind.Value); k != nil && !k.Phones {
		c.Add(g.Behind.Pos, "", "phones cannot stand behind a %s", s.Kind)
	}
	if g.Dot1x {
		c.Add(g.Behind.Pos, "keep one of the two", "phone group %q is behind %q and has dot1x", g.Name, g.Behind)
	}
}

// presenting names the systems that show a certificate of their own.
func (ss Systems) presenting() []string {
	shows := slices.DeleteFunc(slices.Clone(ss), func(s System) bool {
		k := system.KindNamed(s.Kind.Value)
		return k == nil || !k.Presents() || s.Peer.Value != ""
	})
	return shows.Names()
}
