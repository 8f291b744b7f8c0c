package lab

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/lab/dot1x"
	"tvslab/sim/lab/population"
	"tvslab/sim/pki"
	"tvslab/sim/system"
)

// world is what decides how phones stand and what answers they get in memory: the lab's own, or one that is supposed. Its
// methods find out; what changes it are the lab's.
type world struct {
	clusters      clusters
	faults        []Fault
	settings      *phone.Settings
	people        population.Population
	backups       map[string]backup
	authenticator dot1x.Authenticator
	systems       []system.System // around the clusters, in the order in which they were attached
	keys          pki.KeySource   // of phones
	memory        *memory
	outcomes      outcomes // of certificate operations

	version   uint64 // counts changes of clusters, backups and faults
	answering sync.Mutex
	answered  *answers
}

// Now is the lab's clock.
func (w *world) Now() time.Time { return w.clusters[0].Now }

// with is the world with other clusters, for questions only: it shares what all phones share.
func (w *world) with(all clusters) *world {
	other := &world{clusters: all, faults: w.faults, settings: w.settings, people: w.people, backups: w.backups,
		authenticator: w.authenticator, systems: w.systems, keys: w.keys}
	other.memory = w.memory.of(other)
	return other
}

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
	return l.standsIn(ctx, l.world.with(l.clusters.with(slices.Index(l.clusters, c), after)), set), nil
}
