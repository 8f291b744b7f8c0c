package site

import (
	"fmt"
	"io/fs"
	"time"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// Site is what a scenario starts with: clusters and the phones that use them, once for each cell of its matrix.
type Site struct {
	Release file.Name   `yaml:"release" doc:"CUCM release, for example \"12.5\" (the default) or \"14SU3\"."`
	Matrix  Matrix      `yaml:"matrix" doc:"Run the scenario once for every combination of these."`
	Start   file.Moment `yaml:"start" doc:"When the clock of the lab begins, an hour before the first step: 2026-01-05T08:00:00Z when absent."`
	Cluster Cluster     `yaml:"cluster" need:"true" doc:"The CUCM cluster."`
	Others  Clusters    `yaml:"other-clusters" doc:"Further clusters by name, to move phones to or to exchange certificates with."`
	Systems Systems     `yaml:"systems" doc:"Systems around the clusters, by name."`
	Phones  Groups      `yaml:"phones" need:"true" doc:"Groups of phones, by name."`
}

// Start is when the clock of a scenario begins that does not say it: a Monday morning.
var Start = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// Begins is when the clock begins: that of freshly installed clusters.
func (s *Site) Begins() time.Time {
	if s.Start.Value.IsZero() {
		return Start
	}
	return s.Start.Value
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
	Trust        TrustList  `yaml:"trust" doc:"Further certificates in the -trust stores of all nodes."`
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

// Settle fills in defaults, the second spelling of CallManager groups, the one name of each model, and what stands in files beside
// the scenario; files is their folder, nil where there is none.
func (s *Site) Settle(r *file.Report, files fs.FS) {
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
		s.Phones[i].settle(r, files)
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
