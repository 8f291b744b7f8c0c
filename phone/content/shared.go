package content

import (
	"runtime"
	"sync"
	"weak"
)

// Shared holds one value for each key, so that all who ask for it have the same one. It holds a value only as long as
// somebody else does: what is given up by all is forgotten, and made anew for the next who asks. The zero value is ready;
// safe for concurrent use.
type Shared[K comparable, V any] struct {
	mutex sync.Mutex
	all   map[K]weak.Pointer[V]
}

// Of returns the value of a key, or what make makes of it, which must not be nil. An error of make is not kept. make is
// called by one goroutine at a time.
func (s *Shared[K, V]) Of(key K, make func() (*V, error)) (*V, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if held := s.all[key].Value(); held != nil {
		return held, nil
	}
	made, err := make()
	if err != nil {
		return nil, err
	}
	if s.all == nil {
		s.all = map[K]weak.Pointer[V]{}
	}
	s.all[key] = weak.Make(made)
	runtime.AddCleanup(made, s.forget, key)
	return made, nil
}

// forget drops the key of a value that is gone, unless another one was made for it meanwhile.
func (s *Shared[K, V]) forget(key K) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.all[key].Value() == nil {
		delete(s.all, key)
	}
}
