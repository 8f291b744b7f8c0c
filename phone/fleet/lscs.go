package fleet

import (
	"sync"

	"tvslab/phone"
)

// lscs holds the Locally Significant Certificates of the phones that have one. Unlike lists they are never shared: a
// fleet of phones with LSCs needs room for each. Index 0 is none.
type lscs struct {
	mutex sync.RWMutex
	all   []*phone.LSC
	free  []uint32
}

func (l *lscs) at(i uint32) *phone.LSC {
	if i == 0 {
		return nil
	}
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	return l.all[i-1]
}

// put stores what a phone has now in place of what it had.
func (l *lscs) put(old uint32, now *phone.LSC) uint32 {
	if old == 0 && now == nil {
		return 0
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	switch {
	case now == nil:
		l.all[old-1] = nil
		l.free = append(l.free, old)
		return 0
	case old == 0 && len(l.free) > 0:
		old, l.free = l.free[len(l.free)-1], l.free[:len(l.free)-1]
	case old == 0:
		l.all = append(l.all, nil)
		old = uint32(len(l.all))
	}
	l.all[old-1] = now
	return old
}

func (l *lscs) len() int {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	return len(l.all) - len(l.free)
}
