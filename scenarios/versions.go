package scenarios

import (
	"tvslab/sim/cucm"
)

// versions follows the releases of the clusters of one cell through its
// steps. The zero name is the first cluster.
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

// follow takes in what a step changes.
func (v *versions) follow(step *Step) {
	on := step.OnCluster.Value
	switch {
	case step.refused():
	case step.Upgrade != nil:
		v.active[on], v.inactive[on] = step.Upgrade.Release.Value, v.active[on]
	case step.SwitchVersion != nil && v.inactive[on] != "":
		v.active[on], v.inactive[on] = v.inactive[on], v.active[on]
	case step.SetHostname != nil:
		v.cluster[step.SetHostname.Name.Value] = v.cluster[step.SetHostname.Node.Value]
	}
	for _, n := range step.AddNode.Names() {
		v.cluster[n] = on
	}
}

// of gives the release that must have the step's command: that of the node's
// cluster, or the newest where the refusal is what is expected.
func (v *versions) of(step *Step) string {
	if step.refused() {
		names := cucm.ReleaseNames()
		return names[len(names)-1]
	}
	return v.active[v.cluster[step.CLI.Node.Value]]
}
