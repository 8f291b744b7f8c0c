package population

import "sync"

// Memo keeps answers to a question that is asked of phones, by what they have in common. Safe for concurrent use.
type Memo[K comparable, A any] struct {
	mutex sync.Mutex
	known map[K]A
}

// Of returns the answer for phones that stand so; find works it out, if it is not known. Two that ask at once may both find it.
func (m *Memo[K, A]) Of(s K, find func() A) A {
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
		m.known = map[K]A{}
	}
	m.known[s] = answer
	return answer
}
