package lab

import (
	"crypto/x509"
	"slices"
	"sync"

	"tvslab/devices"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/lab/population"
)

// answers is what was found out about one state of the lab: every question is answered once for all phones that stand alike.
type answers struct {
	version  uint64
	trusted  []*x509.Certificate // by the authenticator
	kinds    population.Kinds
	verdicts sync.Map // population.Kind -> told
	vouched  population.Memo[standing, bool]
	helps    population.Memo[standing, []string]
	peers    population.Memo[standing, trust.Decision]
	knowing  func() []clusters // every TVS knows everything: as it presents itself now, and after a restart
	repaired func() map[string][]clusters
	visitors func() devices.Table[int] // of all devices, by the answers that they get
}

// answers returns what was found out about the lab as it is. It is called by one goroutine at a time, or while nobody changes
// the lab.
func (w *world) answers() *answers {
	w.answering.Lock()
	defer w.answering.Unlock()
	if w.answered == nil || w.answered.version != w.version || !slices.Equal(w.answered.trusted, w.authenticator.Trusted()) {
		w.answered = &answers{version: w.version, trusted: w.authenticator.Trusted(), knowing: sync.OnceValue(w.allKnowing), repaired: sync.OnceValue(w.repair),
			visitors: sync.OnceValue(w.kindsOfDevices)}
	}
	return w.answered
}

func (w *world) allKnowing() []clusters {
	var all []clusters
	for _, restarted := range []bool{false, true} {
		all = append(all, w.clusters.each(func(c *sim.Cluster) *sim.Cluster { return c.AllKnowing(restarted) }))
	}
	return all
}

// repairs are what an administrator can do to one cluster.
var repairs = map[string]sim.Op{
	HelpITLReset: sim.ResetITL,
	HelpCTLReset: sim.ResetCTL,
}

// repair makes the clusters as they are after each repair, on each of them.
func (w *world) repair() map[string][]clusters {
	repaired := map[string][]clusters{}
	for help, act := range repairs {
		for i, c := range w.clusters {
			if after, err := c.After(act); err == nil {
				repaired[help] = append(repaired[help], w.clusters.with(i, after))
			}
		}
	}
	return repaired
}

// Kind says of a device of the databases, for phones that are not the lab's, which others get the same answers from the
// network in memory: those of the same number, until the version changes. ok is false for a device that is in no database.
func (m *memory) Kind(phone string) (version uint64, number int, ok bool) {
	n, ok := devices.Parse(phone)
	if !ok {
		return 0, 0, false
	}
	a := m.world.answers()
	number, ok = a.visitors().At(n)
	return a.version, number, ok
}

// kindsOfDevices numbers the devices of all databases by the answers that they get.
func (w *world) kindsOfDevices() devices.Table[int] {
	var all devices.Set
	for _, c := range w.clusters {
		all = all.Or(c.AllDevices())
	}
	var everybody population.Population
	everybody.Add(all, &population.Class{})
	var runs []devices.Run[int]
	for i, part := range everybody.PartsBy(all, &population.Kinds{}, w.tables()...) {
		for _, s := range part.Phones {
			runs = append(runs, devices.Run[int]{Span: s, Value: i})
		}
	}
	return devices.Table[int]{}.With(runs...)
}
