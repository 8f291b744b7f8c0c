package lab

import (
	"maps"

	"tvslab/event"
	"tvslab/sim"
)

// Fork returns a copy of the lab to go on with: what happens in one does not happen in the other. The copy is in memory, whatever the
// lab runs on, and tells observe what happens in it; nil for nobody. It needs no Close. Forks share what is not replaced: certificates, files
// and classes of phones. The lab must not change meanwhile.
func (l *Lab) Fork(observe func(event.Event)) *Lab {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	f := &Lab{world: l.world.fork(), clusterNames: l.clusterNames, groups: l.groups, apart: l.apart}
	f.outcomes.some = make(chan struct{}, 1)
	f.network = f.memory
	f.told = teller{observe: observe, clustersOnly: l.told.clustersOnly, ui: f.ui, full: f.full}
	return f
}

// fork is the world to go on with.
func (w *world) fork() *world {
	f := w.with(w.clusters.each((*sim.Cluster).Clone))
	f.backups = maps.Clone(w.backups)
	return f
}
