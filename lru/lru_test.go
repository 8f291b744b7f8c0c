package lru_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/lru"
)

func size(s string) int { return len(s) }

// kept are the keys under which something is kept, in the order they are asked for.
func kept(c *lru.Cache[int, string], keys ...int) []int {
	var found []int
	for _, key := range keys {
		if _, ok := c.Get(key); ok {
			found = append(found, key)
		}
	}
	return found
}

// TestBound: never more bytes than the bound, and what was not used for the longest time goes first.
func TestBound(t *testing.T) {
	c := lru.New[int](10, size)
	c.Put(1, "aaaa")
	c.Put(2, "bbbb")
	_, _ = c.Get(1)
	c.Put(3, "cccc")
	require.Equal(t, []int{1, 3}, kept(c, 1, 2, 3))

	c.Put(3, "c")
	c.Put(4, "dddd")
	require.Equal(t, []int{1, 3, 4}, kept(c, 1, 2, 3, 4), "a value that is replaced counts once")
	value, ok := c.Get(3)
	require.True(t, ok)
	require.Equal(t, "c", value)

	c.Put(5, "eeeeeeeeeee")
	require.Equal(t, []int{1, 3, 4}, kept(c, 1, 3, 4, 5), "one that is larger than the bound is not kept and drops nothing")
	c.Put(4, "ddddddddddd")
	require.Equal(t, []int{1, 3}, kept(c, 1, 3, 4), "but what was kept under its key is old")
}

// TestSetBound: a smaller bound holds at once, a larger one from then on.
func TestSetBound(t *testing.T) {
	c := lru.New[int](4, size)
	c.Bound(8)
	c.Put(1, "aaaa")
	c.Put(2, "bbbb")
	require.Equal(t, []int{1, 2}, kept(c, 1, 2))
	c.Bound(5)
	require.Equal(t, []int{2}, kept(c, 1, 2))
}

// TestConcurrentUse matters under the race detector.
func TestConcurrentUse(t *testing.T) {
	c := lru.New[int](100, size)
	var wait sync.WaitGroup
	for n := range 8 {
		wait.Go(func() {
			for i := range 100 {
				c.Put(i%7+n, "aaaaaaaaaa")
				_, _ = c.Get(i % 9)
			}
		})
	}
	wait.Wait()
	require.LessOrEqual(t, len(kept(c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)), 10)
}
