// Package lru keeps what was used last, up to a bound in bytes. What it drops can be made again: a cache costs time, never
// an answer.
package lru

import (
	"container/list"
	"sync"
)

// Cache keeps values by key. Safe for concurrent use.
type Cache[K comparable, V any] struct {
	size   func(V) int // of a value, bytes
	mutex  sync.Mutex
	most   int // bytes
	bytes  int
	recent list.List // of *entry[K, V], last used first
	places map[K]*list.Element
}

type entry[K comparable, V any] struct {
	key   K
	value V
	size  int // bytes
}

// New returns a cache of at most so many bytes; size tells how many a value has.
func New[K comparable, V any](most int, size func(V) int) *Cache[K, V] {
	return &Cache[K, V]{size: size, most: most, places: map[K]*list.Element{}}
}

// Get returns what is kept under a key.
func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	at := c.places[key]
	if at == nil {
		return value, false
	}
	c.recent.MoveToFront(at)
	return at.Value.(*entry[K, V]).value, true
}

// Put keeps a value under a key, in the place of what was kept there, and drops the values that were not used for the
// longest time where there are too many bytes. A value that is larger than the bound is not kept.
func (c *Cache[K, V]) Put(key K, value V) {
	one := &entry[K, V]{key, value, c.size(value)}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.drop(c.places[key])
	if one.size > c.most {
		return
	}
	c.places[key] = c.recent.PushFront(one)
	c.bytes += one.size
	c.shrink()
}

// Bound sets how many bytes are kept at most from now on.
func (c *Cache[K, V]) Bound(most int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.most = most
	c.shrink()
}

func (c *Cache[K, V]) shrink() {
	for c.bytes > c.most {
		c.drop(c.recent.Back())
	}
}

// drop removes an entry; nil is none.
func (c *Cache[K, V]) drop(at *list.Element) {
	if at == nil {
		return
	}
	gone := c.recent.Remove(at).(*entry[K, V])
	delete(c.places, gone.key)
	c.bytes -= gone.size
}
