package lab

import (
	"context"
	"fmt"
	"slices"

	"tvslab/devices"
	"tvslab/phone/content"
	"tvslab/sim"
)

// Suppose returns where phones would stand after an operation on the cluster that has the node, as Stands does. Nothing
// happens: no phone boots, and the lab is as it was. It is an error if no cluster has the node, or if the operation is refused.
func (l *Lab) Suppose(ctx context.Context, set devices.Set, node string, op sim.Op) ([]Stand, error) {
	c := l.clusters.of(node)
	if c == nil {
		return nil, fmt.Errorf("node %q is in no cluster of the lab", node)
	}
	after, err := c.After(op)
	if err != nil {
		return nil, err
	}
	stands := l.supposed(l.clusters.with(slices.Index(l.clusters, c), after)).Stands(ctx, set)
	for i := range stands {
		stands[i].Phone.lab = l
	}
	return stands, nil
}

// supposed is the lab with other clusters, for questions only: it shares what all phones share.
func (l *Lab) supposed(all clusters) *Lab {
	s := &Lab{
		clusters: all, clusterNames: l.clusterNames, faults: l.faults, settings: l.settings, groups: l.groups,
		people: l.people, backups: l.backups, authenticator: l.authenticator, keys: l.keys,
	}
	s.memory = &memory{lab: s, contents: l.memory.contents, rendered: map[configKey]*content.Config{}}
	s.network = s.memory
	return s
}
