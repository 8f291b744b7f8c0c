package lab

import (
	"sync"

	"tvslab/devices"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/lab/population"
)

// answers is what was found out about one state of the lab: every question is answered once for all phones that stand alike.
type answers struct {
	version  uint64
	kinds    population.Kinds
	verdicts sync.Map // population.Kind -> told
	vouched  memo[bool]
	helps    memo[[]string]
	peers    memo[trust.Decision]
	knowing  func() []clusters // every TVS knows everything: as it presents itself now, and after a restart
	repaired func() map[string][]clusters
	visitors func() devices.Table[int] // of all devices, by the answers that they get
}

// answers returns what was found out about the lab as it is. It is called by one goroutine at a time, or while nobody changes
// the lab.
func (l *Lab) answers() *answers {
	l.answering.Lock()
	defer l.answering.Unlock()
	if l.answered == nil || l.answered.version != l.version {
		l.answered = &answers{version: l.version, knowing: sync.OnceValue(l.allKnowing), repaired: sync.OnceValue(l.repair),
			visitors: sync.OnceValue(l.kindsOfDevices)}
	}
	return l.answered
}

// memo keeps answers to a question that is asked of phones.
type memo[A any] struct {
	mutex sync.Mutex
	known map[standing]A
}

// of returns the answer for phones that stand so; find works it out, if it is not known. Two that ask at once may both find it.
func (m *memo[A]) of(s standing, find func() A) A {
	m.mutex.Lock()
	answer, known := m.known[s]
	m.mutex.Unlock()
	if known {
		return answer
	}
	answer = find()
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.known == nil {
		m.known = map[standing]A{}
	}
	m.known[s] = answer
	return answer
}

func (l *Lab) allKnowing() []clusters {
	var all []clusters
	for _, restarted := range []bool{false, true} {
		all = append(all, l.clusters.each(func(c *sim.Cluster) *sim.Cluster { return c.AllKnowing(restarted) }))
	}
	return all
}

// repairs are what an administrator can do to one cluster.
var repairs = map[string]sim.Op{
	HelpITLReset: sim.ResetITL,
	HelpCTLReset: sim.ResetCTL,
}

// repair makes the clusters as they are after each repair, on each of them.
func (l *Lab) repair() map[string][]clusters {
	repaired := map[string][]clusters{}
	for help, act := range repairs {
		for i, c := range l.clusters {
			if after, err := c.After(act); err == nil {
				repaired[help] = append(repaired[help], l.clusters.with(i, after))
			}
		}
	}
	return repaired
}
