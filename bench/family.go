package bench

// process is what a system tells of a process at one moment. Times are seconds since it began.
type process struct {
	start    uint64 // tells it from others that had its id
	own      cpuTime
	waited   cpuTime // of children that ended and that it waited for, theirs included
	resident int64   // bytes
	ignores  bool    // it does not wait for children: the system forgets their times
}

// cpuTime is processor time of both kinds, in seconds.
type cpuTime struct{ user, system float64 }

func (t cpuTime) plus(o cpuTime) cpuTime  { return cpuTime{t.user + o.user, t.system + o.system} }
func (t cpuTime) minus(o cpuTime) cpuTime { return cpuTime{t.user - o.user, t.system - o.system} }
func (t cpuTime) floor() cpuTime          { return cpuTime{max(t.user, 0), max(t.system, 0)} }

// procfs is where a system tells of its processes.
type procfs interface {
	// process returns the state of a process.
	process(pid int) (process, error)
	// children returns the processes whose parents are these.
	children(of []int) []int
}

// family adds up what processes and those below them use. Of a process that ended, its parent knows the time once it has waited for
// it; of one for which nobody waits, what was seen last counts, and the sum is a lower bound.
type family struct {
	from    procfs
	members map[int]process // alive when last seen
	first   cpuTime         // of all at the start, with what they had waited for
	lost    cpuTime         // of processes that ended and that nobody waited for
	peak    int64
	seen    int // processes below the roots, ever
	gone    int // that ended
	waited  cpuTime
	bound   string // why the sum is a lower bound
}

func newFamily(p *Processes) *family {
	f := &family{from: p.from, members: map[int]process{}}
	for _, pid := range p.pids {
		if one, err := p.from.process(pid); err == nil {
			f.members[pid] = one
		}
	}
	for _, one := range f.members {
		f.judge(one)
	}
	f.grow(f.pids())
	for _, one := range f.members {
		f.first = f.first.plus(one.own).plus(one.waited)
	}
	return f
}

func (f *family) pids() (list []int) {
	for pid := range f.members {
		list = append(list, pid)
	}
	return list
}

// grow takes in all below the given processes; those that began since have used all their time in the family.
func (f *family) grow(parents []int) {
	for len(parents) > 0 {
		var fresh []int
		for _, pid := range f.from.children(parents) {
			if _, known := f.members[pid]; known {
				continue
			}
			if one, err := f.from.process(pid); err == nil {
				f.members[pid] = one
				f.judge(one)
				fresh = append(fresh, pid)
				f.seen++
			}
		}
		parents = fresh
	}
}

// judge notes what the system will not tell of the children of a process.
func (f *family) judge(one process) {
	if one.ignores {
		f.bound = "a process ignores the end of its children: what those used that ended between two looks is not known"
	}
}

const (
	// unwaited is what is wrong where processes ended for which nobody waited.
	unwaited = "processes ended and nobody waited for them: what they used after they were last seen is not known"
	// many children that end leave a trace in the time of who waited for them, however short they lived.
	many = 10
)

// clockTick is how exactly a system tells times, in seconds.
const clockTick = 0.01

// look sees how the family stands.
func (f *family) look() {
	var ended, waited cpuTime // used by members that are gone; what the others waited for since
	gone, resident := 0, int64(0)
	for pid, before := range f.members {
		now, err := f.from.process(pid)
		if err != nil || now.start != before.start {
			ended, gone = ended.plus(before.own).plus(before.waited), gone+1
			delete(f.members, pid)
			continue
		}
		waited = waited.plus(now.waited.minus(before.waited))
		f.members[pid] = now
	}
	f.gone, f.waited = f.gone+gone, f.waited.plus(waited)
	missing := ended.minus(waited)
	if rounding := float64(gone) * clockTick; missing.user+missing.system > rounding {
		f.lost = f.lost.plus(missing.floor())
		f.bound = unwaited
	}
	f.grow(f.pids())
	for _, one := range f.members {
		resident += one.resident
	}
	f.peak = max(f.peak, resident)
}

// used is what the family used since the start.
func (f *family) used() Usage {
	sum := f.lost
	for _, one := range f.members {
		sum = sum.plus(one.own).plus(one.waited)
	}
	sum = sum.minus(f.first)
	if f.gone >= many && f.waited == (cpuTime{}) {
		f.bound = unwaited
	}
	return Usage{User: sum.user, System: sum.system, PeakBytes: f.peak, Children: f.seen, LowerBound: f.bound}
}
