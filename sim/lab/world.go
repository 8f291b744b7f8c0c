package lab

import (
	"sync"
	"time"

	"tvslab/phone"
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
	seed          uint64 // of the dice of faults
	people        population.Population
	backups       map[string]backup
	authenticator dot1x.Authenticator
	systems       []system.System // around the clusters, in the order in which they were attached
	keys          pki.KeySource   // of phones
	memory        *memory
	outcomes      outcomes // of certificate operations

	version   uint64 // counts changes of clusters, backups and faults
	passed    uint64 // those of them that were only time
	answering sync.Mutex
	answered  *answers
}

// Now is the lab's clock.
func (w *world) Now() time.Time { return w.clusters[0].Now }

// with is the world with other clusters, for questions only: it shares what all phones share.
func (w *world) with(all clusters) *world {
	other := &world{clusters: all, faults: w.faults, settings: w.settings, seed: w.seed, people: w.people, backups: w.backups,
		authenticator: w.authenticator, systems: w.systems, keys: w.keys}
	other.memory = w.memory.of(other)
	return other
}
