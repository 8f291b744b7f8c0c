package explore

import "sync"

// interned keeps one value for each key, with numbers by which they are told apart.
type interned[K comparable, V any] struct {
	mutex sync.RWMutex
	known map[K]*V
	all   []*V
}

// of returns the value of a key; where there is none it is made, with the next number.
func (i *interned[K, V]) of(key K, make func(id int32) *V) *V {
	i.mutex.RLock()
	have := i.known[key]
	i.mutex.RUnlock()
	if have != nil {
		return have
	}
	i.mutex.Lock()
	defer i.mutex.Unlock()
	if have := i.known[key]; have != nil {
		return have
	}
	if i.known == nil {
		i.known = map[K]*V{}
	}
	made := make(int32(len(i.all)))
	i.known[key] = made
	i.all = append(i.all, made)
	return made
}

// at returns the value with a number.
func (i *interned[K, V]) at(id int32) *V {
	i.mutex.RLock()
	defer i.mutex.RUnlock()
	return i.all[id]
}

// size is how many there are.
func (i *interned[K, V]) size() int {
	i.mutex.RLock()
	defer i.mutex.RUnlock()
	return len(i.known)
}
