package bench

import "sync"

// turns keeps a phone from booting twice at a time: the second boot waits, which counts as lateness.
type turns struct {
	mutex sync.Mutex
	freed sync.Cond
	busy  map[int]bool
}

func newTurns() *turns {
	t := &turns{busy: map[int]bool{}}
	t.freed.L = &t.mutex
	return t
}

func (t *turns) take(phone int) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	for t.busy[phone] {
		t.freed.Wait()
	}
	t.busy[phone] = true
}

func (t *turns) give(phone int) {
	t.mutex.Lock()
	delete(t.busy, phone)
	t.mutex.Unlock()
	t.freed.Broadcast()
}
