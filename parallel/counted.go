package parallel

import "sync"

// Counted returns a function that counts its calls, and tells how many of n there were, one at a time. A tell of nil is told nothing.
func Counted(n int, tell func(done, total int)) func() {
	var mutex sync.Mutex
	done := 0
	return func() {
		mutex.Lock()
		defer mutex.Unlock()
		if done++; tell != nil {
			tell(done, n)
		}
	}
}
