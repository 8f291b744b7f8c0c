package scenarios

import (
	"context"

	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// upgrade is its verb's argument. Refresh is an upgrade that replaces the operating system too.
type upgrade struct {
	Pos     file.Pos
	Release file.Name `yaml:"release" need:"true" doc:"The CUCM release to upgrade to."`
	Refresh bool      `yaml:"refresh" doc:"A refresh upgrade instead of a standard one."`
}

func (x *upgrade) check(c *checker) {
	if x.Release.Value != "" {
		site.ParseRelease(c.Report, x.Release)
		c.upgraded = true
	}
}

func (x *upgrade) follow(c *checker, v *versions) {
	if on := c.step.OnCluster.Value; !c.step.refused() {
		v.active[on], v.inactive[on] = x.Release.Value, v.active[on]
	}
}

func (x *upgrade) do(_ context.Context, r *Runner) error {
	to, err := cucm.ParseRelease(x.Release.Value)
	if err != nil {
		return err
	}
	return r.onCluster(sim.Upgrade(to, x.Refresh))
}

func (x *upgrade) String() string {
	if x.Refresh {
		return "refresh upgrade to " + x.Release.Value
	}
	return x.Release.Value
}

// switchVersion is the argument of switch-version: back.
type switchVersion struct{ file.Name }

// Words is the one that there is.
func (switchVersion) Words() []string { return []string{"back"} }

func (x *switchVersion) check(c *checker) {
	if !c.upgraded && c.step.done() {
		c.Add(x.Pos, "", "there is no release to switch back to: no step before this one upgrades")
	}
}

func (x *switchVersion) follow(c *checker, v *versions) {
	if on := c.step.OnCluster.Value; !c.step.refused() && v.inactive[on] != "" {
		v.active[on], v.inactive[on] = v.inactive[on], v.active[on]
	}
}

func (x *switchVersion) do(_ context.Context, r *Runner) error {
	return r.onCluster(sim.SwitchBack)
}

// versions follows the releases of the clusters of one cell through its steps. The zero name is the first cluster.
type versions struct {
	cluster  map[string]string // node name to cluster
	active   map[string]string
	inactive map[string]string
}

// newVersions starts with the releases that the clusters are installed with.
func newVersions(s *Scenario) *versions {
	v := &versions{cluster: map[string]string{}, active: map[string]string{"": s.Release.Value}, inactive: map[string]string{}}
	for i := range s.Others {
		c := &s.Others[i]
		v.active[c.Name.Value] = s.Release.Value
		if c.Release.Value != "" {
			v.active[c.Name.Value] = c.Release.Value
		}
		for _, n := range c.Nodes.Names() {
			v.cluster[n] = c.Name.Value
		}
	}
	return v
}

// at gives the release that must have a command of a node: that of its cluster, or the newest where the refusal is
// what is expected.
func (v *versions) at(node string, refused bool) string {
	if refused {
		names := cucm.ReleaseNames()
		return names[len(names)-1]
	}
	return v.active[v.cluster[node]]
}
