package udp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// caller is a Waiter that notes its calls, and may do something in them.
type caller struct {
	Wait
	name string
	log  *[]string
	do   func()
}

func (c *caller) Due() {
	*c.log = append(*c.log, c.name)
	if c.do != nil {
		c.do()
	}
}

// TestQueue: waits end in their order, once, and may begin or stop others as they do.
func TestQueue(t *testing.T) {
	var log []string
	begin := time.Unix(1, 0)
	q := &Queue{length: time.Second}
	a, b, c, d := &caller{name: "a", log: &log}, &caller{name: "b", log: &log}, &caller{name: "c", log: &log}, &caller{name: "d", log: &log}
	for i, w := range []*caller{a, b, c, d} {
		w.Owner = w
		q.Start(&w.Wait, begin.Add(time.Duration(i)*time.Millisecond))
	}
	require.Equal(t, 4, q.count)
	require.Equal(t, a, q.First())
	a.do = func() { q.Start(&a.Wait, begin.Add(time.Second)) }
	b.do = c.Stop
	q.expire(begin.Add(time.Second - 1))
	require.Empty(t, log)
	q.expire(begin.Add(time.Second + 3*time.Millisecond))
	require.Equal(t, []string{"a", "b", "d"}, log)
	require.True(t, a.Waits())
	require.False(t, c.Waits())
	c.Stop() // has no effect
	q.Start(&a.Wait, begin.Add(2*time.Second))
	require.Equal(t, 1, q.count)
	a.Stop()
	require.Nil(t, q.First())
}
